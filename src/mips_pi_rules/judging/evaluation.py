"""evaluate: read, judge, and say it in a report with every place in the caller's document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import Document, read
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.facts.conflicts import Conflict, disagreements
from mips_pi_rules.facts.values import WholeFacts
from mips_pi_rules.judging.assumptions import assumptions, assumptions_of_choice
from mips_pi_rules.judging.checkeddocument import Given, check, check_unsupported
from mips_pi_rules.judging.checking import check_submission
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.judging.judgment import Judgment, decide
from mips_pi_rules.judging.placing import Placed, placed
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.reporting import refused, report_of
from mips_pi_rules.judging.several import require_same, require_several
from mips_pi_rules.judging.verdict import Verdict, verdict_from, verdict_of
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import COUNTING, Outcome


def evaluate(
    submission: object,
    *,
    context: Context | Mapping[str, object] | None = None,
    rulebook: Rulebook | None = None,
) -> Report:
    """Whether the Promoting Interoperability score is forced to 0, and if not, what it is.

    `submission`: decoded QPP JSON (a mapping), str or bytes of QPP JSON or QRDA III, told apart
    by the first character (never a path), or a Submission; a whole submission, by itself or in
    {submission, context} as in a file, or a bare measurement set with an embedded `submission`.
    `context`: eligibility, history and evidence, a Context or its JSON
    (schemas/context.schema.json); without it, the one that stands beside the submission.
    Pure: no clock, network, locale, environment or log; the document is not changed or kept.

    Raises UnreadableSubmission for what cannot be read at all, ContextError for a context that
    has not its form, TypeError for a `rulebook` that is none. Whatever else is wrong with the
    data is a finding of the report.
    """
    rules = Rulebook.of(rulebook)
    document = dated(read(submission), rules)
    return _evaluated(document, Context.of(document.context_unless(context)), rules)


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
    return report_of(said, year, judgment, found, rests_on)


def verdict_on(
    submission: object,
    context: Context | Mapping[str, object] | None,
    rulebook: Rulebook,
) -> Verdict:
    """The verdict of the report that `evaluate` makes, without making one. Raises as it does."""
    # The way to what is checked, as _evaluated goes it: a function for these lines would be one
    # more call for each of very many documents.
    document = dated(read(submission), rulebook)
    known = Context.of(document.context_unless(context))
    year = rulebook.year(document.submission.performance_year)
    given = Given(document.submission, rulebook.years(), known)
    if isinstance(year, NoYear):
        return verdict_of(_unsupported(year, document, given))
    checked = check(year, given)
    return verdict_from(year, checked, decide(year, checked), document)


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
    identifiers, naming the field; UnreadableSubmission and ContextError as evaluate does;
    TypeError where one submission is given by itself.
    """
    return best_of(submissions, context=context, rulebook=rulebook)[1]


def best_of(
    submissions: Iterable[object],
    *,
    context: Context | Mapping[str, object] | None = None,
    rulebook: Rulebook | None = None,
) -> tuple[int, Report]:
    """Which of several submissions counts, from 0, and its report, as `evaluate_best` has it."""
    rulebook, known = Rulebook.of(rulebook), Context.of(context)
    documents = [dated(read(one), rulebook) for one in require_several(submissions)]
    if any(document.context_unless(None) is not None for document in documents):
        raise ContextError("", "is given once for all submissions, and not beside one of them")
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
    counting = [i for i, one in enumerate(judged) if one.submitted in COUNTING]
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

    What cannot be read, and a context that has not its form, become a rejected report. Raises
    TypeError, at the first report that is asked for, where one submission is given by itself.
    """
    for item in require_several(submissions):
        submission, context = item if isinstance(item, tuple) and len(item) == 2 else (item, None)
        try:
            report = evaluate(submission, context=context, rulebook=rulebook)
        except (UnreadableSubmission, ContextError) as error:
            report = not_judged(error, rulebook=rulebook)
        yield report


def not_judged(
    error: UnreadableSubmission | ContextError, *, rulebook: Rulebook | None = None
) -> Report:
    """The rejected report of a document that raised this when it was evaluated."""
    if isinstance(error, UnreadableSubmission):
        return unreadable(error.sentence, error.line, error.column, rulebook=rulebook)
    return unreadable(str(error), rulebook=rulebook)


def unreadable(
    problem: str,
    line: int | None = None,
    column: int | None = None,
    *,
    rulebook: Rulebook | None = None,
) -> Report:
    """The rejected report of a document that could not be read; `problem` says why."""
    year = Rulebook.of(rulebook).year(None)
    facts = WholeFacts({"readable": False, "problem": problem})
    findings = tuple(
        broken.finding(year, "", (line, column, None)) for broken in check_submission(year, facts)
    )
    return refused(Submission(), (), Placed(findings))


def _unsupported(year: NoYear, document: Document, given: Given) -> Report:
    """The report of a document whose year has no policy: rejected, with all that any year asks."""
    checked = check_unsupported(year, given)
    return refused(given.submission, checked.sets, placed(year, checked, [], document))
