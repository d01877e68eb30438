"""plan: the fewest changes that leave zero, what they promise, and what cannot be mended."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.context.context import Context
from mips_pi_rules.days import written_year
from mips_pi_rules.documents.document import Document, read
from mips_pi_rules.documents.plain import whole_number
from mips_pi_rules.documents.submission import MeasurementSet, Submission
from mips_pi_rules.jsonvalues import to_json
from mips_pi_rules.judging.checkeddocument import Checked, Given
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.dating import dated
from mips_pi_rules.judging.findings import NOWHERE, Broken, one_by_one
from mips_pi_rules.judging.judgment import Judgment, judged
from mips_pi_rules.law.calendar import last_start_day
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year
from mips_pi_rules.outcomes import OK, Number, Outcome
from mips_pi_rules.planning.choices import Chosen, Comparison, OpenExclusion, chosen
from mips_pi_rules.planning.drafts import draft_of
from mips_pi_rules.planning.edits import Json, compact, much_like, value_at
from mips_pi_rules.planning.fewest import Found, fewest
from mips_pi_rules.planning.steps import Candidate, Promise, Step, Values, applied
from mips_pi_rules.planning.trials import Trials, promise, samples


@frozen(eq=False, repr=False)
class Obstacle(ByValue):
    """What cannot be mended: the rule, why not, and where.

    `reason`: document (nothing in the document mends it), time (`until` has passed) or source
    (to be settled in the source; the JSON form cannot show it).
    """

    reason: Literal["document", "time", "source"]
    rule: str | None
    words: str
    why: str
    pointer: str
    until: date | None = None


@frozen(eq=False, repr=False)
class Promises(ByValue):
    """What evaluating gives: `outcome` and `score` for what `apply` gives by default.

    `after`: the same after each step. `with_values` is like `after`, but every value that the
    plan asks for given in a valid form; `at_least`: counts among them were taken as low as they
    may be, so that real ones score the same or more.
    """

    outcome: Outcome
    score: Number | None
    after: tuple[Promise, ...] = ()
    with_values: tuple[Promise, ...] = ()
    at_least: bool = False


@frozen(eq=False, repr=False)
class Plan(ByValue):
    """Steps in order, mandatory ones first; what cannot be mended; what else could be chosen.

    `ways` and `exclusions` have the score of each by itself, after the mandatory steps.

    `now` is the verdict as it stands. Holds nothing of the submission but what may be printed.
    """

    performance_year: int | None
    as_of: date | None
    now: Promise
    steps: tuple[Step, ...]
    promises: Promises
    cannot: tuple[Obstacle, ...]
    ways: tuple[Comparison, ...] = ()
    exclusions: tuple[OpenExclusion, ...] = ()
    notes: tuple[str, ...] = ()
    last_start_day: date | None = None
    closes: date | None = None

    @property
    def mandatory(self) -> tuple[Step, ...]:
        """The steps that leave zero."""
        return tuple(step for step in self.steps if step.kind == "mend")

    @property
    def choices(self) -> tuple[Step, ...]:
        """The steps that score more."""
        return tuple(step for step in self.steps if step.kind == "choice")

    @property
    def leads_out(self) -> bool:
        """Whether the mandatory steps, with the values they ask for, lead out of zero."""
        mandatory = len(self.mandatory)
        last = self.promises.with_values[mandatory - 1] if mandatory else self.now
        blocked = any(one.reason == "document" for one in self.cannot)
        return last.outcome in OK and not blocked

    def apply(
        self,
        submission: object,
        *,
        values: Mapping[str, object] | None = None,
        steps: int | None = None,
    ) -> dict[str, Any]:
        """The submission as QPP JSON after the first `steps` steps; None: the mandatory ones.

        Steps that are not possible are left undone, and those that need a value when `values`
        has none under their `field`. Choices are taken only when `steps` reaches them.

        Raises ValueError for `steps` below 0, TypeError for those that are no whole number and
        for `values` that are no mapping, UnreadableSubmission as evaluate does.
        """
        count = len(self.mandatory) if steps is None else whole_number(steps)
        if not isinstance(count, int):
            raise TypeError("steps is how many steps are done, a whole number from 0 on")
        if count < 0:
            raise ValueError("steps is how many steps are done, from 0 on")
        given = _values(values)
        document = read(submission)
        root = draft_of(document)
        said = document.submission
        if said.performance_year is None and said.report_templates and self.performance_year:
            root["performanceYear"] = self.performance_year  # that of its report template
        return compact(applied(root, self.steps[:count], given))

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON values."""
        written: dict[str, Any] = to_json(self)
        promises, closes = written.pop("promises"), written.pop("closes")
        steps = zip(written["steps"], promises["after"], promises["withValues"], strict=True)
        return {
            "schemaVersion": 1,
            **written,
            "submissionCloses": closes,
            "leadsOut": self.leads_out,
            "steps": [
                {name: item for name, item in step.items() if name != "edits"}
                | {"after": after, "afterWithValues": complete}
                for step, after, complete in steps
            ],
            "promises": {name: promises[name] for name in ("outcome", "score", "atLeast")},
        }


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

    A plan never says yes for anyone: each step carries what must truly have been done first, and
    what can no longer be done is never applied. What it promises was found by evaluating.

    Raises UnreadableSubmission and ContextError as evaluate does, TypeError for an `as_of` that
    is no date, such as a moment of a day, for `values` that are no mapping and for a `rulebook`
    that is none.
    """
    if as_of is not None and (not isinstance(as_of, date) or isinstance(as_of, datetime)):
        raise TypeError("as_of is a date, as datetime.date(year, month, day) is, without a time")
    rulebook, given = Rulebook.of(rulebook), _values(values)
    document = dated(read(submission), rulebook)
    known = Context.of(document.context_unless(context))
    year = rulebook.year(document.submission.performance_year)
    checked, judgment = judged(year, Given(document.submission, rulebook.years(), known))
    now = promise(judgment)
    root = draft_of(document)
    policy = _meant(document.submission, root, rulebook)
    if policy is None:
        held = (one for one in one_by_one(checked.every_broken) if year.outcomes[one.rule.id])
        cannot = tuple(_obstacle("document", one, year, document) for one in held)
        return Plan(None, as_of, now, (), Promises(now.outcome, now.score), cannot)
    trials = Trials(
        policy=policy,
        rulebook=rulebook,
        context=known,
        root=root,
        as_of=as_of,
        samples=samples(policy, document.submission.entity_type),
        location=document.path("") or NOWHERE,
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
        promises=_promises(trials, steps, len(found.steps), given),
        cannot=(
            *(
                _obstacle("source", one, trials.year, document)
                for one in _of_source(trials, checked, found.steps)
            ),
            *(_obstacle("document", one.broken, trials.year, document) for one in found.left),
            *_too_late(steps),
        ),
        ways=more.ways,
        exclusions=more.exclusions,
        notes=_notes(year, checked, judgment) if isinstance(year, Year) else (),
        last_start_day=last_start_day(policy),
        closes=trials.closes,
    )


def _values(given: object) -> dict[str, object]:
    """The values of a caller, of which None is none."""
    if given is not None and not isinstance(given, Mapping):
        raise TypeError("values is a mapping, from the field of a step to its value")
    return dict(given or {})


def _obstacle(
    reason: Literal["document", "source"], broken: Broken, year: Year | NoYear, document: Document
) -> Obstacle:
    """A broken rule that no step mends, in its own words; `year`: that whose outcomes it has."""
    wanted = broken.pointer()
    location = document.path(wanted) or NOWHERE  # its words are those of the document's format
    said = broken.finding(year, location=location)
    at = document.nearest(wanted)[0]
    return Obstacle(reason, broken.rule.id, said.message, said.fix, at)


def _meant(said: Submission, root: Json, rulebook: Rulebook) -> Policy | None:
    """The policy of the year that is given, or plainly meant: by text, another name, the period."""
    head: Any = value_at(root, said.wrapper)
    head = head.get("submission", head) if said.bare else head
    written = head.get("performanceYear", head.get(much_like(head, "performanceYear") or ""))
    sets = said.measurement_sets
    if written is None and isinstance(sets, tuple):
        read = [one for one in sets if isinstance(one, MeasurementSet)]
        days = [day for one in read for day in (one.performance_start, one.performance_end)]
        years = {day.year for day in days if isinstance(day, date)}
        written = years.pop() if len(years) == 1 else None
    meant = written_year(written.strip()) if isinstance(written, str) else whole_number(written)
    return rulebook.policy(meant) if isinstance(meant, int) and meant in rulebook.years() else None


def _promises(trials: Trials, steps: Candidate, mandatory: int, values: Values) -> Promises:
    every = {**trials.samples, **values}
    after = [promise(trials.after(steps[:n], values).judgment) for n in range(len(steps) + 1)]
    complete = [promise(trials.after(steps[:n], every).judgment) for n in range(len(steps) + 1)]
    measures = trials.policy.measures
    return Promises(
        after[mandatory].outcome,
        after[mandatory].score,
        tuple(after[1:]),
        tuple(complete[1:]),
        at_least=any(
            one.needs_value and one.field in measures and one.field not in values for one in steps
        ),
    )


def _too_late(steps: Candidate) -> Iterator[Obstacle]:
    for step in steps:
        if not step.possible:
            why = (
                f"What this needs could be done until {step.until}. If it was done by then, give "
                "the record of it in the context, or correct the answer yourself."
            )
            yield Obstacle("time", step.rule, step.words, why, step.pointer, step.until)


def _of_source(trials: Trials, checked: Checked, steps: Candidate) -> Iterator[Broken]:
    """Faults of the source that its JSON form no longer shows, such as a name given twice."""
    first = trials.after(())
    counts = Counter[str]()  # by rule how many of its findings are of the source alone
    for sign, of in ((1, checked), (-1, first.checked)):
        for broken in of.every_broken:
            counts[broken.rule.id] += sign * broken.count
    hidden = {rule for rule, count in counts.items() if count and first.year.outcomes[rule]}
    shown, given = (
        [b for b in of.every_broken if b.rule.id in hidden] for of in (first.checked, checked)
    )
    settled = {(one.rule.id, one.pointer()) for one in one_by_one(shown)}
    settled |= {(rule, step.pointer) for rule in hidden for step in steps}
    for one in one_by_one(given):
        if (one.rule.id, one.pointer()) not in settled:
            yield one


def _notes(year: Year, checked: Checked, judgment: Judgment) -> tuple[str, ...]:
    """What data mean for a reweighting, in so far as there is a route."""
    said = consequences(year, checked, judgment)
    findings = [one.finding(year) for one in said if year.outcomes[one.rule.id] is None]
    return tuple(f"{one.message} {one.fix}" for one in findings)
