"""The bundle and the gate of every year in ajv, jsonschema and jsonschema-rs, held to `evaluate`.

    python tools/agreement.py [DOCUMENTS] [YEAR ...]

So many generated documents a year (20,000 unless said), as facts for the bundle and, others, for
the gate. The work is done in parts; what a part counted stands in build/agreement/, and a part
that was done on the same tree is not done again, so that a run that was ended goes on. Needs
examples/node with ajv installed (`make agreement`). Prints one table; exits 1 on a disagreement.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from mips_pi_rules import Report, Rulebook, years  # noqa: E402
from support.agreement import Trial, trials  # noqa: E402
from support.validators import (  # noqa: E402
    Sent,
    Tally,
    compare_bundle,
    compare_gate,
    of_bundle,
    of_gate,
    sent,
    with_outcome,
)

NODE = ROOT / "examples" / "node"
DONE = ROOT / "build" / "agreement"
DOCUMENTS = 20_000
EACH = 1_000  # documents of a part

COLUMNS = {
    "facts": "documents",
    "sets": "their sets",
    "broken": "rules broken",
    "bundle ajv": "in ajv",
    "bundle jsonschema": "in jsonschema",
    "bundle jsonschema-rs": "in jsonschema-rs",
    "gated": "documents",
    "refused": "refused",
    "gate ajv": "in ajv",
    "gate jsonschema": "in jsonschema",
    "gate jsonschema-rs": "in jsonschema-rs",
    "disagreements": "",
}


def part(year: int, seed: object, documents: int) -> Counter[str]:
    """So many documents of a year, in all validators. Each disagreement is printed."""
    facts = trials(year, seed, documents)
    asked = list(sent(year, seed, documents))
    counts = Counter(
        {
            "facts": len(facts),
            "sets": sum(len(one.facts["sets"]) for one in facts),
            "broken": sum(len(with_outcome(year, one.found)) for one in facts),
            "gated": len(asked),
            "refused": sum(one.refused is True for one in asked),
            "disagreements": 0,
        }
    )
    counts += in_node([*lines_of_bundle(year, facts), *lines_of_gate(year, asked)])
    bundles, gates = Tally(), Tally()
    for trial in facts:
        compare_bundle(year, trial, bundles)
    for one in asked:
        compare_gate(year, one, gates)
    for name, tally in (("bundle", bundles), ("gate", gates)):
        counts[f"{name} jsonschema"] = tally.jsonschema
        counts[f"{name} jsonschema-rs"] = tally.jsonschema_rs
        counts["disagreements"] += len(tally.disagreements)
        for validator, of, found, wanted in tally.disagreements[:5]:
            print(f"{year}: {name}: {validator} finds {found}, not {wanted}: {of}")
    return counts


# ---- ajv


def in_node(lines: list[dict[str, Any]]) -> Counter[str]:
    """The lines compared by agreement.mjs: what it counted. Its disagreements are printed."""
    done = subprocess.run(
        [found("node"), "agreement.mjs"],
        cwd=NODE, input="".join(json.dumps(line) + "\n" for line in lines),
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    *said, counted = done.stdout.splitlines() or [""]
    if not counted.startswith('{"facts":'):
        sys.exit(f"agreement.mjs did not finish\n{done.stdout}")
    for line in said:
        print(f"ajv: {line}")
    counts = json.loads(counted)
    return Counter(
        {
            "bundle ajv": counts["facts"],
            "gate ajv": counts["documents"],
            "disagreements": counts["disagreements"],
        }
    )


def found(program: str) -> str:
    """The path of a program; exits 1 where there is none."""
    return shutil.which(program) or sys.exit(f"{program} is not installed")


def lines_of_bundle(year: int, several: list[Trial]) -> Iterator[dict[str, Any]]:
    """The bundle, then facts with the rules that they break and what is said of these."""
    yield {"bundle": of_bundle(year).schema}
    for one in several:
        broken = sorted(one.found, key=str)
        yield {"facts": one.facts, "broken": broken, "said": messages(one.report)}


def lines_of_gate(year: int, several: list[Sent]) -> Iterator[dict[str, Any]]:
    """The gate, then documents and whether it must refuse them."""
    yield {"gate": of_gate(year).schema}
    for one in several:
        yield {"document": one.document, "refused": one.refused}


def messages(report: Report) -> list[tuple[str, str]]:
    """What is said of findings with an outcome, but for those that the judgment alone knows."""
    rules = Rulebook.default().rules
    return [
        (one.rule, one.message)
        for one in report.findings
        if one.outcome and rules[one.rule].over != "judgment"
    ]


# ---- parts


@cache
def tree() -> str:
    """What names the tree that is tried: everything that a count rests on."""
    digest = hashlib.sha256()
    for folder in ("src", "policy", "schemas", "tests/support", "examples", "tools/agreement.py"):
        for file in sorted([ROOT / folder, *(ROOT / folder).rglob("*")]):
            if file.suffix in (".py", ".json", ".mjs") and "node_modules" not in file.parts:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def counted(year: int, number: int, documents: int) -> Counter[str]:
    """What a part counts, or counted on the same tree."""
    file = DONE / f"{tree()}-{year}-{number:02}-{documents}.json"
    if file.exists():
        return Counter(json.loads(file.read_text(encoding="utf-8")))
    counts = part(year, number, documents)
    if not counts["disagreements"]:
        DONE.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".part")
        beside.write_text(json.dumps(counts), encoding="utf-8")
        beside.replace(file)
    return counts


def table(by_year: dict[int, Counter[str]]) -> str:
    """Each year a column, the sum last."""
    total: Counter[str] = Counter()
    for counts in by_year.values():
        total.update(counts)
    columns = {**{str(year): counts for year, counts in by_year.items()}, "all": total}
    rows = [f"{'':24}" + "".join(f"{name:>9}" for name in columns)]
    for key, words in COLUMNS.items():
        heading = {"facts": "bundle, over facts", "gated": "gate"}.get(key)
        rows += [heading] if heading else []
        label = f"  {words}" if words else key
        rows.append(f"{label:24}" + "".join(f"{one[key]:>9,}" for one in columns.values()))
    return "\n".join(rows)


def main(arguments: list[str]) -> int:
    """Each year in parts; the table; 1 where anything disagrees."""
    documents, *chosen = map(int, arguments or [str(DOCUMENTS)])
    by_year: dict[int, Counter[str]] = {}
    for year in chosen or years():
        sizes = [min(EACH, documents - start) for start in range(0, documents, EACH)]
        by_year[year] = Counter()
        for number, size in enumerate(sizes):
            by_year[year].update(counted(year, number, size))
            print(f"{year}: part {number + 1} of {len(sizes)}", file=sys.stderr)
    print(table(by_year))
    return 1 if any(counts["disagreements"] for counts in by_year.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
