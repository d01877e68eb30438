"""The fewest changes that leave zero: for each thing that is wrong the lightest repair that holds.

Things that are wrong are independent of each other, so all are tried at once and judged once, and
only where a repair did not hold the next lightest is tried.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning.answers import Candidate, weight
from mips_pi_rules.planning.repairs import (
    CONFLICT,
    SETS,
    Topic,
    repairs,
    topic_of,
    whole_set,
)
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.planning.strays import renamed_rows
from mips_pi_rules.planning.subjects import ANY, Subject
from mips_pi_rules.planning.trials import Fault, Trial, Trials

_MOST_ROUNDS: Final = 60
_MOST_TARGETS: Final = 3
_MOST_DROPPED: Final = 8  # steps of which each is tried without
_MOST_OTHERS: Final = 3  # repairs after the lightest, one of which may agree with another set


@frozen(eq=False)
class Found:
    """The steps that mend a document, and the faults that nothing mends."""

    steps: tuple[Step, ...]
    left: tuple[Fault, ...]
    ok: bool

    @property
    def weight(self) -> tuple[bool, int, bool, int]:
        """What is better is lighter."""
        late, changes = weight(self.steps)
        return not self.ok, len(self.left), late, changes


@frozen(eq=False)
class _Aim:
    """What is to be mended: every refusal, and of the set at `target` whatever holds it down.

    None: of no set; ANY: of each, where the document has none yet.
    """

    target: str | None

    def due(self, trial: Trial) -> list[Fault]:
        """The faults that are to be mended."""
        return [
            fault
            for fault in trial.faults
            if fault.outcome is Outcome.REJECTED
            or (self.target is not None and (fault.base is None or self.wants(fault.base)))
        ]

    def wants(self, base: str) -> bool:
        """Whether the set at `base` is to score."""
        return self.target in (base, ANY)


@frozen(eq=False)
class _Chosen:
    """For one topic the candidates and which of them is tried; `len(candidates)`: none mends it."""

    candidates: list[Candidate]
    faults: tuple[Fault, ...]
    index: int = 0

    @property
    def exhausted(self) -> bool:
        """Whether none of the candidates mends it."""
        return self.index >= len(self.candidates)

    @property
    def steps(self) -> Candidate:
        """The steps of the candidate that is tried."""
        return () if self.exhausted else self.candidates[self.index]


def fewest(trials: Trials) -> Found:
    """The fewest changes that leave zero, as far as the document can be mended.

    Refusals of every set are mended, and the one set that takes the fewest changes. Where the
    category could be reweighted and nothing else leads out in time, the data are withdrawn.
    """
    first = trials.after(())
    if first.ok:
        return Found((), (), ok=True)
    renamed, bold = (renamed_rows(trials, first, bold=bold) for bold in (False, True))
    start = trials.after(renamed, late=True)
    found: list[Found] = []
    listed = trials.root.get("measurementSets")
    if start.checked.routes or (isinstance(listed, list) and len(listed) > 1):
        found.append(_mended(trials, renamed, _Aim(None)))
        start = trials.after(found[0].steps, late=True)  # sets that were refused show up
    if start.checked.routes and renamed:  # what stays incomplete may be reweighted
        found.append(_mended(trials, (), _Aim(None)))
    if not any(one.ok for one in found):
        others = dict.fromkeys([base for base in first.sets if base not in start.sets], first)
        sets = dict.fromkeys(start.sets, start) | others
        targets = sorted(sets, key=lambda base: len(_Aim(base).due(sets[base]))) or [ANY]
        found += [
            _mended(trials, before, _Aim(base))
            for before in dict.fromkeys((renamed, bold))
            for base in targets[:_MOST_TARGETS]
        ]
    best = min(found, key=lambda one: one.weight)
    in_time = best.ok and all(step.possible for step in best.steps)
    if start.checked.routes and start.sets and not in_time:
        gone = _without_data(trials, first)
        for steps in ((gone,), (*found[0].steps, gone)):
            if gone.possible and trials.after(steps).ok:
                return Found(steps, (), ok=True)
    return best


def _without_data(trials: Trials, first: Trial) -> Step:
    """The step that leaves out every set of the category."""
    subject = Subject(trials, first, first.faults, "")
    step = subject.step(
        "Leave out the Promoting Interoperability data: the category is then reweighted",
        [whole_set(subject, base) for base in first.sets],
        at=list(first.sets),
        needs=("No score is wanted for the category, and none of these data have been sent.",),
    )
    return subject.timed(step)


def _mended(trials: Trials, before: tuple[Step, ...], aim: _Aim) -> Found:
    """For each topic the first candidate that mends it, lightest first, all tried at once."""
    chosen: dict[tuple[Topic, int], _Chosen] = {}
    times: Counter[Topic] = Counter()  # how often a topic was mended and came up again
    revealed = False
    trial = trials.after(before, late=True)
    for turn in range(_MOST_ROUNDS):
        if trial.ok:
            break
        moved = False
        found = _by_topic(trial, aim.due(trial))
        mended = {topic for topic, time in chosen if time == times[topic]} - found.keys()
        times.update(mended)
        for topic, faults in found.items():
            key = topic, times[topic]
            known = chosen.get(key)
            if known is None:
                base = next((fault.base for fault in faults if fault.base is not None), "")
                subject = Subject(trials, trial, faults, base, aim.target)
                chosen[key] = _Chosen(repairs(subject, topic), faults)
                revealed = revealed or turn > 0
            elif not known.exhausted:
                chosen[key] = evolve(known, index=known.index + 1)
            else:
                continue
            moved = True
        if not moved:
            break
        trial = trials.after(_steps(before, chosen), late=True)
    left = tuple(one.faults[0] for one in chosen.values() if one.exhausted)
    steps = _agreeing(trials, before, chosen) if trial.ok else ()
    steps = steps or _steps(before, chosen)
    of_sets = any(topic[1] in (CONFLICT, SETS) for topic, _ in chosen)
    if trial.ok and (revealed or before or of_sets):
        steps = _needed(trials, steps)
    return Found(steps, () if trial.ok else left, trial.ok)


def _agreeing(
    trials: Trials, before: tuple[Step, ...], chosen: Mapping[tuple[Topic, int], _Chosen]
) -> tuple[Step, ...]:
    """Where a repair made sets conflict: the steps with one that agrees with the other set."""
    rest = {key: one for key, one in chosen.items() if key[0][1] != CONFLICT}
    about = {
        str(fault.broken.defect["values"]["measureId"])
        for key, one in chosen.items()
        for fault in one.faults
        if key not in rest and fault.broken.defect is not None
    }
    for key, one in rest.items():
        if not any(step.field in about for step in one.steps):
            continue
        for index in range(one.index + 1, min(one.index + 1 + _MOST_OTHERS, len(one.candidates))):
            steps = _steps(before, {**rest, key: evolve(one, index=index)})
            if trials.after(steps, late=True).ok and weight(steps) < weight(_steps(before, chosen)):
                return steps
    return ()


def _steps(
    before: tuple[Step, ...], chosen: Mapping[tuple[Topic, int], _Chosen]
) -> tuple[Step, ...]:
    return _joined((*before, *(step for one in chosen.values() for step in one.steps)))


def _by_topic(trial: Trial, due: list[Fault]) -> dict[Topic, tuple[Fault, ...]]:
    found: dict[Topic, list[Fault]] = {}
    for fault in due:
        found.setdefault(topic_of(trial, fault), []).append(fault)
    return {topic: tuple(faults) for topic, faults in found.items()}


def _needed(trials: Trials, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without any that later ones made needless."""
    if len(steps) > _MOST_DROPPED:
        return steps
    for step in steps:
        fewer = tuple(one for one in steps if one is not step)
        if len(steps) > 1 and trials.after(fewer, late=True).ok:
            return _needed(trials, fewer)
    return steps


def _joined(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Equal steps in several places are one thing to do, done once."""
    alike: dict[object, list[Step]] = {}
    for step in steps:
        key = evolve(step, edits=(), pointer="", further=(), before=None)
        alike.setdefault(key, []).append(step)
    return tuple(
        one
        for same in alike.values()
        for one in ([_one(same)] if len(same) > 1 and not same[0].needs_value else same)
    )


def _one(same: list[Step]) -> Step:
    places = [at for step in same for at in (step.pointer, *step.further)]
    return evolve(
        same[0],
        pointer=places[0],
        further=tuple(places[1:]),
        edits=tuple(edit for step in same for edit in step.edits),
    )
