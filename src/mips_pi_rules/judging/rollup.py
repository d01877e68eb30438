"""The score of an APM Entity that does not report the category itself: an average over clinicians.

42 CFR 414.1317(b)(1): each MIPS eligible clinician counts with the higher of its individual and
its group score; a clinician excepted from reporting is left out; virtual-group scores are not used.
"""

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Assumption
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.outcomes import COUNTING, Number, Outcome

_OF_CLINICIANS = ("clinician", "group")


@frozen(eq=False, repr=False)
class RollUp(ByValue):
    """The Entity's score as an exact mean, None when every clinician is excepted.

    `clinicians`: per clinician, in the order given, the score that counts, or None when excepted.
    """

    score: Fraction | None
    clinicians: tuple[Number | None, ...]
    assumptions: tuple[Assumption, ...] = ()


def roll_up(
    clinicians: Iterable[Iterable[Report] | None], *, rulebook: Rulebook | None = None
) -> RollUp:
    """Average over the clinicians of an APM Entity.

    Each clinician is given by its reports (individual, group or both), or by None when excepted
    from reporting; a clinician all of whose reports that count are reweighted is excepted too.
    One with neither score nor exception counts as the policy reads it. Of each the higher score
    counts. Source: 42 CFR 414.1317(b)(1).

    Raises ValueError for no clinician and for reports of different performance years, TypeError
    for what is no list of clinicians and for a clinician that is not given by Reports.
    """
    if not isinstance(clinicians, Iterable):
        raise TypeError("clinicians are several, as in a list, each given by its Reports")
    given = [_reports(one) for one in clinicians]
    every = [report.performance_year for reports in given for report in reports or ()]
    years = {year for year in every if year is not None}
    if not given:
        raise ValueError("there is no clinician")
    if len(years) > 1:
        raise ValueError("the reports differ in performanceYear")
    rulebook = Rulebook.of(rulebook)
    policy = rulebook.policy(years.pop() if years else rulebook.years()[-1])
    left_out = policy.without_score == "leftOut"
    scores: list[Number | None] = []
    nothing = False
    for reports in given:
        score, excepted = _score(reports)
        if score is None and not excepted:
            nothing = True
            score = None if left_out else 0
        scores.append(score)
    counting = [Fraction(score) for score in scores if score is not None]
    carried: tuple[Assumption, ...] = ()
    if nothing:
        carried = tuple(
            Assumption.of(reading)
            for reading in policy.readings
            if any(pointer.startswith("/rollUp/") for pointer in reading.pointers)
        )
    mean = sum(counting, Fraction(0)) / len(counting) if counting else None
    return RollUp(mean, tuple(scores), carried)


def _reports(clinician: object) -> tuple[Report, ...] | None:
    if clinician is None:
        return None
    if isinstance(clinician, Iterable):
        reports = tuple(clinician)
        if all(isinstance(one, Report) for one in reports):
            return reports
    raise TypeError("a clinician is given by a list of its Reports, or by None when excepted")


def _score(reports: tuple[Report, ...] | None) -> tuple[Number | None, bool]:
    """The higher of the scores, and whether the clinician is excepted from reporting."""
    if reports is None:
        return None, True
    own = [report for report in reports if report.applies_to in _OF_CLINICIANS]
    # An incomplete submission is none, so its 0 is no score.
    found = [one.score for one in own if one.outcome in COUNTING and one.score is not None]
    excepted = any(report.outcome is Outcome.REWEIGHTED for report in own)
    return max(found, default=None), excepted
