"""What a repair is about: the faults of one thing in a draft, and the law's deadlines for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import evolve, frozen

from mips_pi_rules.facts.values import MeasureRecord as Record
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.checkedsets import CheckedSet
from mips_pi_rules.law.calendar import registration_due, year_end, year_start
from mips_pi_rules.law.entries import Measure
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.planning.edits import Edit, Json, value_at
from mips_pi_rules.planning.steps import NO_CLAIM, Alternative, Shown, Step
from mips_pi_rules.planning.trials import Fault, Trial, Trials

ANY: Final = "*"
LEVELS: Final = {
    "preProduction": "pre-production and validation",
    "production": "validated data production",
}


@frozen(eq=False)
class Subject:
    """Faults of one thing, in the draft in which they stand, in the set at `base` if in one.

    Without faults it is about what may be chosen. `target`: the set that is to score; None: none,
    sets must only not be refused; ANY: each.
    """

    trials: Trials
    trial: Trial
    faults: tuple[Fault, ...]
    base: str
    target: str | None = ANY

    @property
    def refused_only(self) -> bool:
        """Whether its set need not score, it must only not be refused."""
        return self.target not in (self.base, ANY)

    @property
    def policy(self) -> Policy:
        """The policy of the year."""
        return self.trials.policy

    @property
    def root(self) -> Json:
        """The draft."""
        return self.trial.root

    @property
    def fault(self) -> Fault:
        """The gravest of the faults."""
        return self.faults[0]

    @property
    def set(self) -> CheckedSet:
        """The set that it is in."""
        return self.trial.sets[self.base]

    @property
    def fix(self) -> str:
        """What the rule of the gravest fault asks for."""
        return self.fault.broken.finding(self.trials.year).fix if self.faults else ""

    def here(self, field: str) -> Any:
        """What stands in a field of the set."""
        return value_at(self.root, f"{self.base}/{field}")

    def step(
        self,
        words: str,
        edits: Iterable[Edit],
        *,
        about: str | None = None,
        at: Sequence[str] = (),
        field: str | None = None,
        to: Shown = None,
        needs: tuple[str, ...] = (NO_CLAIM,),
    ) -> Step:
        """A step for the gravest fault, or the gravest about the measure `about`; or a choice.

        `at`: its places, where they are others than that of the fault.
        """
        first, *further = at or [self.faults[0].at if self.faults else f"{self.base}/measurements"]
        step = Step(
            kind="choice",
            rule=None,
            words=words,
            why="It scores more.",
            pointer=first,
            further=tuple(further),
            edits=tuple(edits),
            field=field,
            to=to,
            needs=needs,
            cites=self.policy.measures[about].cites if about is not None else (),
        )
        if not self.faults:
            return step
        fault = next((one for one in self.faults if one.measure == about), self.fault)
        finding = fault.broken.finding(self.trials.year)
        return evolve(
            step, kind="mend", rule=fault.rule.id, why=finding.message, cites=finding.cites
        )

    def timed(self, step: Step) -> Step:
        """The step with the last day on which it can be done, and whether that has passed."""
        last = min(self.trials.closes, step.until or self.trials.closes)
        as_of = self.trials.as_of
        return evolve(step, until=last, possible=as_of is None or as_of <= last)


def record_of(one: CheckedSet, measure: str) -> Record:
    """What the set says about a measure."""
    return one.facts.data["measures"][measure]


def counts_or_answer(record: Record) -> Shown:
    """The counts or the answer that stands, to be shown."""
    if "denominator" in record:
        return FrozenMap((name, record[name]) for name in ("numerator", "denominator"))
    answer: bool | None = record.get("answer")
    return answer


def allowed(trials: Trials, one: CheckedSet, measure: str) -> tuple[Alternative, ...]:
    """The measure's exclusions but those that a known count contradicts."""
    entries = trials.policy.exclusions
    return tuple(
        Alternative(name, entries[name].statement)
        for name in trials.policy.measures[measure].exclusions
        if not _contradicted(trials, one, name)
    )


def _contradicted(trials: Trials, one: CheckedSet, name: str) -> bool:
    exclusion = trials.policy.exclusions[name]
    if exclusion.threshold is None:
        return False
    counts: Mapping[str, int] = trials.context.evidence.counts or {}
    said = record_of(one, exclusion.of).get("denominator")
    count = counts.get(exclusion.threshold.count, said)
    return count is not None and count >= exclusion.threshold.fewer_than


def until(trials: Trials, one: CheckedSet, measure: str) -> date | None:
    """The last day on which what a yes to the measure needs can be done; None if done."""
    policy, evidence = trials.policy, trials.context.evidence
    for law, record in (
        (policy.evidence.safer_self_assessment, evidence.safer_self_assessment),
        (policy.evidence.security_risk_analysis, evidence.security_risk_analysis),
    ):
        if law.attestation == measure:
            done = record is not None and record.attestation(policy).answer is True
            return None if done else year_end(policy)
    said = record_of(one, measure)
    if said.get("answer") is True or policy.measures[measure].kind == "attestation":
        return None
    if measure in policy.engagement:
        return _registration(trials, one, measure)
    return year_end(policy) if said.get("answer") is False else None


def _registration(trials: Trials, one: CheckedSet, measure: str) -> date | None:
    """The last day to register with the agency; None when that was done in time."""
    start = one.facts.data["period"].get("start")
    due = registration_due(trials.policy, date.fromisoformat(start)) if start else None
    engaged = trials.context.evidence.engagement.get(measure)
    registered = engaged.registered if engaged else None
    done = due is not None and registered is not None and registered <= due
    return None if done else due


def named(measure: str, entry: Measure) -> str:
    """A measure by its title and id."""
    return f"{entry.title} ({measure})"


def yes_needs(trials: Trials, measure: str, level: str | None) -> tuple[str, ...]:
    """What must truly have been done before a yes to the measure."""
    policy = trials.policy
    entry = policy.measures[measure]
    attests = entry.kind == "attestation"
    needs = [trials.fixes[measure]] if attests and measure in trials.fixes else []
    safer = policy.evidence.safer_self_assessment
    if measure in (safer.attestation, policy.evidence.security_risk_analysis.attestation):
        first, last = year_start(policy), year_end(policy)
        needs.append(f"It was truly done, on a day from {first} to {last}.")
    if measure == safer.attestation:
        needs.append(f"The guide: {safer.guide}, edition of {safer.edition}.")
    if not attests:
        needs.append(
            f"{named(measure, entry)} was truly done with certified technology "
            "in the performance period, as the measure asks."
        )
    elif not needs:
        needs.append(f"What {named(measure, entry)} states is truly so.")
    if level is not None:
        reached = LEVELS[policy.roles[level][0]]
        needs.append(f"The level that was truly reached with the agency is {reached}.")
    requirement = policy.requires.get(measure)
    if requirement is not None:
        others = ", ".join(requirement.production_on_any_of)
        needs.append(f"{LEVELS['production'].capitalize()} was reached for one of {others}.")
    return tuple(needs)
