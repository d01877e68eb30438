"""The schemas of every year held against ajv under Node, and the examples of examples/node run.

One process of Node is given documents as lines of JSON. EIGHTHS=8 tries 20,000 documents a year of
facts and as many of the gate, each eighth an eighth of them; without it a small part.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from mips_pi_rules import (  # noqa: E402
    Report,
    Rulebook,
    UnreadableSubmission,
    evaluate,
    facts_of,
    years,
)
from mips_pi_rules.reference.bundle import bundle  # noqa: E402
from mips_pi_rules.reference.gate import gate  # noqa: E402
from support.agreement import numbers_of_sets, random_document, trials  # noqa: E402

NODE = ROOT / "examples" / "node"
EIGHTHS = int(os.environ.get("EIGHTHS", "0"))
EACH = 250 if EIGHTHS else 100
PARTS = 10 * EIGHTHS or 1


def lines(year: int) -> Iterator[dict[str, Any]]:
    """The schemas of a year, facts with the rules that they break, documents with their fate."""
    of_year = bundle(year)
    yield {"bundle": of_year}
    yield from suite(year)
    for part in range(PARTS):
        for trial in trials(year, part, EACH):
            yield {
                "facts": trial.facts,
                "broken": sorted(trial.found, key=str),
                "said": said(trial.report),
            }
    yield {"gate": gate(year)}
    for part in range(PARTS):
        yield from documents(year, part)


def suite(year: int) -> Iterator[dict[str, Any]]:
    """The year's lines of the conformance suite, without what the judgment alone knows."""
    rules = Rulebook.default().rules
    text = (ROOT / "conformance" / f"{year}.ndjson").read_text(encoding="utf-8")
    for line in map(json.loads, text.splitlines()):
        pairs = [(rule, number) for rule, number, _ in line["broken"]]
        broken = [pair for pair in pairs if rules[pair[0]].over != "judgment"]
        yield {"facts": line["facts"], "broken": broken}


def said(report: Report) -> list[tuple[str, str]]:
    """The messages of what has an outcome, but for what the judgment alone knows."""
    rules = Rulebook.default().rules
    return [
        (one.rule, one.message)
        for one in report.findings
        if one.outcome and rules[one.rule].over != "judgment"
    ]


def documents(year: int, part: int) -> Iterator[dict[str, Any]]:
    """Documents of the kind that a gate is about, and whether it must refuse them."""
    dice, made = Random(f"gate {year} {part}"), 0
    beyond = {one.get("rule") for one in gate(year)["x-beyond"]}
    while made < EACH:
        document = random_document(year, dice)
        if not isinstance(document, dict) or "data" in document:
            continue
        try:
            report = evaluate(document)
        except UnreadableSubmission:
            continue
        if report.performance_year != year or len(numbers_of_sets(document)) > 1:
            continue
        made += 1
        broken = {one.rule for one in report.reasons}
        yield {"document": document, "refused": not broken <= beyond}


def found(program: str) -> str:
    """The path of a program; exits 1 where there is none."""
    return shutil.which(program) or sys.exit(f"{program} is not installed")


def agree() -> None:
    """Every year through one process; its count is printed. Exits 1 on a disagreement."""
    command = [found("node"), "agreement.mjs"]
    with subprocess.Popen(command, cwd=NODE, stdin=subprocess.PIPE, text=True) as node:
        for year in years():
            for line in lines(year):
                print(json.dumps(line), file=node.stdin)
        if node.stdin is not None:
            node.stdin.close()
    if node.returncode:
        sys.exit("ajv and evaluate do not agree")


def run(script: str, year: int, printed: dict[str, Any], schema: dict[str, Any], rule: str) -> None:
    """An example on a file: it exits 1 and names the rule."""
    folder = ROOT / "build" / "node"
    folder.mkdir(parents=True, exist_ok=True)
    given, of_year = folder / f"{script}.json", folder / f"{script}-{year}.json"
    given.write_text(json.dumps(printed), encoding="utf-8")
    of_year.write_text(json.dumps(schema), encoding="utf-8")
    done = subprocess.run(
        [found("node"), f"{script}.mjs", str(of_year), str(given)],
        cwd=NODE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 1 or not done.stdout.startswith(f"{rule} ") or done.stderr:
        sys.exit(f"{script}.mjs: {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"{script}.mjs names {rule}")


def main() -> None:
    """The examples first, then the agreement."""
    submission = json.loads((ROOT / "examples" / "submission.json").read_text(encoding="utf-8"))
    year = submission["performanceYear"]
    (reason,) = evaluate(submission).reasons
    run("gate", year, submission, gate(year), reason.rule)
    run("rules", year, facts_of(submission), bundle(year), reason.rule)
    agree()


if __name__ == "__main__":
    main()
