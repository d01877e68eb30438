"""The shipped JSON Schemas by name, and a year's rules as one schema that can be applied.

The schema of a year is over what `facts_of` gives. Rules stand whole under `$defs`; the root says
which of them are asked of what, as judging/checking.py does it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from mips_pi_rules.frozenmap import thaw
from mips_pi_rules.law.entries import Measure
from mips_pi_rules.law.files import folder, shipped_schema
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.pointers import split
from mips_pi_rules.reference.selfcontained import Schema, declared, inlined

_SUFFIX: Final = ".schema.json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_DESCRIPTION: Final = """\
Over what facts_of gives of a document of the year: {{submission, sets}}. It holds exactly when no \
rule with an outcome is broken in the submission or in any of its sets; with several sets it can \
fail while the best of them is scored, and it knows nothing of points or of reweighting. Under \
$defs each rule of the year stands whole under its id, those without outcome too. In x-rule, \
outcome and cites are those of {year}; a value of its message is what the year says, or, for a \
string that begins with /facts or /record, a pointer into the facts that the rule is over, or, for \
an object, the value by measure; a list is written with commas, an empty one as none, and a rule \
with a defect finds further values in each entry of that name under defects of the facts. \
x-measures are the measures to whose records a rule applies. x-left-out are rules that the root \
does not ask: about a document that cannot be read, and about the finished judgment."""


def names(rulebook: Rulebook | None = None) -> tuple[str, ...]:
    """What `schema` can print: the schemas of documents, and rule ids."""
    rulebook = Rulebook.of(rulebook)
    files = sorted(file.name for file in folder("schemas").iterdir() if file.name.endswith(_SUFFIX))
    return (*(name.removesuffix(_SUFFIX) for name in files), *rulebook.rules)


def schema(name: str, rulebook: Rulebook | None = None) -> dict[str, Any] | None:
    """A schema by name ("submission", "report", "PI104"), or None; the caller's to change."""
    rulebook = Rulebook.of(rulebook)
    if name in rulebook.rules:
        rule: dict[str, Any] = thaw(rulebook.rules[name].schema)
        return rule
    return shipped_schema(name) if name in names(rulebook) else None


def bundle(year: int, rulebook: Rulebook | None = None) -> dict[str, Any]:
    """The rules of a year as one schema over `facts_of`; the caller's to change.

    It names nothing outside itself, and strict validators take it. Raises UnsupportedYear.
    """
    rulebook = Rulebook.of(rulebook)
    found = rulebook.known_year(year)
    rules = [rulebook.rules[name] for name in found.policy.rules]
    forcing = [rule for rule in rules if found.outcomes[rule.id] is not None]
    root = {
        "type": "object",
        "properties": {
            "submission": _over_submission(year, forcing),
            "sets": {"type": "array", "items": _over_set(found, forcing)},
        },
        "required": ["submission", "sets"],
    }
    return {
        "$schema": DIALECT,
        "$id": f"https://mips-pi-rules.dev/bundle/{year}",
        "title": f"Rules in force in {year}",
        "description": _DESCRIPTION.format(year=year),
        "x-left-out": [rule.id for rule in rules if _is_left_out(rule)],
        **declared(root),
        "$defs": {rule.id: _whole(rule, found) for rule in rules},
    }


def _is_left_out(rule: Rule) -> bool:
    return rule.over == "judgment" or rule.kind == "unreadable"


# ---- what is asked of what


def _over_submission(year: int, rules: Iterable[Rule]) -> Schema:
    asked = [rule for rule in rules if rule.over == "submission" and not _is_left_out(rule)]
    with_year = [rule for rule in asked if not rule.every_year]
    return {
        "type": "object",
        "properties": {"performanceYear": {"const": year}},
        "allOf": [
            *(_reference(rule.id) for rule in asked if rule.every_year),
            *_when({"required": ["performanceYear"]}, [_reference(r.id) for r in with_year]),
        ],
    }


