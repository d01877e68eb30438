"""Which readings a result rests on: exactly those whose alternative would change it."""

from mips_pi_rules.judgment import Judgment, judge
from mips_pi_rules.policies import Reading
from mips_pi_rules.report import Assumption
from mips_pi_rules.rulebook import NoYear, Year
from mips_pi_rules.submission import Submission


def assumptions(
    year: Year | NoYear, submission: Submission, judgment: Judgment, years: tuple[int, ...]
) -> tuple[Assumption, ...]:
    """The readings of scope report that, swapped alone, change outcome, score or a row.

    Readings of scope standing are carried by every report their condition admits.
    """
    if not isinstance(year, Year):
        return ()
    carried = []
    for reading in year.policy.readings:
        if reading.scope == "page" or not _may_matter(year, reading, submission, judgment):
            continue
        if reading.scope == "report":
            other = judge(year.swapped(reading), submission, years)
            if other.answer == judgment.answer:
                continue
        carried.append(Assumption(reading.id, reading.basis, reading.statement))
    return tuple(carried)


def _may_matter(
    year: Year, reading: Reading, submission: Submission, judgment: Judgment
) -> bool:
    """A cheap necessary condition: most readings are about what most submissions do not do."""
    if reading.at is not None and reading.at.startswith("/outcomes/"):
        named = reading.at.split("/")[2]
        broken = [*judgment.broken, *(b for one in judgment.sets for b in one.broken)]
        return any(b.named == named for b in broken)
    condition = year.conditions.get(reading.id)
    if condition is None:
        return True
    if not judgment.sets:
        return condition({"entityType": submission.entity_type})
    return any(
        condition({**one.facts.data, "ties": list(one.score.ties) if one.score else []})
        for one in judgment.sets
    )
