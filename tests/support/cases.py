"""What tests share: worked cases as starting points, and small edits of them."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
POLICY = ROOT / "policy"
SCHEMAS = ROOT / "schemas"
DATA = ROOT / "tests" / "data"
CASES = DATA / "cases"
BESIDE = ROOT.parent / "shared"  # more real inputs, where the folder stands beside the project
TOKEN = "Zq7Xw9Kj"  # put into a document; nothing that is printed may hold it

Json = dict[str, Any]

SMALL: Json = {"eligibility": {"specialStatuses": ["smallPractice"]}}  # a context that reweights


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def nodes(value: Any) -> Iterator[Json]:
    """Every object inside a decoded JSON value, itself included."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from nodes(child)


def example(name: str) -> Json:
    """The submission of examples/<name>.json, yours to change."""
    submission: Json = read_json(EXAMPLES / f"{name}.json")["submission"]
    return submission


def full(year: int) -> Json:
    """A submission of the year in which everything is reported and answered yes."""
    return example(f"{year}/everything-reported")


def edited(submission: Json, edits: Json) -> Json:
    """A copy with edits: {submission, set, measures, without, rows}.

    `submission` and `set` replace fields; `measures` sets values by id, adding rows at the end;
    `without` removes rows by measure id or fields by name; `rows` appends rows as they are.
    """
    changed = copy.deepcopy(submission)
    changed |= edits.get("submission", {})
    one = changed["measurementSets"][0]
    one |= edits.get("set", {})
    rows = one["measurements"]
    for measure, value in edits.get("measures", {}).items():
        found = [row for row in rows if row["measureId"] == measure]
        if found:
            found[0]["value"] = value
        else:
            rows.append({"measureId": measure, "value": value})
    for name in edits.get("without", ()):
        changed.pop(name, None)
        one.pop(name, None)
        rows[:] = [row for row in rows if row.get("measureId") != name]
    rows.extend(edits.get("rows", ()))
    return changed


def case_input(case: Json) -> Any:
    """What a case file evaluates: its `text` or `document`, or its `base` example with edits."""
    if "text" in case:
        return case["text"]
    if "document" in case:
        return case["document"]
    return edited(example(case["base"]), case)


def lines(report: Any) -> list[list[str | None]]:
    """The findings of a report as [rule, outcome, pointer]."""
    return [[f.rule, f.outcome and f.outcome.value, f.pointer] for f in report.findings]


FULL = full(2025)
NO_SAFER = edited(FULL, {"measures": {"PI_PPHI_2": False}})  # whose score is forced to 0
