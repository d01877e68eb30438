"""Facts held against the rules of a year: each rule that does not hold becomes a Broken."""

from collections.abc import Iterable, Mapping
from typing import Any

from mips_pi_rules.facts.values import SetFacts, SubmissionFacts, WholeFacts
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law.rules import BoundRule
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Outcome


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
    for name, rules in year.over_measure:
        record = measures[name]
        for bound in rules:
            if not bound.holds(record):
                broken.append(Broken(bound.rule, bound.cites, facts, name))
    return broken


def check_plain_set(year: NoYear, facts: SetFacts) -> list[Broken]:
    """What the rules that hold in any year find in a measurement set."""
    return _check(year.over_set, facts)


def check_judgment(year: Year, facts: WholeFacts) -> list[Broken]:
    """What the rules over the finished judgment find."""
    return _check(year.over_judgment, facts)


def _check(
    rules: Iterable[BoundRule], facts: SubmissionFacts | SetFacts | WholeFacts
) -> list[Broken]:
    broken = []
    data: Mapping[str, Any] = facts.data
    defects = data.get("defects", {})
    for bound in rules:
        rule = bound.rule
        if rule.defect is None:
            if not bound.holds(data):
                broken.append(Broken(rule, bound.cites, facts, rule.measure))
        elif rule.defect in defects:
            # A list, each entry with its own place and values. That this is what the rule's
            # schema says is checked when a rulebook is loaded.
            broken += [Broken(rule, bound.cites, facts, defect=one) for one in defects[rule.defect]]
    return broken
