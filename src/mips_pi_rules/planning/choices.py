"""What may be chosen once the score is out of zero: ways, exclusions and bonus that score more.

Nothing here is advised for its points alone: each choice carries what must be true first.
"""

from collections.abc import Iterator

from attrs import evolve, frozen

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.judging.judgment import CheckedSet
from mips_pi_rules.judging.redistribution import number
from mips_pi_rules.law.policies import BonusGroup, Choice, Way
from mips_pi_rules.outcomes import Number, Outcome
from mips_pi_rules.planning.bench import Bench, Look, answered, base_at, excluded, rows_of
from mips_pi_rules.planning.changes import Alternative, Edit, Json, Step, edited

_MOST: int = 8  # choices after another


@frozen
class Comparison:
    """One way of a choice and the score with it; None where it takes counts not given here."""

    choice: str
    way: str
    measures: tuple[str, ...]
    taken: bool
    score: Number | None


@frozen
class Worth:
    """An exclusion worth checking for: when it may be claimed, and the score if it alone is."""

    id: str
    measure: str
    statement: str
    score: Number


def choices(bench: Bench, root: Json) -> tuple[list[Step], Json]:
    """The choices that score more, the best first, each on top of those before; the draft."""
    found: list[Step] = []
    look = bench.look(root)
    while len(found) < _MOST and look.judgment.outcome is Outcome.SCORED:
        if look.judgment.worth == bench.policy.maximum:
            break
        drafts = [(step, edited(root, step.edits)) for step in _candidates(bench, root, look)]
        better = [
            (trial.judgment.worth, -index, step, draft, trial)
            for index, (step, draft) in enumerate(drafts)
            if (trial := bench.look(draft)).judgment.outcome is Outcome.SCORED
            and (trial.judgment.worth or 0) > (look.judgment.worth or 0)
            and step.possible
        ]
        if not better:
            break
        _, _, step, root, look = max(better, key=lambda one: (one[0] or 0, one[1]))
        found.append(step)
    return found, root


def _set_of(look: Look) -> CheckedSet | None:
    picked = look.judgment.picked
    return None if picked is None else look.checked.sets[picked]


def _candidates(bench: Bench, root: Json, look: Look) -> Iterator[Step]:
    one = _set_of(look)
    if one is None:
        return
    base = base_at(root, one)
    for name, choice in bench.policy.choices.items():
        for way in choice.ways:
            if way.id != one.facts.data["choices"][name]["way"]:
                yield from _way(bench, one, base, choice, way)
    yield from _exclusions(bench, one, base)
    for group in bench.policy.bonus_groups:
        yield from _bonus(bench, look, one, base, group)


def _step(bench: Bench, words: str, measure: str, base: str, edits: list[Edit]) -> Step:
    return Step(
        kind="choice",
        rule=None,
        words=words,
        why="It scores more.",
        pointer=f"{base}/measurements",
        field=measure,
        before=None,
        to=True,
        possible=True,
        until=None,
        needs=(),
        needs_value=False,
        instead=(),
        cites=bench.policy.measures[measure].cites,
        edits=tuple(edits),
    )


def _way(bench: Bench, one: CheckedSet, base: str, choice: Choice, way: Way) -> Iterator[Step]:
    """Another way, where it takes answers and no counts."""
    edits = _instead(bench, one, base, choice, way)
    if edits is None:
        return
    measure = way.measures[0]
    until = bench.until(one, measure)
    step = _step(
        bench,
        f"Report {' with '.join(way.measures)} in the place of the other ways, if it was done",
        measure,
        base,
        edits,
    )
    needs = tuple(need for name in way.measures for need in bench.yes_needs(name, None))
    yield evolve(step, needs=needs, until=until, possible=not bench.over(until))


