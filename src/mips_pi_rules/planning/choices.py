"""What may be chosen once the score is out of zero: ways, exclusions and bonus that score more.

Nothing here is advised for its points alone: each choice carries what must be true first.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.judging.exact import Exact, as_number, exact
from mips_pi_rules.law.entries import BonusGroup, Way
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.planning.answers import answers
from mips_pi_rules.planning.steps import Alternative, Candidate, Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.planning.trials import Trial, Trials
from mips_pi_rules.planning.ways import ways

_MOST: Final = 8  # choices after another


@frozen(eq=False, repr=False)
class Comparison(ByValue):
    """One way of a choice and the score with it; None where it takes counts not given here."""

    choice: str
    way: str
    measures: tuple[str, ...]
    taken: bool
    score: Number | None


@frozen(eq=False, repr=False)
class OpenExclusion(ByValue):
    """An exclusion worth checking for: when it may be claimed, and the score if it alone is."""

    id: str
    measure: str
    statement: str
    score: Number


@frozen(eq=False, repr=False)
class Chosen(ByValue):
    """The choices that score more, each on top of those before, and what each gives by itself."""

    steps: Candidate = ()
    ways: tuple[Comparison, ...] = ()
    exclusions: tuple[OpenExclusion, ...] = ()


def chosen(trials: Trials, mandatory: Candidate) -> Chosen:
    """What may be chosen after the mandatory steps, where these lead out of zero."""
    trial = trials.after(mandatory)
    now = _worth(trial)
    if trial.picked is None or now is None:
        return Chosen()
    base, one = trial.picked
    subject, policy = Subject(trials, trial, (), base), trials.policy

    def worth(*steps: Step) -> Exact:
        return _worth(trials.after((*mandatory, *steps), late=True)) or 0

    offers: list[Step] = []
    compared: list[Comparison] = []
    for name, choice in policy.choices.items():
        taken = one.facts.data["choices"][name]["way"]
        steps = _ways(subject, name)
        for way in choice.ways:
            step = steps.get(way)
            score = worth(step) if step else now if way.id == taken else 0
            number = as_number(score) if score else None
            compared.append(Comparison(name, way.id, way.measures, way.id == taken, number))
            if step and score > now:
                offers.append(step)
    exclusions = [step for step in _exclusions(subject) if worth(step) > now]
    offers += exclusions
    for group in policy.bonus_groups:
        offers += islice((step for step in _bonus(subject, group) if worth(step) > now), 1)
    found: Candidate = ()
    best = sorted((step for step in offers if step.possible), key=worth, reverse=True)
    for step in best[:_MOST]:
        if worth(*found) < exact(policy.maximum) and worth(*found, step) > worth(*found):
            found = (*found, step)
    return Chosen(
        found,
        tuple(compared),
        tuple(
            OpenExclusion(
                name, str(step.field), policy.exclusions[name].statement, as_number(worth(step))
            )
            for step in exclusions
            for name in (str(step.to), *(other.id for other in step.instead))
        ),
    )


def _worth(trial: Trial) -> Exact | None:
    return trial.judgment.worth if trial.judgment.outcome is Outcome.SCORED else None


def _ways(subject: Subject, name: str) -> dict[Way, Step]:
    """The ways of a choice that are not taken, each with the step that takes it.

    A way that takes counts, which are not given here, is left out.
    """
    first: dict[Way, Candidate] = {}
    for way, steps in ways(subject, subject.policy.choices[name]):
        if all(step.to in (None, True) and not step.needs_value for step in steps):
            first.setdefault(way, steps)
    return {
        way: evolve(
            steps[-1],
            words=f"Report {' with '.join(way.measures)} in the place of the other ways, "
            "if it was done",
            edits=tuple(edit for step in steps for edit in step.edits),
            needs=tuple(need for step in steps for need in step.needs),
        )
        for way, steps in first.items()
        if steps
    }


def _exclusions(subject: Subject) -> Iterator[Step]:
    """Exclusions in the place of what earns less than it could and no count contradicts."""
    score, policy = subject.trial.judgment.score, subject.policy
    for objective in score.objectives if score else ():
        for row in objective.measures:
            required = policy.measures[row.measure_id].reporting == "required"
            if required and row.status == "met" and row.points < row.available:
                offered = (s for s in answers(subject, row.measure_id) if s.to in policy.exclusions)
                yield from islice(offered, 1)


def _bonus(subject: Subject, group: BonusGroup) -> Iterator[Step]:
    """A yes to a measure of the group, at either level; what else would earn it is named."""
    score, policy = subject.trial.judgment.score, subject.policy
    able = [
        one
        for one in group.measures
        if one not in policy.requires or subject.record(one).get("requirementMet")
    ]
    for measure in group.measures if score is not None and not score.bonus else ():
        titled = ((one, policy.measures[one].title) for one in able if one != measure)
        others = tuple(Alternative(one, title) for one, title in titled)
        for step in answers(subject, measure):
            if step.possible and step.to not in (None, False):
                yield evolve(step, instead=others, cites=group.cites)
