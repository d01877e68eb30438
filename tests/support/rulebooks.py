"""Rulebooks of our own for tests: the shipped rules with other policies, and a few other rules.

The shipped rules are read and checked once; what Rulebook.load says of a whole folder is said here
of the few files that a test changes.
"""

import copy
import json
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any

from mips_pi_rules import Report, Rulebook
from mips_pi_rules.errors import Fault
from mips_pi_rules.law import policyfile
from mips_pi_rules.law.loading import Loader
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rules import Rule, rule_from
from mips_pi_rules.law.sources import rule_files, year_files
from support.cases import POLICY, SCHEMAS, Json, read_json

Change = Callable[[Json], Any]


def put(pointer: str, value: Any) -> Change:
    """A change of a file: the value at a pointer, of which `-` is the end of a list."""

    def change(raw: Json) -> None:
        here, last = _place(raw, pointer)
        if last == "-":
            here.append(value)
        else:
            here[last] = value

    return change


def _place(document: Any, pointer: str) -> tuple[Any, Any]:
    """The object or list that a pointer leads into, and the name or number there."""
    *way, last = pointer.split("/")[1:]
    here = document
    for token in way:
        here = here[int(token) if isinstance(here, list) else token]
    return here, int(last) if isinstance(here, list) and last != "-" else last


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(raw: Json) -> None:
        for one in changes:
            one(raw)

    return change


def with_value(document: Any, at: str | Iterable[str], value: Any) -> Any:
    """A copy of the document with `value` in the place of what stands at a pointer, or at each."""
    changed = copy.deepcopy(document)
    for pointer in [at] if isinstance(at, str) else at:
        here, last = _place(changed, pointer)
        assert last in (range(len(here)) if isinstance(here, list) else here)
        here[last] = value
    return changed


def with_alternative(raw: Json, reading: Json) -> Json:
    """The policy with the reading's alternative at each place where it stands."""
    at = reading["at"]
    for pointer in [at] if isinstance(at, str) else at:
        raw = with_value(raw, pointer, reading["alternative"])
    return raw


def copied_rules(folder: Path) -> None:
    """A folder with the shipped rules, and one for policies."""
    (folder / "policy").mkdir()
    (folder / "schemas" / "rules").mkdir(parents=True)
    for file in (SCHEMAS / "rules").glob("*.json"):
        (folder / "schemas" / "rules" / file.name).write_bytes(file.read_bytes())


@cache
def shipped_rules() -> dict[str, Rule]:
    """The shipped rules by id, none of which has a fault."""
    loader = Loader()
    found = loader.rules(rule_files(SCHEMAS))
    assert loader.faults == []
    return found


def read(
    policy_dir: Path, schemas_dir: Path
) -> tuple[dict[int, Policy], dict[str, Rule], tuple[Fault, ...]]:
    """The policies and rules of two folders, and their faults.

    The rules that the folder does not have are the shipped ones.
    """
    loader, own = Loader(), rule_files(schemas_dir)
    replaced = {file.name.partition("-")[0] for file in own}
    rules = {name: rule for name, rule in shipped_rules().items() if name not in replaced}
    rules |= loader.rules(own)
    policies = {
        year: policy
        for year, file in year_files(policy_dir).items()
        if (policy := loader.policy(year, file, rules)) is not None
    }
    return policies, rules, tuple(loader.faults)


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
    for reading in raw["readings"]:
        if reading["scope"] == "report":
            # What the other reading rests on in turn is not asked.
            other = with_alternative(raw, reading) | {"readings": []}
            policy = policyfile.policy_from(other)
            books[reading["id"]] = Rulebook({year: partial(_same, policy)}, shipped_rules)
    return books


def with_rule(year: int, raw: Json, measure: str | None = None) -> Rulebook:
    """The rulebook of one year with one rule more, over the record of a measure if it is given."""
    name = raw["x-rule"]["id"]
    law = read_json(POLICY / f"{year}.json")
    law["rules"][name] = {"basis": "cms", "cites": raw["x-rule"]["cites"]}
    if measure is not None:
        law["measures"][measure]["rules"].append(name)
    rules = {**shipped_rules(), name: rule_from(raw)}
    return Rulebook({year: partial(_same, policyfile.policy_from(law))}, lambda: rules)


def with_readings(year: int, *readings: Json) -> Rulebook:
    """The rulebook of one year with these readings and no others."""
    raw = read_json(POLICY / f"{year}.json") | {"readings": list(readings)}
    return Rulebook({year: partial(_same, policyfile.policy_from(raw))}, shipped_rules)


def _same(policy: Policy) -> Policy:
    return policy


def answer(report: Report) -> tuple[object, ...]:
    """Outcome, score and rows: what a reading must change to matter."""
    rows = {name: (one.points, one.available, one.status) for name, one in report.measures.items()}
    return report.outcome, report.score, rows