def _over_set(year: Year, rules: Iterable[Rule]) -> Schema:
    """Which rules are asked of a set: all of one with rows, fewer of one without.

    `data` of a set is absent where its rows cannot be read, and `performanceYear` where its year
    has no policy.
    """
    groups: dict[str, list[Schema]] = {}
    conditions: dict[str, Schema] = {}
    for rule in rules:
        if rule.over != "set":
            continue
        condition = _condition(rule, year.outcomes[rule.id])
        key = json.dumps(condition)
        conditions[key] = condition
        groups.setdefault(key, []).append(_reference(rule.id))
    by_measure = {
        name: {"allOf": [_reference(one) for one in measure.rules if year.outcomes[one]]}
        for name, measure in year.policy.measures.items()
        if any(year.outcomes[one] for one in measure.rules)
    }
    records = {"properties": {"measures": {"properties": by_measure}}}
    parts = [part for key, found in groups.items() for part in _when(conditions[key], found)]
    if by_measure:
        parts += _when({**_WITH_ROWS, "required": ["performanceYear", "data"]}, [records])
    return {"type": "object", "allOf": parts}


_WITH_ROWS: Final[Schema] = {"properties": {"data": {"const": True}}}


def _condition(rule: Rule, outcome: Outcome | None) -> Schema:
    required = [] if rule.every_year else ["performanceYear"]
    if rule.about_rows:
        required.append("data")
    of_rows = outcome not in (Outcome.REJECTED, None) and not rule.without_rows
    condition: Schema = {"required": required} if required else {}
    return {**_WITH_ROWS, **condition} if of_rows else condition


def _when(condition: Schema, parts: list[Schema]) -> list[Schema]:
    if not condition or not parts:
        return parts
    return [{"if": condition, "then": {"allOf": parts}}]


def _reference(rule: str) -> Schema:
    return {"$ref": f"#/$defs/{rule}"}


# ---- a rule, whole


def _whole(rule: Rule, year: Year) -> Schema:
    policy = year.policy
    outcome, raw = year.outcomes[rule.id], thaw(rule.schema)
    words = {
        name: raw["x-rule"][name] for name in ("message", "fix", "xml") if name in raw["x-rule"]
    }
    said = {
        "id": rule.id,
        "over": rule.over,
        "kind": rule.kind,
        "repair": rule.repair,
        "outcome": None if outcome is None else outcome.value,
        "severity": rule.severity if outcome is None else "error",
        **({"at": rule.at} if rule.defect is None else {"defect": rule.defect}),
        **words,
        "values": values_of(rule, policy),
        "cites": list(policy.rules[rule.id].cites),
    }
    described = {name: raw.pop(name) for name in ("title", "description")}
    holds = {name: one for name, one in raw.items() if name not in ("$schema", "$id", "x-rule")}
    found: Schema = {**described, "x-rule": said}
    if rule.over == "measure":
        found["x-measures"] = [name for name, _ in _measures(rule, policy)]
    return {**found, **declared(inlined(holds, policy.parameters))}


def _measures(rule: Rule, policy: Policy) -> list[tuple[str, Measure]]:
    return [pair for pair in policy.measures.items() if rule.id in pair[1].rules]


def values_of(rule: Rule, policy: Policy) -> dict[str, Any]:
    """The values of a rule's message: what the policy says, or where in the facts they are."""
    found: dict[str, Any] = {}
    of = [name for name, _ in _measures(rule, policy)]
    if rule.measure is not None and rule.measure in policy.measures:
        found = {"measureId": rule.measure, "title": policy.measures[rule.measure].title}
    if rule.over == "measure":
        found = {
            "measureId": {name: name for name in of},
            "title": {name: policy.measures[name].title for name in of},
        }
    for name, pointer in rule.values.items():
        if not pointer.startswith("/policy/"):
            found[name] = pointer
        elif "{measureId}" in pointer:
            found[name] = {one: _in(policy, pointer.replace("{measureId}", one)) for one in of}
        else:
            found[name] = _in(policy, pointer)
    return found


def _in(policy: Policy, pointer: str) -> Any:
    """What a pointer into the policy leads to; an empty list where there is nothing."""
    here: Any = policy.raw
    for token in split(pointer.removeprefix("/policy")):
        here = here.get(token, {}) if isinstance(here, Mapping) else {}
    return [] if here in (None, {}) else thaw(here)
