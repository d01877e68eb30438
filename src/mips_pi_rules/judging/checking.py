"""Facts held against the rules of a year: each rule that does not hold becomes a Broken."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import define

from mips_pi_rules.facts.values import (
    Said,
    SetFacts,
    Statement,
    SubmissionFacts,
    WholeFacts,
    is_said,
)
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law.rules import BoundRule, Rule, Scope
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Outcome

# A measure, a rule that it breaks, and whether that looks at more than what is said of it.
Found = tuple[tuple[str, BoundRule, bool], ...]


@define(eq=False, repr=False)
class SetRules:
    """The rules of a year over a set and over its measures.

    `over_set` are those over a set that look at more than what is said of its measures, and
    `over_said` the others. `over_measure` are those over each measure, and `over_own` those of
    them that look at more than what is said of it. `known`: which rules are broken wherever the
    same is said of all measures, those over the set first; `of_groups`: where the same is said of
    a group of them.
    """

    over_set: Scope
    over_said: Scope
    over_measure: Mapping[str, Scope]
    over_own: Mapping[str, Scope]
    known: dict[Statement, tuple[tuple[BoundRule, ...], Found]]
    of_groups: dict[Said, Found]

    @classmethod
    def of_year(cls, year: Year, parameter: str | None = None) -> "SetRules":
        """All of them, or those alone whose schemas refer to a parameter of the year."""
        scopes = [year.over_set, *year.over_measure]
        if parameter is not None:
            scopes = [scope.naming(parameter) for scope in scopes]
        over_said, over_set = scopes[0].parted(_is_of_said)
        over_measure = dict(zip(year.policy.measures, scopes[1:], strict=True))
        # Measures that have the same rules share their scope.
        own = {scope: scope.parted(_is_of_said)[1] for scope in over_measure.values()}
        over_own = {name: own[scope] for name, scope in over_measure.items() if own[scope].rules}
        return cls(over_set, over_said, over_measure, over_own, {}, {})

    def broken(self, said: Statement) -> tuple[tuple[BoundRule, ...], Found]:
        """Which rules are broken where this is said: those over a set, and those over measures."""
        found = self.known.get(said)
        if found is None:
            over = self.over_said
            facts = {"measures": said.measures, "choices": said.choices}
            found = (
                tuple([over.rules[index] for index in over.find(facts)]),
                tuple([one for of_group in said.groups for one in self._of_group(of_group)]),
            )
            if said.shared:
                self.known[said] = found
        return found

    def _of_group(self, said: Said) -> Found:
        found = self.of_groups.get(said)
        if found is None:
            found = tuple(
                (name, bound, not _is_of_said(bound.rule))
                for name, record in said.measures.items()
                for scope in (self.over_measure[name],)
                for bound in map(scope.rules.__getitem__, scope.find(record))
            )
            if said.shared:
                self.of_groups[said] = found
        return found


def _is_of_said(rule: Rule) -> bool:
    """Whether a rule over a set or a measure looks at what is said of measures alone."""
    inside = ("measures", rule.id) if rule.over == "measure" else ()
    return all(is_said((*inside, *path)) for path in rule.looks_at)


_RULES: Final = SetRules.of_year  # bound once: what a year has derived is found by it


def check_submission(
    year: Year | NoYear, facts: SubmissionFacts | WholeFacts, parameter: str | None = None
) -> list[Broken]:
    """What the rules over the whole document find; with `parameter` those that refer to it."""
    scope = year.over_submission
    return _check(scope if parameter is None else scope.naming(parameter), facts)


def check_set(year: Year, facts: SetFacts, parameter: str | None = None) -> list[Broken]:
    """What the rules over one measurement set and over each of its measures find.

    A set without rows has no data: then only what is refused, advice and what is said of such
    sets are kept. Where the rows cannot be read, what is about them is left out. With `parameter`
    only the rules that refer to it are asked.
    """
    if parameter is None:
        rules = year.of_rules(_RULES)
    else:
        named = year.of_rules(_by_parameter)
        rules = named.get(parameter) or named.setdefault(
            parameter, SetRules.of_year(year, parameter)
        )
    broken = _check(rules.over_set, facts)
    over_said, over_measures = rules.broken(facts.said)
    for one in over_said:
        broken.append(Broken(one.rule, one.cites, facts, one.rule.measure))
    data = facts.data.get("data")
    if data is None:
        return [b for b in broken if not b.rule.about_rows]
    if data is False:
        kept = (Outcome.REJECTED, None)
        return [b for b in broken if year.outcomes[b.rule.id] in kept or b.rule.without_rows]
    measures, own = facts.data["measures"], facts.own
    for name, bound, of_own in over_measures:
        if not of_own or name not in own:
            broken.append(Broken(bound.rule, bound.cites, facts, name))
    for name in own:
        if (scope := rules.over_own.get(name)) is not None:
            for index in scope.find(measures[name]):
                bound = scope.rules[index]
                broken.append(Broken(bound.rule, bound.cites, facts, name))
    return broken


def _by_parameter(_: Year) -> dict[str, SetRules]:
    """The rules that refer to a parameter, by its name, as they are asked for."""
    return {}


def check_plain_set(year: NoYear, facts: SetFacts) -> list[Broken]:
    """What the rules that hold in any year find in a measurement set."""
    return _check(year.over_set, facts)


def check_judgment(year: Year, facts: WholeFacts) -> list[Broken]:
    """What the rules over the finished judgment find."""
    return _check(year.over_judgment, facts)


def _check(scope: Scope, facts: SubmissionFacts | SetFacts | WholeFacts) -> list[Broken]:
    data: Mapping[str, Any] = facts.data
    broken = []
    for index in scope.find(data):
        bound = scope.rules[index]
        broken.append(Broken(bound.rule, bound.cites, facts, bound.rule.measure))
    for name, defects in (data.get("defects") or {}).items():
        if (found := scope.of_defect.get(name)) is not None:
            # That this is what the rule's schema says is checked when a rulebook is loaded.
            broken.append(Broken(found.rule, found.cites, facts, defects=defects))
    return broken
