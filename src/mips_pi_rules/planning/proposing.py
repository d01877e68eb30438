"""plan: the fewest changes that leave zero, and what may be chosen to score more.

A plan never says yes for anyone: each step carries what must truly have been done first, and what
can no longer be done is never applied. What it promises was found by evaluating.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Literal

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.document import Document, read
from mips_pi_rules.documents.submission import MeasurementSet
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.judging.findings import Broken, one_by_one
from mips_pi_rules.judging.judgment import Checked, Given, Judgment, judged
from mips_pi_rules.law.calendar import last_start_day, submission_closes
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning.choices import Chosen, chosen
from mips_pi_rules.planning.edits import Json, much_like, plain
from mips_pi_rules.planning.fewest import Found, fewest
from mips_pi_rules.planning.plans import Obstacle, Plan, Promises
from mips_pi_rules.planning.steps import Step, Values
from mips_pi_rules.planning.trials import Trials, promise, samples


def plan(
    submission: object,
    *,
    context: Context | Mapping[str, object] | None = None,
    as_of: date | None = None,
    rulebook: Rulebook | None = None,
    values: Mapping[str, object] | None = None,
) -> Plan:
    """The fewest changes that leave zero, then choices that score more.

    `submission` and `context` as evaluate takes them. Without `as_of` nothing is time-barred.
    `values`: those that steps ask for, by the step's `field`; what is promised is then what
    `apply` gives with the same values.

    Raises UnreadableSubmission and ContextError as evaluate does.
    """
    rulebook, known = rulebook or Rulebook.default(), Context.of(context)
    document = dated(read(submission), rulebook)
    year = rulebook.year(document.submission.performance_year)
    checked, judgment = judged(year, Given(document.submission, rulebook.years(), known))
    now = promise(judgment)
    policy = _meant(document, rulebook)
    if policy is None:
        every = one_by_one(checked.every_broken)
        held = [one for one in every if year.outcomes[one.rule.id] is not None]
        left = tuple(_obstacle("document", one, year, document) for one in held)
        return Plan(None, as_of, now, (), Promises(now.outcome, now.score), left)
    rules = (rulebook.rules[name] for name in policy.rules)
    trials = Trials(
        policy=policy,
        rulebook=rulebook,
        context=known,
        root=_root(document),
        as_of=as_of,
        closes=submission_closes(policy),
        samples=samples(policy, document.submission.entity_type),
        fixes={rule.measure: rule.fix for rule in rules if rule.measure is not None},
    )
    reweighted = now.outcome is Outcome.REWEIGHTED
    found = Found((), (), ok=True) if reweighted else fewest(trials)
    more = chosen(trials, found.steps) if found.ok else Chosen()
    steps = (*found.steps, *more.steps)
    return Plan(
        performance_year=policy.performance_year,
        as_of=as_of,
        now=now,
        steps=steps,
        promises=_promises(trials, steps, len(found.steps), dict(values or {})),
        cannot=(
            *_of_source(trials, checked, found.steps, document),
            *(_obstacle("document", fault.broken, trials.year, document) for fault in found.left),
            *_too_late(steps),
        ),
        ways=more.ways,
        exclusions=more.exclusions,
        notes=_notes(year, checked, judgment) if isinstance(year, Year) else (),
        last_start_day=last_start_day(policy),
        closes=trials.closes,
    )


def _meant(document: Document, rulebook: Rulebook) -> Policy | None:
    """The policy of the year that is given, or plainly meant: by text, another name, the period."""
    head = document.root
    head = head.get("submission", head) if document.submission.bare else head
    written = head.get("performanceYear", head.get(much_like(head, "performanceYear") or ""))
    if isinstance(written, str) and written.strip().isdecimal():
        written = int(written)
    sets = document.submission.measurement_sets
    if written is None and isinstance(sets, tuple):
        read = [one for one in sets if isinstance(one, MeasurementSet)]
        days = [day for one in read for day in (one.performance_start, one.performance_end)]
        years = {day.year for day in days if isinstance(day, date)}
        written = years.pop() if len(years) == 1 else None
    return rulebook.policy(written) if written in rulebook.years() else None


def _root(document: Document) -> Json:
    root: Json = plain(document.root)
    return root


def _promises(trials: Trials, steps: tuple[Step, ...], mandatory: int, values: Values) -> Promises:
    every = {**trials.samples, **values}
    after = [trials.after(steps[:count], values).promise for count in range(len(steps) + 1)]
    complete = [trials.after(steps[:count], every).promise for count in range(1, len(steps) + 1)]
    measures = trials.policy.measures
    return Promises(
        after[mandatory].outcome,
        after[mandatory].score,
        tuple(after[1:]),
        tuple(complete),
        at_least=any(
            one.needs_value and one.field in measures and one.field not in values for one in steps
        ),
    )


def _obstacle(
    reason: Literal["document", "source"], broken: Broken, year: Year | NoYear, document: Document
) -> Obstacle:
    finding = broken.finding(year)
    at = document.nearest(broken.pointer())[0]
    return Obstacle(reason, broken.rule.id, finding.message, finding.fix, at)


def _too_late(steps: Iterable[Step]) -> list[Obstacle]:
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


def _of_source(
    trials: Trials, checked: Checked, steps: Collection[Step], document: Document
) -> list[Obstacle]:
    """Faults of the source that its JSON form no longer shows, such as a name given twice."""
    first = trials.after(())
    still = {(one.rule.id, one.pointer()) for one in one_by_one(first.checked.every_broken)}
    places = {step.pointer for step in steps}
    return [
        _obstacle("source", one, trials.year, document)
        for one in one_by_one(checked.every_broken)
        if first.outcomes[one.rule.id] is not None
        and (one.rule.id, one.pointer()) not in still
        and one.pointer() not in places
    ]


def _notes(year: Year, checked: Checked, judgment: Judgment) -> tuple[str, ...]:
    """What data mean for a reweighting, in so far as there is a route."""
    said = consequences(year, checked, judgment)
    findings = [one.finding(year) for one in said if year.outcomes[one.rule.id] is None]
    return tuple(f"{one.message} {one.fix}" for one in findings)
