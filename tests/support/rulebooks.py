"""Rulebooks of our own for tests: the shipped rules with other policies."""

import copy
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mips_pi_rules import Report, Rulebook
from support.cases import POLICY, SCHEMAS, Json, read_json


def with_value(document: Any, at: str | Iterable[str], value: Any) -> Any:
    """A copy of the document with `value` in the place of what stands at a pointer, or at each."""
    changed = copy.deepcopy(document)
    for pointer in [at] if isinstance(at, str) else at:
        *way, last = pointer.split("/")[1:]
        here = changed
        for token in way:
            here = here[int(token) if isinstance(here, list) else token]
        if isinstance(here, list):
            assert int(last) < len(here)
            here[int(last)] = value
        else:
            assert last in here
            here[last] = value
    return changed


def with_alternative(raw: Json, reading: Json) -> Json:
    """The policy with the reading's alternative at each place where it stands."""
    at = reading["at"]
    for pointer in [at] if isinstance(at, str) else at:
        raw = with_value(raw, pointer, reading["alternative"])
    return raw


def copied_schemas(folder: Path, *, checked: bool) -> None:
    """Copy the rules; `checked=False` leaves out the schemas of the files, which take time."""
    (folder / "policy").mkdir()
    (folder / "schemas" / "rules").mkdir(parents=True)
    for file in (SCHEMAS / "rules").glob("*.json"):
        (folder / "schemas" / "rules" / file.name).write_bytes(file.read_bytes())
    for name in ("policy.schema.json", "rule.schema.json"):
        text = (SCHEMAS / name).read_text(encoding="utf-8") if checked else "{}"
        (folder / "schemas" / name).write_text(text, encoding="utf-8")


def load(policies: Json, folder: Path) -> Rulebook:
    """The rulebook of these policies with the rules of the shipped one."""
    for name, raw in policies.items():
        (folder / "policy" / f"{name}.json").write_text(json.dumps(raw), encoding="utf-8")
    return Rulebook.load(folder / "policy", folder / "schemas")


@cache
def alternatives(year: int) -> dict[str, Rulebook]:
    """For each reading that a report may carry: the rulebook of the alternative alone."""
    raw = read_json(POLICY / f"{year}.json")
    books = {}
    with TemporaryDirectory() as name:
        copied_schemas(Path(name), checked=False)
        for reading in raw["readings"]:
            if reading["scope"] == "report":
                swapped = with_alternative(raw, reading)
                swapped["readings"] = []  # what the other reading rests on in turn is not asked
                books[reading["id"]] = load({str(year): swapped}, Path(name))
    return books


def answer(report: Report) -> tuple[object, ...]:
    """Outcome, score and rows: what a reading must change to matter."""
    rows = {name: (one.points, one.available, one.status) for name, one in report.measures.items()}
    return report.outcome, report.score, rows