def _instead(
    bench: Bench, one: CheckedSet, base: str, choice: Choice, way: Way
) -> list[Edit] | None:
    """The edits that take the way and leave the others; None where it needs counts."""
    policy = bench.policy
    said = one.facts.data["measures"]
    others = [m for other in choice.ways for m in other.measures if m not in way.measures]
    rows = tuple(row for m in others for row in (m, *policy.measures[m].exclusions))
    edits = [Edit("drop", base, ids=rows)]
    for measure in way.measures:
        if said[measure].keys() & {"reported", "excludedBy"}:
            continue
        if policy.measures[measure].kind == "proportion":
            return None
        edits += answered(policy, base, measure, True, None)
    return edits


def _exclusion(bench: Bench, one: CheckedSet, base: str, measure: str) -> Iterator[Step]:
    """An exclusion worth checking for: one that no known count contradicts."""
    allowed = bench.allowed(one, measure)
    if not allowed:
        return
    first, said = allowed[0], one.facts.data["measures"][measure]
    words = f"Check whether {first.id} may be claimed in the place of {measure}, and claim it if so"
    step = _step(bench, words, measure, base, excluded(bench.policy, base, measure, first.id))
    pair = {name: said[name] for name in ("numerator", "denominator") if name in said}
    yield evolve(
        step,
        before=FrozenMap(pair) if pair else said.get("answer"),
        to=first.id,
        needs=(f"It is truly so: {first.statement}.",),
        instead=allowed[1:],
        cites=bench.policy.exclusions[first.id].cites,
    )


def _bonus(
    bench: Bench, look: Look, one: CheckedSet, base: str, group: BonusGroup
) -> Iterator[Step]:
    """A yes to a measure of the group, at either level; what else would earn it is named."""
    measures = bench.policy.measures
    for measure in group.measures:
        until = bench.until(one, measure)
        others = tuple(Alternative(m, measures[m].title) for m in group.measures if m != measure)
        for level in rows_of(bench.policy, measure)[1:] or (None,):
            words = f"Answer {measures[measure].title} ({measure}): yes, for the bonus, if it is so"
            step = _step(
                bench, words, measure, base, answered(bench.policy, base, measure, True, level)
            )
            yield evolve(
                step,
                before=one.facts.data["measures"][measure].get("answer"),
                needs=bench.yes_needs(measure, level),
                until=until,
                possible=not bench.over(until),
                instead=others,
                cites=group.cites,
            )


def comparisons(bench: Bench, root: Json) -> tuple[Comparison, ...]:
    """Every way of every choice, and the score with each."""
    look = bench.look(root)
    one = _set_of(look)
    if one is None or look.judgment.outcome is not Outcome.SCORED:
        return ()
    base, found = base_at(root, one), []
    for name, choice in bench.policy.choices.items():
        for way in choice.ways:
            taken = one.facts.data["choices"][name]["way"] == way.id
            edits = [] if taken else _instead(bench, one, base, choice, way)
            trial = None if edits is None else bench.look(edited(root, edits)).judgment
            worth = trial.worth if trial and trial.outcome is Outcome.SCORED else None
            score = None if worth is None else number(worth)
            found.append(Comparison(name, way.id, way.measures, taken, score))
    return tuple(found)


def worth_checking(bench: Bench, root: Json) -> tuple[Worth, ...]:
    """The exclusions that score more than now, each by itself, and that no count contradicts."""
    look = bench.look(root)
    one = _set_of(look)
    if one is None or look.judgment.outcome is not Outcome.SCORED:
        return ()
    base, found = base_at(root, one), []
    for step in _exclusions(bench, one, base):
        trial = bench.look(edited(root, step.edits)).judgment
        more = trial.outcome is Outcome.SCORED and (trial.worth or 0) > (look.judgment.worth or 0)
        if more and trial.worth is not None:
            for name in (str(step.to), *(other.id for other in step.instead)):
                statement = bench.policy.exclusions[name].statement
                found.append(Worth(name, step.field, statement, number(trial.worth)))
    return tuple(found)


def _exclusions(bench: Bench, one: CheckedSet, base: str) -> Iterator[Step]:
    for measure, entry in bench.policy.measures.items():
        said = one.facts.data["measures"][measure]
        if entry.reporting == "required" and "reported" in said and "excludedBy" not in said:
            yield from _exclusion(bench, one, base, measure)
