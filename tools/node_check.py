"""The examples of examples/node run, and ajv under Node is held to what `evaluate` says.

Every line of the conformance suite, and a few generated documents a year: tools/agreement.py has
the whole.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from agreement import NODE, found, in_node, part  # noqa: E402
from mips_pi_rules import Rulebook, evaluate, facts_of, years  # noqa: E402
from mips_pi_rules.reference.bundle import bundle  # noqa: E402
from mips_pi_rules.reference.gate import gate  # noqa: E402

SUITE = ROOT / "conformance"
DOCUMENTS = 100  # generated ones a year
BLOCK = re.compile(r"^```js\n(.*?)^```\n\n```text\n(.*?)^```$", re.M | re.S)


def suite(year: int) -> Iterator[dict[str, Any]]:
    """The year's lines of the conformance suite, without what the judgment alone knows."""
    rules = Rulebook.default().rules
    text = (SUITE / f"{year}.ndjson").read_text(encoding="utf-8")
    for line in map(json.loads, text.splitlines()):
        pairs = [(rule, number) for rule, number, _ in line["broken"]]
        broken = [pair for pair in pairs if rules[pair[0]].over != "judgment"]
        yield {"facts": line["facts"], "broken": broken}


def run(script: str, schema: Path, given: Path, rule: str) -> None:
    """An example on a file: it exits 1 and names the rule."""
    done = subprocess.run(
        [found("node"), f"{script}.mjs", str(schema), str(given)],
        cwd=NODE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 1 or not done.stdout.startswith(f"{rule} ") or done.stderr:
        sys.exit(f"{script}.mjs: {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"{script}.mjs names {rule}")


def run_page(page: Path, folder: Path) -> None:
    """What a page shows in JavaScript prints what stands below it."""
    text = page.read_text(encoding="utf-8")
    shown = BLOCK.findall(text)
    if len(shown) != text.count("```js\n"):
        sys.exit(f"{page.name} does not say what each block of JavaScript prints")
    for code, printed in shown:
        done = subprocess.run(
            [found("node"), "--input-type=module"],
            cwd=folder, input=code, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if (done.returncode, done.stdout, done.stderr) != (0, printed, ""):
            sys.exit(f"{page.name} prints otherwise:\n{done.stdout}{done.stderr}")
    if shown:
        print(f"{page.name}: {len(shown)} blocks of JavaScript print what they say")


def folder_of(submission: dict[str, Any]) -> Path:
    """A folder as the page has it: ajv, a submission, its facts, the two schemas of its year."""
    folder, year = ROOT / "build" / "node", submission["performanceYear"]
    folder.mkdir(parents=True, exist_ok=True)
    installed = folder / "node_modules"
    installed.unlink(missing_ok=True)
    installed.symlink_to(NODE / "node_modules")
    for name, value in {
        "submission": submission,
        "facts": facts_of(submission),
        f"gate-{year}": gate(year),
        f"bundle-{year}": bundle(year),
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


def main() -> None:
    """The examples first, then the agreement."""
    submission = json.loads((ROOT / "examples" / "submission.json").read_text(encoding="utf-8"))
    year, folder = submission["performanceYear"], folder_of(submission)
    (reason,) = evaluate(submission).reasons
    run("gate", folder / f"gate-{year}.json", folder / "submission.json", reason.rule)
    run("rules", folder / f"bundle-{year}.json", folder / "facts.json", reason.rule)
    # What npm brings stands deeper in docs/site.
    own = [page for part in (".", "docs", "docs/site") for page in (ROOT / part).glob("*.md")]
    for page in sorted([*own, SUITE / "README.md"]):
        run_page(page, folder)
    for of_year in years():
        counts = in_node([{"bundle": bundle(of_year)}, *suite(of_year)])
        counts.update(part(of_year, 0, DOCUMENTS))
        print(f"{of_year}: {counts['bundle ajv']} facts and {counts['gate ajv']} documents in ajv")
        if counts["disagreements"]:
            sys.exit("ajv and evaluate do not agree")


if __name__ == "__main__":
    main()
