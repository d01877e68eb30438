"""Rules: what must hold, declared as JSON Schemas, and what is said when it does not."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.predicates import Predicate, Schema, predicate
from mips_pi_rules.outcomes import Severity


@frozen(eq=False)
class Rule:
    """One file of schemas/rules/. `schema` says what must hold; the rest is its `x-rule`.

    `outcome` is rejected, zero, None, or the name of an outcome that the year's policy declares;
    `severity` is that of a finding without outcome; `every_year`: it needs no policy.
    """

    id: str
    title: str
    over: Literal["submission", "set", "measure", "judgment"]
    outcome: str | None
    severity: Severity
    at: str
    message: str
    fix: str
    cites: tuple[str, ...]
    values: FrozenMap[str]
    every_year: bool
    schema: Mapping[str, Any] = field(repr=False)
    problems: str | None = None  # over the list of problems of this name, found in reading
    measure: str | None = None  # over a set, but about this one measure
    about_rows: bool = False


def structure(raw: Mapping[str, Any]) -> Rule:
    """A rule file's JSON, valid against schemas/rule.schema.json, as a Rule."""
    declared = raw["x-rule"]
    part, _, name = declared["at"][1:].partition("/")
    return Rule(
        id=declared["id"],
        title=raw["title"],
        over=declared["over"],
        outcome=declared["outcome"],
        severity=declared.get("severity", "error"),
        at=declared["at"],
        message=declared["message"],
        fix=declared["fix"],
        cites=tuple(declared["cites"]),
        values=FrozenMap(declared.get("values", {})),
        every_year=declared.get("everyYear", False),
        schema=raw,
        problems=name if part == "reading" else None,
        measure=name.partition("/")[0] if part == "measures" else None,
        about_rows=part in ("measures", "choices"),
    )


@frozen(eq=False)
class BoundRule:
    """A rule as one year applies it: its predicate with the year's parameters, and citations."""

    rule: Rule
    holds: Predicate
    cites: tuple[str, ...]


def bind(
    rule: Rule, cites: tuple[str, ...], parameters: Mapping[str, Schema] = MappingProxyType({})
) -> BoundRule:
    """The rule with a year's citations and parameters. Raises UnknownDefinition."""
    # Facts and records are objects: what says so is left out, as it is asked millions of times.
    schema = {name: value for name, value in rule.schema.items() if name != "type"}
    return BoundRule(rule, predicate(schema, parameters), cites)
