"""Which readings a result rests on: exactly those whose alternative would change it."""

from collections.abc import Callable

from mips_pi_rules.facts.conflicts import Conflict
from mips_pi_rules.facts.values import Json
from mips_pi_rules.judging.checkedsets import conditions
from mips_pi_rules.judging.judgment import (
    Checked,
    Given,
    Judgment,
    check,
    check_again,
    decide,
    rejects,
)
from mips_pi_rules.judging.report import Assumption
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import Outcome

# Parts of a policy that only the deciding step reads, so that what was checked stays as it is;
# and of these the parts that leave the points of a set as they are.
_DECIDING = frozenset({"outcomes", "sets", "flows", "rounding"})
_POINTS_STAY = frozenset({"outcomes", "sets"})


def assumptions(
    year: Year,
    given: Given,
    checked: Checked,
    judgment: Judgment,
    conflicts: tuple[Conflict, ...] = (),
) -> tuple[Assumption, ...]:
    """The readings of scope report that, swapped alone, change outcome, score or a row.

    Those of scope standing are carried by every report their condition admits. `conflicts`: those
    with other submissions.
    """
    rules = checked.rules
    named = year.derived(_outcomes_asked).intersection(map(year.outcome_names.get, rules))
    admitted = year.derived(conditions).run
    admitted_at = [n for facts in _stated(given, judgment) for n in admitted(facts)]
    if not (admitted_at or named or checked.routes or len(judgment.sets) > 1 or _always(year)):
        return ()  # most documents do nothing that a reading is about
    carried = []
    for index, (reading, part, name) in enumerate(year.readings):
        # Cheap necessary conditions first: most readings are about what few submissions do.
        if part == "outcomes" and name not in named:
            continue
        if part == "reweighting" and not checked.routes:
            continue
        if part == "sets" and len(judgment.sets) < 2:
            continue
        if reading.when is not None and index not in admitted_at:
            continue
        if reading.scope == "report":
            other = year.swapped(reading)
            if part in _DECIDING:
                again = checked
            elif part == "parameters":
                again = check_again(other, name, checked)
            else:
                again = check(other, given)
            if judgment.outcome is Outcome.REJECTED and rejects(other, again):
                continue
            scored = judgment if part in _POINTS_STAY else None
            if decide(other, again, scored, conflicts).answers_like(judgment):
                continue
        carried.append(Assumption(reading.id, reading.basis, reading.statement))
    return tuple(carried)


def assumptions_of_choice(
    year: Year, carried: tuple[Assumption, ...], unchanged: Callable[[Year], bool]
) -> tuple[Assumption, ...]:
    """The readings that a choice among several submissions rests on.

    `carried`: those of the chosen one, of which the standing ones stay; `unchanged`: whether the
    choice made by another year's rules answers the same.
    """
    before = {one.id for one in carried}
    return tuple(
        Assumption(reading.id, reading.basis, reading.statement)
        for reading, _, _ in year.readings
        if (
            reading.id in before
            if reading.scope != "report"
            else not unchanged(year.swapped(reading))
        )
    )


def _outcomes_asked(year: Year) -> frozenset[str | None]:
    """The names of outcomes that readings are about."""
    return frozenset(name for _, part, name in year.readings if part == "outcomes")


def _always(year: Year) -> bool:
    """Whether some reading is asked for whatever a document does."""
    return year.derived(_asked_for_always)


def _asked_for_always(year: Year) -> bool:
    parts = ("outcomes", "sets", "reweighting")
    return any(one.when is None and part not in parts for one, part, _ in year.readings)


def _stated(given: Given, judgment: Judgment) -> list[Json]:
    """What conditions of readings are about: each set's facts, ties of its score, a referral."""
    referral = {"referral": given.context.eligibility.information_blocking_referral}
    if not judgment.sets:
        who = given.submission.entity_type
        return [{**referral, "entityType": who} if isinstance(who, str) else referral]
    return [
        {**referral, **one.facts.data, "ties": list(one.score.ties) if one.score else []}
        for one in judgment.sets
        if one.checked.held is not None or judgment.outcome is not Outcome.REJECTED
    ]
