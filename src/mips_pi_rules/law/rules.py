"""Rules: what must hold, declared as JSON Schemas, and what is said when it does not."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

from mips_pi_rules.facts.values import Json, SetFacts, SubmissionFacts
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.report import Finding, Outcome, Severity, Value
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.predicates import Predicate, Schema, predicate

# Where a finding stands: line, column (both 1-based) and, in XML, its path.
Place = tuple[int | None, int | None, str | None]
NOWHERE: Place = (None, None, None)


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


@frozen(eq=False)
class Broken:
    """A rule that does not hold, and of what: the facts, a measure's record, or one problem.

    Its outcome is the year's to say; the words are made only for a report.
    """

    rule: Rule
    cites: tuple[str, ...]
    facts: SubmissionFacts | SetFacts
    measure: str | None = None
    problem: Json | None = None

    def finding(
        self, policy: Policy | None, outcome: Outcome | None, pointer: str, place: Place = NOWHERE
    ) -> Finding:
        """The finding in words, at `pointer` and, where it was read, at `place`."""
        values = FrozenMap((name, _value(item)) for name, item in self._values(policy).items())
        words = {name: _words(item) for name, item in values.items()}
        return Finding(
            rule=self.rule.id,
            severity=self.rule.severity if outcome is None else "error",
            outcome=outcome,
            pointer=pointer,
            message=self.rule.message.format(**words),
            fix=self.rule.fix.format(**words),
            cites=tuple(self.problem.get("cites", self.cites)) if self.problem else self.cites,
            values=values,
            line=place[0],
            column=place[1],
            path=place[2],
        )

    def pointer(self) -> str:
        """Where in the document it is, or should be if it is missing."""
        if self.problem is not None:
            pointer: str = self.problem["at"]
            return pointer
        if self.rule.over == "measure" and isinstance(self.facts, SetFacts):
            return self.facts.pointer(self.rule.at, self.measure)
        return self.facts.pointer(self.rule.at)

    def _values(self, policy: Policy | None) -> Json:
        """What the message names: the measure, and what pointers into facts or policy lead to."""
        values: Json = {}
        if self.measure is not None and policy is not None:
            values = {"measureId": self.measure, "title": policy.measures[self.measure].title}
        roots = {"facts": self.facts.data, "policy": policy.raw if policy else {}}
        if self.measure is not None:
            roots["record"] = self.facts.data["measures"][self.measure]
        for name, pointer in self.rule.values.items():
            here: Any = roots
            for token in pointer.replace("{measureId}", self.measure or "")[1:].split("/"):
                here = here.get(token, {})
            values[name] = () if here == {} else here
        return values | (self.problem["values"] if self.problem else {})


def _value(item: Any) -> Value:
    if isinstance(item, list | tuple):
        return tuple(map(str, item))
    return item  # type: ignore[no-any-return] # a string or number from the facts or the policy


def _words(item: Value) -> str:
    if isinstance(item, tuple):
        return ", ".join(item) or "none"
    return str(item)
