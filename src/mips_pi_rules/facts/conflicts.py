"""Conflicts: required measures and attestations on which several sets of data disagree.

Rates are compared as given; an exclusion against the measure is a disagreement; what only one of
them reports is none.
"""

from collections.abc import Iterable, Sequence

from mips_pi_rules.facts.values import MeasureRecord, SetFacts
from mips_pi_rules.law.policies import Policy

# The measure, and where in the document the answer stands that differs from another.
Conflict = tuple[str, str]


def disagreements(policy: Policy, several: Iterable[SetFacts]) -> tuple[str, ...]:
    """The measures on which measurement sets disagree, in the order of the policy."""
    said = [facts.data["measures"] for facts in several]
    return tuple(
        name
        for name, measure in policy.measures.items()
        if measure.reporting == "required"
        and len({_answer(measures[name]) for measures in said} - {None}) > 1
    )


def conflicts_within(policy: Policy, sets: Sequence[SetFacts]) -> tuple[Conflict, ...]:
    """Conflicts between sets of one document, each shown at the first set that differs.

    Sets of different programs are scored by themselves, so only those of one are compared.
    """
    by_program: dict[object, list[SetFacts]] = {}
    for facts in sets:
        by_program.setdefault(facts.program, []).append(facts)
    found = []
    for several in by_program.values():
        for name in disagreements(policy, several):
            answers = [(_answer(facts.data["measures"][name]), facts) for facts in several]
            given = [(answer, facts) for answer, facts in answers if answer is not None]
            later = next(facts for answer, facts in given if answer != given[0][0])
            found.append((name, later.answer(name)))
    return tuple(found)


def _answer(record: MeasureRecord) -> tuple[object, ...] | None:
    if "excludedBy" in record:
        return ("excluded",)
    if "reported" in record:
        return record.get("answer"), record.get("numerator"), record.get("denominator")
    return None
