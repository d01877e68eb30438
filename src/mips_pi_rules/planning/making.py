"""plan: the smallest set of changes that leaves zero, and what may be chosen to score more.

A plan never says yes for anyone: each step carries what must truly have been done first, and what
can no longer be done is never applied. What it promises was found by evaluating.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import evolve

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import Document, read
from mips_pi_rules.facts.values import SubmissionFacts
from mips_pi_rules.judging.checking import check_judgment
from mips_pi_rules.judging.judgment import Case, Judgment, check, decide
from mips_pi_rules.judging.redistribution import number
from mips_pi_rules.judging.reweighting import judgment_facts
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning.bench import Bench, Blow, samples
from mips_pi_rules.planning.changes import Json, Promise, Step, last_start_day, plain, steps_applied
from mips_pi_rules.planning.choices import Comparison, choices, comparisons, worth_checking
from mips_pi_rules.planning.mending import Mended, mended
from mips_pi_rules.planning.plans import Obstacle, Plan, Promises

__all__ = ["Obstacle", "Plan", "Promise", "Promises", "Step", "last_start_day", "plan"]


def plan(
    submission: object,
    *,
    context: Context | Mapping[str, object] | None = None,
    as_of: date | None = None,
    rulebook: Rulebook | None = None,
    values: Mapping[str, object] | None = None,
) -> Plan:
    """The smallest set of changes that leaves zero, then choices that score more.

    `submission` and `context` as evaluate takes them. Without `as_of` nothing is time-barred.
    `values`: those that steps ask for, by the step's `field`; what is promised is then what
    `apply` gives with the same values.

    Raises UnreadableSubmission and ContextError as evaluate does.
    """
    rulebook, known = rulebook or Rulebook.default(), Context.of(context)
    document = read(submission)
    root = _root(document)
    year = rulebook.year(document.submission.performance_year)
    case = Case(document.submission, rulebook.years(), known)
    checked = check(year, case)
    judgment = decide(year, checked)
    now = _of(judgment)
    bench = Bench(year, rulebook.years(), known, as_of)
    if not isinstance(year, Year):
        promises = Promises(now.outcome, now.score, (), (), at_least=False)
        left = tuple(_obstacles(bench, tuple(bench.blows(checked)), document))
        return Plan(None, as_of, now, (), promises, left, (), (), (), None, None)
    rules = (rulebook.rules[name] for name in year.policy.rules)
    bench = evolve(
        bench,
        samples=samples(year.policy, document.submission.entity_type),
        fixes={rule.measure: rule.fix for rule in rules if rule.measure is not None},
    )
    done = mended(bench, root) if now.outcome is not Outcome.REWEIGHTED else Mended((), ())
    closes = _closes(year)
    mandatory = tuple(_in_time(bench, step, closes) for step in done.steps)
    chosen, compared = _chosen(bench, root, mandatory, closes)
    steps = (*mandatory, *chosen)
    notes = _notes(year, judgment, checked.routes)
    source = _settle_first(bench, checked.every_broken, root, mandatory, document)
    return Plan(
        performance_year=year.policy.performance_year,
        as_of=as_of,
        now=now,
        steps=steps,
        promises=_promises(bench, root, steps, len(mandatory), dict(values or {})),
        cannot=(*source, *_obstacles(bench, done.left, document), *_too_late(bench, steps)),
        ways=compared,
        exclusions=worth_checking(bench, steps_applied(root, mandatory, bench.samples)),
        notes=notes,
        last_start_day=last_start_day(year.policy),
        closes=closes,
    )


def _root(document: Document) -> Json:
    root: Json = plain(document.root)
    return root


def _of(judgment: Judgment) -> Promise:
    worth = judgment.worth
    return Promise(judgment.outcome, None if worth is None else number(worth))


def _words(bench: Bench, broken: Any) -> tuple[str, str]:
    finding = broken.finding(bench.year.policy, None, "")
    return finding.message, finding.fix


def _closes(year: Year) -> date | None:
    """The last day on which the year is submitted, where its policy says so."""
    window = year.policy.raw["submissionWindow"]
    return date(year.policy.performance_year + 1, window["month"], window["day"])


def _in_time(bench: Bench, step: Step, closes: date | None) -> Step:
    """The step, not possible once the submission window has closed."""
    if closes is None or (step.until is not None and step.until <= closes):
        return step
    return evolve(step, until=closes, possible=step.possible and not bench.over(closes))


def _chosen(
    bench: Bench, root: Json, mandatory: tuple[Step, ...], closes: date | None
) -> tuple[list[Step], tuple[Comparison, ...]]:
    """The choices on top of the mandatory steps, which must lead out."""
    draft = steps_applied(root, mandatory, bench.samples)
    if bench.over(closes):
        return [], comparisons(bench, draft)
    found, _ = choices(bench, draft)
    return [_in_time(bench, step, closes) for step in found], comparisons(bench, draft)


def _promises(
    bench: Bench, root: Json, steps: tuple[Step, ...], mandatory: int, values: dict[str, Any]
) -> Promises:
    after, complete = [], []
    for count in range(len(steps) + 1):
        after.append(bench.look(steps_applied(root, steps[:count], values)).promise)
        asked = any(one.needs_value and one.field not in values for one in steps[:count])
        if asked:
            given = bench.samples | values
            complete.append(bench.look(steps_applied(root, steps[:count], given)).promise)
        else:
            complete.append(after[-1])
    measures = bench.policy.measures
    default = after[mandatory]
    return Promises(
        default.outcome,
        default.score,
        tuple(after[1:]),
        tuple(complete[1:]),
        at_least=any(
            s.needs_value and s.field in measures and s.field not in values for s in steps
        ),
    )


def _obstacles(bench: Bench, left: tuple[Blow, ...], document: Document) -> list[Obstacle]:
    return [
        Obstacle(
            "document",
            one.broken.rule.id,
            *_words(bench, one.broken),
            document.place(one.broken.pointer())[0],
        )
        for one in left
    ]


def _too_late(bench: Bench, steps: tuple[Step, ...]) -> list[Obstacle]:
    return [
        Obstacle(
            "time",
            step.rule,
            step.words,
            f"What this needs could be done until {step.until}. If it was done by then, give the "
            "record of it in the context, or correct the answer yourself.",
            step.pointer,
            step.until,
        )
        for step in steps
        if not step.possible
    ]


def _settle_first(
    bench: Bench, broken: list[Any], root: Json, steps: tuple[Step, ...], document: Document
) -> list[Obstacle]:
    """Problems of the source that its JSON form no longer shows, such as a name given twice."""
    still = {(one.rule.id, one.pointer()) for one in bench.look(root).checked.every_broken}
    places = {step.pointer for step in steps}
    found = []
    for one in broken:
        at = one.pointer()
        if bench.year.outcomes[one.rule.id] is None or (one.rule.id, at) in still or at in places:
            continue
        found.append(Obstacle("source", one.rule.id, *_words(bench, one), document.place(at)[0]))
    return found


def _notes(year: Year, judgment: Judgment, applying: Any) -> tuple[str, ...]:
    """What data mean for a reweighting, in so far as there is a route."""
    if not applying:
        return ()
    worth = judgment.submitted_worth
    facts = judgment_facts(judgment.submitted, None if worth is None else number(worth), applying)
    findings = (
        one.finding(year.policy, None, "")
        for one in check_judgment(year, SubmissionFacts(facts, ""))
    )
    return tuple(f"{one.message} {one.fix}" for one in findings)
