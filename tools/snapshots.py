"""Rewrite the `report` of every worked case under examples/ from what the library says today.

A case is {name, cites, submission, context?, report}. Its report holds ids, outcomes, points and
pointers, no wording: a change of law is then a visible diff and a better sentence is none.
"""

import json
import sys
from pathlib import Path
from typing import Any

from mips_pi_rules import Report, evaluate

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def snapshot(report: Report) -> dict[str, Any]:
    """What of a report is the law's: everything but sentences and the library's version."""
    full = report.to_dict()
    kept = {
        name: full[name]
        for name in (
            "performanceYear", "outcome", "forcedToZero", "score", "subtotal", "bonus",
            "defaultContribution", "appliesTo", "sets",
        )
    }  # fmt: skip
    kept["measures"] = {
        row.measure_id: [row.points, row.available, row.status] for row in report.measures.values()
    }
    kept["findings"] = [[f.rule, f.outcome, f.pointer, f.field] for f in report.findings]
    kept["assumptions"] = [assumption.id for assumption in report.assumptions]
    return kept


def written(case: dict[str, Any]) -> str:
    """The case as its file has it: a row a line, so that diffs read well."""
    return _text(case, 0) + "\n"


def _text(value: Any, indent: int) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= 100 or not isinstance(value, dict | list) or not value:
        return flat
    pad, end = " " * (indent + 2), " " * indent
    if isinstance(value, dict):
        lines = [f"{pad}{json.dumps(k)}: {_text(v, indent + 2)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{end}}}"
    return "[\n" + ",\n".join(pad + _text(v, indent + 2) for v in value) + f"\n{end}]"


def main() -> int:
    """Rewrite every case and say which changed."""
    for file in sorted(EXAMPLES.glob("20*/*.json")):
        before = file.read_text(encoding="utf-8")
        case = json.loads(before)
        case["report"] = snapshot(evaluate(case["submission"], context=case.get("context")))
        after = written(case)
        if after != before:
            file.write_text(after, encoding="utf-8")
            print(f"changed: {file.relative_to(EXAMPLES.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
