"""Facts held against the rules of a year: each rule that does not hold becomes a Broken."""

from collections.abc import Mapping
from typing import Any

from mips_pi_rules.facts.records import OWN
from mips_pi_rules.facts.values import SetFacts, SubmissionFacts, WholeFacts
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law.rules import Scope
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Outcome

# By measure: which of its rules the shared record of what is said of it breaks.
Verdicts = tuple[tuple[str, Scope, dict[int, tuple[int, ...]]], ...]


def check_submission(year: Year | NoYear, facts: SubmissionFacts | WholeFacts) -> list[Broken]:
    """What the rules over the whole document find."""
    return _check(year.over_submission, facts)


def check_set(year: Year, facts: SetFacts) -> list[Broken]:
    """What the rules over one measurement set and over each of its measures find.

    A set without rows has no data: then only what is refused, advice and what is said of such
    sets are kept. Where the rows cannot be read, what is about them is left out.
    """
    broken = _check(year.over_set, facts)
    data = facts.data.get("data")
    if data is None:
        return [b for b in broken if not b.rule.about_rows]
    if data is False:
        kept = (Outcome.REJECTED, None)
        return [b for b in broken if year.outcomes[b.rule.id] in kept or b.rule.without_rows]
    measures = facts.data["measures"]
    for (name, scope, known), said in zip(year.derived(_verdicts), facts.bits, strict=True):
        numbers = None if said & OWN else known.get(said)
        if numbers is None:
            numbers = tuple(scope.broken(measures[name]))
            if not said & OWN:
                known[said] = numbers
        for number in numbers:
            bound = scope.rules[number]
            broken.append(Broken(bound.rule, bound.cites, facts, name))
    return broken


def check_plain_set(year: NoYear, facts: SetFacts) -> list[Broken]:
    """What the rules that hold in any year find in a measurement set."""
    return _check(year.over_set, facts)


def check_judgment(year: Year, facts: WholeFacts) -> list[Broken]:
    """What the rules over the finished judgment find."""
    return _check(year.over_judgment, facts)


def _verdicts(year: Year) -> Verdicts:
    return tuple(
        (name, scope, {})
        for name, scope in zip(year.policy.measures, year.over_measure, strict=True)
    )


def _check(scope: Scope, facts: SubmissionFacts | SetFacts | WholeFacts) -> list[Broken]:
    data: Mapping[str, Any] = facts.data
    broken = []
    for number in scope.broken(data):
        bound = scope.rules[number]
        broken.append(Broken(bound.rule, bound.cites, facts, bound.rule.measure))
    for name, defects in data.get("defects", {}).items():
        if (found := scope.of_defect.get(name)) is not None:
            # Each with its own place and values. That this is what the rule's schema says is
            # checked when a rulebook is loaded.
            broken += [Broken(found.rule, found.cites, facts, defect=one) for one in defects]
    return broken
