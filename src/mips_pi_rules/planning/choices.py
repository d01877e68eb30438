"""What may be chosen once the score is out of zero: ways, exclusions and bonus that score more.

Nothing here is advised for its points alone: each choice carries what must be true first.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.judging.redistribution import Exact, as_number, exact
from mips_pi_rules.law.entries import BonusGroup, Way
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.planning.answers import Candidate, answers
from mips_pi_rules.planning.steps import Alternative, Step
from mips_pi_rules.planning.subjects import Subject
from mips_pi_rules.planning.trials import Trial, Trials
from mips_pi_rules.planning.ways import ways

_MOST: Final = 8  # choices after another


@frozen
class Comparison:
    """One way of a choice and the score with it; None where it takes counts not given here."""

    choice: str
    way: str
    measures: tuple[str, ...]
    taken: bool
    score: Number | None


@frozen
class OpenExclusion:
    """An exclusion worth checking for: when it may be claimed, and the score if it alone is."""

    id: str
    measure: str
    statement: str
    score: Number


@frozen
class Chosen:
    """The choices that score more, each on top of those before, and what each gives by itself."""

    steps: tuple[Step, ...] = ()
    ways: tuple[Comparison, ...] = ()
    exclusions: tuple[OpenExclusion, ...] = ()


def chosen(trials: Trials, mandatory: tuple[Step, ...]) -> Chosen:
    """What may be chosen after the mandatory steps, where these lead out of zero."""
    trial = trials.after(mandatory)
    now = _worth(trial)
    if trial.picked is None or now is None:
        return Chosen()
    base, one = trial.picked
    subject = Subject(trials, trial, (), base)

    def worth(*steps: Step) -> Exact:
        return _worth(trials.after((*mandatory, *steps), late=True)) or 0

    def taken(choice: str, way: Way) -> bool:
        return bool(way.id == one.facts.data["choices"][choice]["way"])

    every, exclusions = list(_ways(subject)), list(_exclusions(subject))
    offers = [step for step in (*(s for _, _, s in every if s), *exclusions) if worth(step) > now]
    for group in trials.policy.bonus_groups:
        better = (step for step in _bonus(subject, group) if worth(step) > now)
        offers += list(islice(better, 1))
    return Chosen(
        _stacked(offers, worth, now, exact(trials.policy.maximum)),
        tuple(
            Comparison(
                choice,
                way.id,
                way.measures,
                taken(choice, way),
                _score(worth(step) if step else now if taken(choice, way) else None),
            )
            for choice, way, step in every
        ),
        tuple(
            OpenExclusion(
                name,
                str(step.field),
                trials.policy.exclusions[name].statement,
                as_number(worth(step)),
            )
            for step in exclusions
            if step in offers
            for name in (str(step.to), *(other.id for other in step.instead))
        ),
    )


def _score(worth: Exact | None) -> Number | None:
    return as_number(worth) if worth else None


def _worth(trial: Trial) -> Exact | None:
    return trial.judgment.worth if trial.judgment.outcome is Outcome.SCORED else None


def _stacked(
    offers: list[Step], worth: Callable[..., Exact], now: Exact, most: Exact
) -> tuple[Step, ...]:
    """The offers that still score more on top of those before, the best by itself first."""
    found: tuple[Step, ...] = ()
    offers = sorted((step for step in offers if step.possible), key=worth, reverse=True)
    for step in offers[:_MOST]:
        if now < most and worth(*found, step) > now:
            found = (*found, step)
            now = worth(*found)
    return found


def _ways(subject: Subject) -> Iterator[tuple[str, Way, Step | None]]:
    """Every way of every choice, and for one that is not taken the step that takes it.

    No step where a way takes counts, which are not given here.
    """
    for name, choice in subject.policy.choices.items():
        first: dict[Way, Candidate] = {}
        for way, steps in ways(subject, choice):
            if all(step.to in (None, True) and not step.needs_value for step in steps):
                first.setdefault(way, steps)
        for way in choice.ways:
            yield name, way, _as_one(way, first[way]) if first.get(way) else None


def _as_one(way: Way, steps: Candidate) -> Step:
    """The steps that take a way as one choice."""
    edits = tuple(edit for step in steps for edit in step.edits)
    needs = tuple(need for step in steps for need in step.needs)
    words = f"Report {' with '.join(way.measures)} in the place of the other ways, if it was done"
    return evolve(steps[-1], words=words, edits=edits, needs=needs)


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
    score, measures = subject.trial.judgment.score, subject.policy.measures
    for measure in group.measures if score is not None and not score.bonus else ():
        others = tuple(Alternative(m, measures[m].title) for m in group.measures if m != measure)
        for step in answers(subject, measure):
            if step.possible and step.to not in (None, False):
                yield evolve(step, instead=others, cites=group.cites)
