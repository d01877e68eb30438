"""evaluate: read, judge, and say it in a report with every place in the caller's document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from attrs import evolve

from mips_pi_rules._version import __version__
from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import Document, read
from mips_pi_rules.documents.submission import (
    APPLIES_TO,
    DEFAULT_PROGRAM,
    AppliesTo,
    Submission,
    read_as,
)
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.facts.conflicts import Conflict, disagreements
from mips_pi_rules.facts.values import WholeFacts
from mips_pi_rules.judging.assumptions import assumptions, assumptions_of_choice
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.judging.checking import check_submission
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.judging.judgment import (
    Given,
    Judgment,
    SetJudgment,
    check,
    check_unsupported,
    decide,
)
from mips_pi_rules.judging.placing import Placed, placed
from mips_pi_rules.judging.redistribution import Exact, as_number, exact
from mips_pi_rules.judging.report import SCHEMA_VERSION, Assumption, Report, SetResult
from mips_pi_rules.judging.score import Score
from mips_pi_rules.judging.several import require_same
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Number, Outcome

_COUNTING = (Outcome.SCORED, Outcome.ZERO)


def evaluate(
    submission: object,
    *,
    context: Context | Mapping[str, object] | None = None,
    rulebook: Rulebook | None = None,
) -> Report:
    """Whether the Promoting Interoperability score is forced to 0, and if not, what it is.

    `submission`: decoded QPP JSON (a mapping), str or bytes of QPP JSON or QRDA III, told apart
    by the first character (never a path), or a Submission; a whole submission or a bare
    measurement set with an embedded `submission`.
    `context`: eligibility, history and evidence, a Context or its JSON
    (schemas/context.schema.json).
    Pure: no clock, network, locale, environment or log; the document is not changed or kept.

    Raises UnreadableSubmission for what cannot be read at all, ContextError for a context that
    has not its form. Whatever else is wrong with the data is a finding of the report.
    """
    rules = rulebook or Rulebook.default()
    return _evaluated(dated(read(submission), rules), Context.of(context), rules)


def _evaluated(
    document: Document,
    context: Context,
    rulebook: Rulebook,
    conflicts: tuple[Conflict, ...] = (),
) -> Report:
    said = document.submission
    year = rulebook.year(said.performance_year)
    given = Given(said, rulebook.years(), context)
    if isinstance(year, NoYear):
        return _unsupported(year, document, given)
    checked = check(year, given)
    judgment = decide(year, checked, conflicts=conflicts)
    found = placed(year, checked, consequences(year, checked, judgment), document, judgment.shown)
    rests_on = assumptions(year, given, checked, judgment, conflicts)
    return _report(said, year, judgment, found, rests_on)


def evaluate_best(
    submissions: Iterable[object],
    *,
    context: Context | Mapping[str, object] | None = None,
    rulebook: Rulebook | None = None,
) -> Report:
    """Of several submissions for one clinician or group, the report of the one that counts.

    The highest score counts (42 CFR 414.1325(f)(2)). Where the year's policy says so, data that
    conflict force the score to 0: then the report has a finding per conflict. Rejected and
    incomplete submissions take no part; where there are no others, the first incomplete one is
    reported, else the first.

    Raises ValueError for no submission and for submissions of different years, entity types or
    identifiers, naming the field; UnreadableSubmission and ContextError as evaluate does.
    """
    return best_of(submissions, context=context, rulebook=rulebook)[1]


def best_of(
    submissions: Iterable[object],
    *,
    context: Context | Mapping[str, object] | None = None,
    rulebook: Rulebook | None = None,
) -> tuple[int, Report]:
    """Which of several submissions counts, and its report: `evaluate_best`."""
    rulebook, known = rulebook or Rulebook.default(), Context.of(context)
    documents = [dated(read(submission), rulebook) for submission in submissions]
    if not documents:
        raise ValueError("there is no submission")
    require_same([document.submission for document in documents])
    year = rulebook.year(documents[0].submission.performance_year)
    several = [Given(document.submission, rulebook.years(), known) for document in documents]
    if isinstance(year, NoYear):
        return 0, _unsupported(year, documents[0], several[0])
    best, conflicts, judgment = _choose(year, several)
    report = _evaluated(documents[best], known, rulebook, conflicts)
    rests_on = assumptions_of_choice(
        year, report.assumptions, lambda other: _choose(other, several)[2].answers_like(judgment)
    )
    return best, evolve(report, assumptions=rests_on)


def _choose(year: Year, several: Sequence[Given]) -> tuple[int, tuple[Conflict, ...], Judgment]:
    """Which of several submissions counts, on what they conflict, and its judgment then."""
    checked = [check(year, given) for given in several]
    judged = [decide(year, one) for one in checked]
    counting = [i for i, one in enumerate(judged) if one.submitted in _COUNTING]
    if not counting:
        incomplete = (i for i, one in enumerate(judged) if one.submitted is Outcome.INCOMPLETE)
        best = next(incomplete, 0)
        return best, (), judged[best]
    best = max(counting, key=lambda i: (judged[i].submitted_worth, -i))
    if not year.policy.conflicts_count:
        return best, (), judged[best]
    said = {i: one.facts for i in counting if (one := judged[i].shown) is not None}
    disputed = set(disagreements(year.policy, said.values()))
    # Sets that conflict in one document conflict whatever was submitted beside it; those of the
    # document that counts are judged with it.
    disputed |= {name for i in counting for name, _ in judged[i].conflicts}
    disputed -= {name for name, _ in judged[best].conflicts}
    conflicts = tuple(
        (name, said[best].answer(name)) for name in year.policy.measures if name in disputed
    )
    return best, conflicts, decide(year, checked[best], conflicts=conflicts)


def evaluate_many(
    submissions: Iterable[object], *, rulebook: Rulebook | None = None
) -> Iterator[Report]:
    """One report per item, in order: a submission, or a pair (submission, context).

    What cannot be read, and a context that has not its form, become a rejected report.
    """
    rulebook = rulebook or Rulebook.default()
    for item in submissions:
        submission, context = item if isinstance(item, tuple) and len(item) == 2 else (item, None)
        try:
            report = evaluate(submission, context=context, rulebook=rulebook)
        except UnreadableSubmission as error:
            report = unreadable(error.sentence, error.line, error.column, rulebook=rulebook)
        except ContextError as error:
            report = unreadable(str(error), rulebook=rulebook)
        yield report


def unreadable(
    problem: str,
    line: int | None = None,
    column: int | None = None,
    *,
    rulebook: Rulebook | None = None,
) -> Report:
    """The rejected report of a document that could not be read; `problem` says why."""
    year = (rulebook or Rulebook.default()).year(None)
    facts = WholeFacts({"readable": False, "problem": problem})
    findings = tuple(
        broken.finding(year, "", (line, column, None)) for broken in check_submission(year, facts)
    )
    return _refused(Submission(), (), Placed(findings))


def _unsupported(year: NoYear, document: Document, given: Given) -> Report:
    """The report of a document whose year has no policy: rejected, with all that any year asks."""
    checked = check_unsupported(year, given)
    return _refused(given.submission, checked.sets, placed(year, checked, [], document))


def _report(
    submission: Submission,
    year: Year,
    judgment: Judgment,
    found: Placed,
    assumptions: tuple[Assumption, ...],
) -> Report:
    points, worth, picked = judgment.score, judgment.worth, judgment.picked
    kind = _kind(year.policy, judgment)
    weighed = year.derived(_weighed)
    head = weighed.get((kind, worth))
    if head is None:
        head = weighed[kind, worth] = _head(year.policy, kind, worth)
    return Report.with_rows_later(
        {
            **head,
            "outcome": judgment.outcome,
            "applies_to": _applies_to(submission),
            "sets": tuple(
                [_result(one, index == picked) for index, one in enumerate(judgment.sets)]
            ),
            "findings": found.findings,
            "assumptions": assumptions,
            "omitted": found.omitted,
            **(_counted(points) if points is not None else _NOTHING_COUNTED),
        }
    )


# What a report says of points where it was rejected.
_NOTHING_COUNTED: Final = {"subtotal": None, "bonus": 0, "objectives": ()}


def _counted(points: Score) -> dict[str, Any]:
    return {
        "subtotal": _number(points.subtotal),
        "bonus": _number(points.bonus),
        "_rows": points,
    }


def _result(one: SetJudgment, picked: bool) -> SetResult:
    return read_as(
        SetResult,
        pointer=one.checked.pointer,
        program_name=one.checked.program,
        submission_method=one.checked.method,
        outcome=one.outcome,
        score=_number(one.worth),
        picked=picked,
    )


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
    }


def _refused(submission: Submission, sets: Iterable[CheckedSet], found: Placed) -> Report:
    """The report of what no policy judges: rejected, with nothing counted."""
    refused = Outcome.REJECTED
    return Report(
        performance_year=None,
        policy_status=None,
        policy_as_of=None,
        outcome=refused,
        score=None,
        subtotal=None,
        maximum=None,
        default_category_weight=None,
        default_contribution=None,
        applies_to=_applies_to(submission),
        bonus=0,
        sets=tuple(SetResult(one.pointer, None, one.method, refused, None, False) for one in sets),
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
