"""Which readings a result rests on: exactly those whose alternative would change it."""

from mips_pi_rules.judgment import Checked, Judgment, check, decide
from mips_pi_rules.policies import Reading
from mips_pi_rules.report import Assumption
from mips_pi_rules.submission import Submission
from mips_pi_rules.year import NoYear, Year

# Parts of a policy that only the deciding step reads: what was checked stays as it is.
_DECIDING = frozenset({"outcomes", "flows", "rounding", "sets"})


def assumptions(
    year: Year | NoYear,
    submission: Submission,
    checked: Checked,
    judgment: Judgment,
    years: tuple[int, ...],
) -> tuple[Assumption, ...]:
    """The readings of scope report that, swapped alone, change outcome, score or a row.

    Readings of scope standing are carried by every report their condition admits.
    """
    if not isinstance(year, Year):
        return ()
    carried = []
    for reading in year.policy.readings:
        if reading.scope == "page" or not _may_matter(year, reading, submission, checked, judgment):
            continue
        if reading.scope == "report":
            other = year.swapped(reading)
            again = checked if _part(reading) in _DECIDING else check(other, submission, years)
            if decide(other, again).answer == judgment.answer:
                continue
        carried.append(Assumption(reading.id, reading.basis, reading.statement))
    return tuple(carried)


def _part(reading: Reading) -> str:
    return str(reading.at).split("/")[1]


def _may_matter(
    year: Year, reading: Reading, submission: Submission, checked: Checked, judgment: Judgment
) -> bool:
    """A cheap necessary condition: most readings are about what most submissions do not do."""
    if reading.at is not None and _part(reading) == "outcomes":
        named = reading.at.split("/")[2]
        return any(b.rule.outcome == named for b in checked.every_broken)
    condition = year.conditions.get(reading.id)
    if condition is None:
        return True
    if not judgment.sets:
        return condition({"entityType": submission.entity_type})
    return any(
        condition({**one.checked.facts.data, "ties": list(one.score.ties) if one.score else []})
        for one in judgment.sets
    )
