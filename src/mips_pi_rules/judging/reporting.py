"""From a judgment, its findings and readings to the report."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final

from mips_pi_rules._version import __version__
from mips_pi_rules.documents.made import new, unfinished
from mips_pi_rules.documents.submission import APPLIES_TO, DEFAULT_PROGRAM, AppliesTo, Submission
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.judging.exact import Exact, as_number, exact
from mips_pi_rules.judging.judgment import Judgment, SetJudgment
from mips_pi_rules.judging.placing import Placed
from mips_pi_rules.judging.report import SCHEMA_VERSION, Report
from mips_pi_rules.judging.results import Assumption, SetResult
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import Number, Outcome


def report_of(
    submission: Submission,
    year: Year,
    judgment: Judgment,
    found: Placed,
    assumptions: tuple[Assumption, ...],
) -> Report:
    """The report of a judgment, with its findings and the readings that it rests on."""
    points, worth, picked = judgment.score, judgment.worth, judgment.picked
    kind = _kind(year.policy, judgment)
    weighed = year.derived(_weighed)
    head = weighed.get((kind, worth))
    if head is None:
        head = weighed[kind, worth] = _head(year.policy, kind, worth)
    said = head.copy()
    said["outcome"] = judgment.outcome
    said["applies_to"] = _applies_to(submission)
    sets: list[SetResult] = []
    for one in judgment.sets:
        sets.append(_result(one, picked == len(sets)))
    said["sets"] = tuple(sets)
    said["findings"], said["omitted"] = found.findings, found.omitted
    said["assumptions"] = assumptions
    if points is None:
        said["objectives"] = ()
    else:
        said["subtotal"], said["bonus"] = _number(points.subtotal), _number(points.bonus)
        said["_rows"] = points
    return Report.with_rows_later(said)


def _result(one: SetJudgment, picked: bool) -> SetResult:
    # A document may have a million sets: with slots each takes a third of the room.
    checked = one.checked
    made = new(_UNFINISHED_SET)
    made.pointer = checked.pointer
    made.program_name = checked.program
    made.submission_method = checked.method
    made.outcome = one.outcome
    made.score = _number(one.worth)
    made.picked = picked
    made.__class__ = SetResult
    result: SetResult = made
    return result


_UNFINISHED_SET: Final = unfinished(SetResult)


def _weighed(_: Year) -> dict[tuple[str | None, Exact | None], dict[str, Any]]:
    """What reports of a year share whose programs are of one kind and whose score is one."""
    return {}


def _head(policy: Policy, kind: str | None, worth: Exact | None) -> dict[str, Any]:
    return {
        "performance_year": policy.performance_year,
        "policy_status": policy.status,
        "policy_as_of": policy.as_of,
        "score": _number(worth),
        "maximum": policy.maximum,
        "default_category_weight": None if kind is None else policy.weights[kind],
        "default_contribution": _contribution(worth, policy.exact_weights.get(kind or "")),
        "library": __version__,
        "schema_version": SCHEMA_VERSION,
        **_NOTHING_COUNTED,
        # What each report says for itself has its room in the dict, which then need not grow.
        **dict.fromkeys(_OF_EACH),
    }


# What a report says of points where it was rejected.
_NOTHING_COUNTED: Final = {"subtotal": None, "bonus": 0}
_OF_EACH: Final = ("outcome", "applies_to", "sets", "findings", "omitted", "assumptions")


def refused(submission: Submission, sets: Iterable[CheckedSet], found: Placed) -> Report:
    """The report of what no policy judges: rejected, with nothing counted."""
    rejected = Outcome.REJECTED
    return Report(
        performance_year=None,
        policy_status=None,
        policy_as_of=None,
        outcome=rejected,
        score=None,
        subtotal=None,
        maximum=None,
        default_category_weight=None,
        default_contribution=None,
        applies_to=_applies_to(submission),
        bonus=0,
        sets=tuple(SetResult(one.pointer, None, one.method, rejected, None, False) for one in sets),
        objectives=(),
        findings=found.findings,
        assumptions=(),
        omitted=found.omitted,
    )


def _applies_to(submission: Submission) -> AppliesTo | None:
    given = submission.entity_type
    return APPLIES_TO.get(given) if isinstance(given, str) else None


def _kind(policy: Policy, judgment: Judgment) -> str | None:
    """The kind of the shown set's program; None when no program is known."""
    name: str | None = DEFAULT_PROGRAM
    if judgment.sets:
        name = judgment.sets[judgment.picked or 0].checked.program
    return None if name is None else policy.program_kinds.get(name)


def _contribution(worth: Exact | None, weight: Fraction | None) -> Number | None:
    """Score times weight, exact."""
    if worth is None or weight is None:
        return None
    return as_number(exact(worth * weight))


def _number(exact: Exact | None) -> Number | None:
    return exact if exact is None or exact.__class__ is int else as_number(exact)
