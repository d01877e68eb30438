"""The fewest changes that leave zero: for each thing that is wrong the lightest repair that holds.

Things that are wrong are independent of each other, so all are tried at once and judged once, and
only where a repair did not hold the next lightest is tried.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning.edits import value_at
from mips_pi_rules.planning.repairs import repairs
from mips_pi_rules.planning.sets import whole_set
from mips_pi_rules.planning.steps import Candidate, Step, joined, weight
from mips_pi_rules.planning.strays import renamed_rows
from mips_pi_rules.planning.subjects import ANY, Subject
from mips_pi_rules.planning.trials import Fault, Topic, Trial, Trials

_MOST_ROUNDS: Final = 60
_MOST_TARGETS: Final = 3
_MOST_DROPPED: Final = 8  # steps of which each is tried without
_MOST_OTHERS: Final = 3  # repairs after the lightest, one of which may agree with another set


@frozen(eq=False, repr=False)
class Found:
    """The steps that mend a document, and the faults that nothing mends."""

    steps: Candidate
    left: tuple[Fault, ...]
    ok: bool

    @property
    def weight(self) -> tuple[bool, int, bool, int, int]:
        """What is better is lighter; of as many changes, what keeps more of what was said."""
        anew = sum(edit.op == "put" for step in self.steps for edit in step.edits)
        return not self.ok, len(self.left), *weight(self.steps), anew


@frozen(eq=False, repr=False)
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


_Choices = Mapping[tuple[Topic, int], _Chosen]  # by topic, and how often it came up again


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
    routes = start.checked.routes
    listed = value_at(trials.root, f"{first.submission.wrapper}/measurementSets")
    found: list[Found] = []
    if routes or (isinstance(listed, list) and len(listed) > 1):
        found.append(_mended(trials, renamed, None))
        start = trials.after(found[0].steps, late=True)  # sets that were refused show up
    if routes and renamed:  # what stays incomplete may be reweighted
        found.append(_mended(trials, (), None))
    if not any(one.ok for one in found):
        others = {base: first for base in first.sets if base not in start.sets}
        sets = dict.fromkeys(start.sets, start) | others
        due = {trial: Counter(map(_of, trial.faults)) for trial in (first, start)}
        targets = sorted(sets, key=lambda base: due[sets[base]][None] + due[sets[base]][base])
        # What mends refusals alone does not say what else is left, and is none of these.
        tried = [
            _mended(trials, before, target)
            for before in dict.fromkeys((renamed, bold))
            for target in targets[:_MOST_TARGETS] or [ANY]
        ]
        best = min(tried, key=lambda one: one.weight)
    else:
        best = min(found, key=lambda one: one.weight)
    in_time = best.ok and all(step.possible for step in best.steps)
    if routes and start.sets and not in_time:
        gone = _without_data(trials, first)
        for steps in ((gone,), (*found[0].steps, gone)):
            if gone.possible and trials.after(steps).ok:
                return Found(steps, (), ok=True)
    return best


def _without_data(trials: Trials, first: Trial) -> Step:
    """The step that leaves out every set of the category."""
    subject = Subject(trials, first, first.faults, "")
    return subject.step(
        "Leave out the Promoting Interoperability data: the category is then reweighted",
        [whole_set(subject, base) for base in first.sets],
        at=list(first.sets),
        needs=("No score is wanted for the category, and none of these data have been sent.",),
    )


def _of(fault: Fault) -> str | None:
    """The set that a fault holds down; None: the whole document."""
    return None if fault.outcome is Outcome.REJECTED else fault.base


def _due(trial: Trial, target: str | None) -> list[Fault]:
    """What is to be mended: every refusal, and of the target whatever holds it down."""
    faults = trial.faults
    if target is None:
        return [fault for fault in faults if fault.outcome is Outcome.REJECTED]
    return [fault for fault in faults if target == ANY or _of(fault) in (None, target)]


def _mended(trials: Trials, before: Candidate, target: str | None) -> Found:
    """For each topic the first candidate that mends it, lightest first, all tried at once.

    `target`: the set that is to score; None: none; ANY: each, where the document has none yet.
    """
    chosen: dict[tuple[Topic, int], _Chosen] = {}
    times: Counter[Topic] = Counter()  # how often a topic was mended and came up again
    revealed = False
    trial = trials.after(before, late=True)
    for turn in range(_MOST_ROUNDS):
        if trial.ok:
            break
        moved = False
        found = _by_topic(trial, _due(trial, target))
        times.update(_over(chosen, times, found))
        for topic, faults in found.items():
            key = topic, times[topic]
            known = chosen.get(key)
            if known is None:
                base = next((fault.base for fault in faults if fault.base is not None), "")
                subject = Subject(trials, trial, faults, base, target)
                chosen[key] = _Chosen(repairs(subject, topic), faults)
                revealed = revealed or turn > 0
            elif not known.exhausted:
                chosen[key] = evolve(known, index=known.index + 1)
            moved = moved or known is None or not known.exhausted
        if not moved:
            break
        trial = trials.after(_steps(before, chosen), late=True)
    if not trial.ok:
        left = tuple(one.faults[0] for one in chosen.values() if one.exhausted)
        return Found(_steps(before, chosen), left, ok=False)
    steps = _agreeing(trials, before, chosen) or _steps(before, chosen)
    of_sets = any(topic.kind in ("conflict", "sets") for topic, _ in chosen)
    return Found(_needed(trials, steps) if revealed or before or of_sets else steps, (), ok=True)


def _over(
    chosen: _Choices, times: Counter[Topic], found: Mapping[Topic, tuple[Fault, ...]]
) -> set[Topic]:
    """The topics that were mended: what is found of them now came up after that.

    Of sets that leave, others may come to be one too many by what else was mended.
    """
    over = set()
    for (topic, time), one in chosen.items():
        if time != times[topic]:
            continue
        before = {fault.at for fault in one.faults}
        left = found.get(topic, ())
        others = topic.kind == "sets" and before.isdisjoint(fault.at for fault in left)
        if not left or others:
            over.add(topic)
    return over


def _agreeing(trials: Trials, before: Candidate, chosen: _Choices) -> Candidate:
    """Where a repair made sets conflict: the steps with one that agrees with the other set."""
    rest = {key: one for key, one in chosen.items() if key[0].kind != "conflict"}
    about = {
        str(fault.broken.defect["values"]["measureId"])
        for key in chosen.keys() - rest.keys()
        for fault in chosen[key].faults
        if fault.broken.defect is not None
    }
    for key, one in rest.items():
        if any(step.field in about for step in one.steps):
            for index in range(one.index + 1, len(one.candidates))[:_MOST_OTHERS]:
                steps = _steps(before, {**rest, key: evolve(one, index=index)})
                lighter = weight(steps) < weight(_steps(before, chosen))
                if lighter and trials.after(steps, late=True).ok:
                    return steps
    return ()


def _steps(before: Candidate, chosen: _Choices) -> Candidate:
    return joined((*before, *(step for one in chosen.values() for step in one.steps)))


def _by_topic(trial: Trial, due: Iterable[Fault]) -> dict[Topic, tuple[Fault, ...]]:
    found: dict[Topic, list[Fault]] = {}
    for fault in due:
        found.setdefault(trial.topic(fault), []).append(fault)
    return {topic: tuple(faults) for topic, faults in found.items()}


def _needed(trials: Trials, steps: Candidate) -> Candidate:
    """The steps without any that later ones made needless."""
    if 1 < len(steps) <= _MOST_DROPPED:
        for step in steps:
            fewer = tuple(one for one in steps if one is not step)
            if trials.after(fewer, late=True).ok:
                return _needed(trials, fewer)
    return steps
