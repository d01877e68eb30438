"""The mandatory steps: found one at a time by trying, then made as few as will do."""

from itertools import combinations

from attrs import frozen

from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.planning.bench import Bench, Blow, Look
from mips_pi_rules.planning.changes import Json, Step, steps_applied
from mips_pi_rules.planning.repairs import candidates

_MOST_STEPS = 80  # beyond this a document is past mending step by step
_MOST_PAIRS = 8


@frozen(eq=False)
class Mended:
    """The steps that mend a document, and the broken rules that nothing mends."""

    steps: tuple[Step, ...]
    left: tuple[Blow, ...]


def mended(bench: Bench, root: Json) -> Mended:
    """The smallest set of steps that leaves zero, as far as the document can be mended.

    Refusals of every set are mended, then the one set that takes the fewest steps.
    """
    steps, left = _mend(bench, root, [], refused_only=True, target=None)
    look = bench.look(_draft(bench, root, steps))
    if not look.ok and look.judgment.outcome is not Outcome.REJECTED:
        found = [
            _mend(bench, root, steps, refused_only=False, target=target)
            for target in (range(len(look.checked.sets)) or (None,))
        ]
        worths = [bench.look(_draft(bench, root, tried)) for tried, _ in found]
        best = min(
            range(len(found)),
            key=lambda i: (
                not worths[i].ok,
                len(found[i][1]),
                len(found[i][0]),
                -(worths[i].judgment.worth or 0),
            ),
        )
        steps, left = found[best]
    steps = _fewest(bench, root, steps)
    out = bench.look(_draft(bench, root, steps)).ok
    return Mended(tuple(steps), () if out else tuple(left))


def _draft(bench: Bench, root: Json, steps: list[Step]) -> Json:
    return steps_applied(root, steps, bench.samples, all_=True)


def _mend(
    bench: Bench, root: Json, before: list[Step], *, refused_only: bool, target: int | None
) -> tuple[list[Step], list[Blow]]:
    """Steps after those `before`, one broken rule at a time, until nothing more is mended."""
    steps, left = list(before), []
    unmended: set[tuple[str, str]] = set()
    draft = _draft(bench, root, steps)
    look = bench.look(draft)
    while not look.ok and len(steps) < _MOST_STEPS:
        blow = next(
            (b for b in _due(bench, look, refused_only, target) if _key(b) not in unmended), None
        )
        if blow is None:
            break
        found = _mending(bench, draft, look, blow)
        if found is None:
            unmended.add(_key(blow))
            left.append(blow)
            continue
        step, draft, look = found
        steps.append(step)
        if target is None and not refused_only and look.checked.sets:
            target = 0
    return steps, left


def _due(bench: Bench, look: Look, refused_only: bool, target: int | None) -> list[Blow]:
    return [
        one
        for one in bench.blows(look.checked)
        if one.outcome is Outcome.REJECTED
        or (not refused_only and (one.index is None or target is None or one.index == target))
    ]


def _key(blow: Blow) -> tuple[str, str]:
    return blow.broken.rule.id, blow.broken.pointer()


def _mending(bench: Bench, draft: Json, look: Look, blow: Blow) -> tuple[Step, Json, Look] | None:
    """The first candidate that mends the broken rule; one that is too late only if all are."""
    late: tuple[Step, Json, Look] | None = None
    for step in candidates(bench, draft, look, blow):
        tried = steps_applied(draft, [step], bench.samples, all_=True)
        trial = bench.look(tried)
        if _mends(bench, look, trial, blow, step):
            if step.possible:
                return step, tried, trial
            late = late or (step, tried, trial)
    return late


def _mends(bench: Bench, look: Look, trial: Look, blow: Blow, step: Step) -> bool:
    """Whether less is broken about the measure, or of the rule and nothing new about the field."""
    before, after = bench.blows(look.checked), bench.blows(trial.checked)
    if blow.measure is not None:
        return _about(after, blow.measure) < _about(before, blow.measure)
    rule = blow.broken.rule
    fewer = sum(b.broken.rule is rule for b in after) < sum(b.broken.rule is rule for b in before)
    return fewer and _about(after, step.field) <= _about(before, step.field)


def _about(blows: list[Blow], measure: str) -> int:
    return sum(one.measure == measure for one in blows)


def _fewest(bench: Bench, root: Json, steps: list[Step]) -> list[Step]:
    """The steps without any, or any two, that change nothing about leaving zero."""
    whole = _badness(bench, root, steps)
    for step in reversed(steps):
        fewer = [one for one in steps if one is not step]
        if _badness(bench, root, fewer) <= whole:
            steps = fewer
    for pair in combinations(steps, 2) if len(steps) <= _MOST_PAIRS else ():
        fewer = [one for one in steps if one not in pair]
        if len(fewer) < len(steps) - 1 and _badness(bench, root, fewer) <= whole:
            return _fewest(bench, root, fewer)
    return steps


def _badness(bench: Bench, root: Json, steps: list[Step]) -> tuple[bool, int]:
    look = bench.look(_draft(bench, root, steps))
    return not look.ok, 0 if look.ok else len(bench.blows(look.checked))
