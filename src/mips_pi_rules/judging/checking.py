"""Facts held against the rules of a year: each rule that does not hold becomes a Broken."""

from collections.abc import Iterable

from mips_pi_rules.facts.values import SetFacts, SubmissionFacts
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law.rules import BoundRule
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Outcome


def check_submission(year: Year | NoYear, facts: SubmissionFacts) -> list[Broken]:
    """What the rules over the whole document find."""
    return _check(year.over_submission, facts)


def check_set(year: Year | NoYear, facts: SetFacts) -> list[Broken]:
    """What the rules over one measurement set and over each of its measures find.

    A set without rows has no data: then only what is refused, advice and the one finding
    that says so are kept. Where the rows cannot be read, what is about them is left out.
    """
    broken = _check(year.over_set, facts)
    if year.policy is None:
        return broken
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


def check_judgment(year: Year, facts: SubmissionFacts) -> list[Broken]:
    """What the rules over the finished judgment find; none of them has an outcome."""
    return _check(year.over_judgment, facts)


def _check(rules: Iterable[BoundRule], facts: SubmissionFacts | SetFacts) -> list[Broken]:
    broken = []
    data = facts.data
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
