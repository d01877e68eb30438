"""evaluate: read, judge, and say it in a report with every place in the caller's document."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from mips_pi_rules.assumptions import assumptions
from mips_pi_rules.conflicts import conflicts, require_same
from mips_pi_rules.errors import UnreadableSubmission
from mips_pi_rules.judgment import Case, Judgment, check, decide
from mips_pi_rules.places import SubmissionFacts
from mips_pi_rules.policies import Policy
from mips_pi_rules.reading import Document, read
from mips_pi_rules.redistribution import Exact, exact, number
from mips_pi_rules.report import PRECEDENCE, Assumption, Finding, Number, Outcome, Report, SetResult
from mips_pi_rules.rulebook import Rulebook
from mips_pi_rules.rules import Broken
from mips_pi_rules.submission import APPLIES_TO, DEFAULT_PROGRAM, Submission
from mips_pi_rules.year import NoYear, Year


def evaluate(submission: object, *, rulebook: Rulebook | None = None) -> Report:
    """Whether the Promoting Interoperability score is forced to 0, and if not, what it is.

    `submission`: decoded QPP JSON (a mapping), JSON as str or bytes (never a path), or a
    Submission; a whole submission or a bare measurement set with an embedded `submission`.
    Pure: no clock, network, locale, environment or log; the document is not changed or kept.

    Raises UnreadableSubmission for what cannot be read at all. Whatever else is wrong with the
    data is a finding of the report.
    """
    return _evaluated(read(submission), rulebook or Rulebook.default())


def _evaluated(
    document: Document, rulebook: Rulebook, conflicting: frozenset[str] = frozenset()
) -> Report:
    said = document.submission
    year, years = rulebook.year(said.performance_year), rulebook.years()
    case = Case(said, years, conflicting)
    checked = check(year, case)
    judgment = decide(year, checked)
    broken = checked.every_broken
    findings = _placed(year, broken, document) if broken else ()
    rests_on = assumptions(year, case, checked, judgment)
    return _report(said, year.policy, judgment, findings, rests_on)


def evaluate_best(submissions: Iterable[object], *, rulebook: Rulebook | None = None) -> Report:
    """Of several submissions for one clinician or group, the report of the one that counts.

    The highest score counts. Through 2023 data that conflict force the score to 0: then the
    report has a finding per conflict (guides; from 2024 see 42 CFR 414.1325(f)(2)). Rejected and
    incomplete submissions take no part; where there are no others, the first incomplete one is
    reported, else the first.

    Raises ValueError for no submission and for submissions of different years, entity types or
    identifiers, naming the field; UnreadableSubmission as evaluate does.
    """
    rulebook = rulebook or Rulebook.default()
    documents = [read(submission) for submission in submissions]
    if not documents:
        raise ValueError("there is no submission")
    require_same([document.submission for document in documents])
    reports = [_evaluated(document, rulebook) for document in documents]
    counting = [i for i, one in enumerate(reports) if one.outcome in (Outcome.SCORED, Outcome.ZERO)]
    if not counting:
        incomplete = (one for one in reports if one.outcome is Outcome.INCOMPLETE)
        return next(incomplete, reports[0])
    best = max(counting, key=lambda i: (reports[i].score, -i))
    year = rulebook.year(documents[0].submission.performance_year)
    if not isinstance(year, Year) or not year.policy.conflicts_count:
        return reports[best]
    judged = [
        decide(year, check(year, Case(documents[i].submission, rulebook.years()))) for i in counting
    ]
    facts = [one.sets[one.picked].checked.facts for one in judged if one.picked is not None]
    return _evaluated(documents[best], rulebook, conflicts(year.policy, facts))


def evaluate_many(
    submissions: Iterable[object], *, rulebook: Rulebook | None = None
) -> Iterator[Report]:
    """One report per submission, in order; what cannot be read becomes a rejected report."""
    rulebook = rulebook or Rulebook.default()
    for submission in submissions:
        try:
            report = evaluate(submission, rulebook=rulebook)
        except UnreadableSubmission as error:
            report = unreadable(error, rulebook=rulebook)
        yield report


def unreadable(error: UnreadableSubmission, *, rulebook: Rulebook | None = None) -> Report:
    """The rejected report of a document that could not be read."""
    year = (rulebook or Rulebook.default()).year(None)
    facts = SubmissionFacts({"readable": False, "problem": error.sentence}, "")
    findings = tuple(
        broken.finding(
            None, year.outcomes[broken.rule.id], "", line=error.line, column=error.column
        )
        for broken in year.check_submission(facts)
    )
    return _report(Submission(), None, Judgment(Outcome.REJECTED), findings, ())


def _placed(year: Year | NoYear, broken: list[Broken], document: Document) -> tuple[Finding, ...]:
    """The findings with places that exist, lines and columns, in the order of the contract."""
    ideal = [one.pointer() for one in broken]
    places = {pointer: document.place(pointer) for pointer in set(ideal)}
    lines = document.positions(pointer for pointer, _ in places.values())
    found = []
    for one, wanted in zip(broken, ideal, strict=True):
        pointer, key = places[wanted]
        line, column = lines.get(pointer, (None, None))
        outcome = year.outcomes[one.rule.id]
        rank = PRECEDENCE.index(outcome) if outcome else len(PRECEDENCE)
        finding = one.finding(year.policy, outcome, pointer, line=line, column=column)
        found.append(((rank, key, finding.rule), finding))
    return tuple(finding for _, finding in sorted(found, key=lambda pair: pair[0]))


def _report(
    submission: Submission,
    policy: Policy | None,
    judgment: Judgment,
    findings: tuple[Finding, ...],
    assumptions: tuple[Assumption, ...],
) -> Report:
    shown, worth = judgment.score, judgment.worth
    weight = _weight(policy, judgment)
    applies_to = None
    if isinstance(submission.entity_type, str):
        applies_to = APPLIES_TO.get(submission.entity_type)
    return Report(
        performance_year=policy.performance_year if policy else None,
        policy_status=policy.status if policy else None,
        policy_as_of=policy.as_of if policy else None,
        outcome=judgment.outcome,
        score=_number(worth),
        subtotal=None if shown is None else number(shown.subtotal),
        maximum=policy.maximum if policy else None,
        default_category_weight=weight,
        default_contribution=_contribution(worth, weight),
        applies_to=applies_to,
        bonus=number(shown.bonus if shown else 0),
        sets=tuple(
            SetResult(
                pointer=one.checked.pointer,
                program_name=one.checked.program_name,
                submission_method=one.checked.submission_method,
                outcome=one.outcome,
                score=_number(one.worth),
                picked=index == judgment.picked,
            )
            for index, one in enumerate(judgment.sets)
        ),
        objectives=shown.objectives if shown else (),
        findings=findings,
        assumptions=assumptions,
    )


def _weight(policy: Policy | None, judgment: Judgment) -> Number | None:
    """The default weight under the shown set's program; None when no program is known."""
    if policy is None:
        return None
    name: str | None = DEFAULT_PROGRAM
    if judgment.sets:
        name = judgment.sets[judgment.picked or 0].checked.program_name
    kind = policy.program_kinds.get(name) if name is not None else None
    return policy.weights[kind] if kind is not None else None


def _contribution(worth: Exact | None, weight: Number | None) -> Number | None:
    """Score times weight, exact: the weight is taken as the decimal that the policy wrote."""
    if worth is None or weight is None:
        return None
    return number(exact(worth * Fraction(str(weight))))


def _number(exact: Exact | None) -> Number | None:
    return None if exact is None else number(exact)
