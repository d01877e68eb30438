"""The ways of a choice: each complete and alone, with the steps that make it so."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from mips_pi_rules.law.entries import Choice, Way
from mips_pi_rules.planning.answers import answers, silent
from mips_pi_rules.planning.edits import Edit, row_at
from mips_pi_rules.planning.steps import Candidate, Step, weight
from mips_pi_rules.planning.subjects import Subject

_MOST: Final = 24  # combinations of answers that are looked at


def ways(subject: Subject, choice: Choice) -> Iterator[tuple[Way, Candidate]]:
    """Each way with the steps that leave it complete and nothing of the others."""
    for way in sorted(choice.ways, key=lambda way: len(way.measures)):
        options = [_within(subject, measure) for measure in way.measures]
        alone = _alone(subject, way, choice)
        for parts in islice(product(*options), _MOST):
            yield way, (*alone, *(step for step in parts if step is not None))


def _within(subject: Subject, measure: str) -> list[Step | None]:
    """What may be done about a measure of the way that is kept: nothing where it is fine."""
    said = subject.record(measure).keys() & {"reported", "excludedBy"}
    fine = not any(fault.measure == measure for fault in subject.faults)
    if fine and (said or subject.refused_only):
        return [None]
    found = [step for step in answers(subject, measure) if step.to is not False]
    return [*sorted(found, key=lambda step: weight((step,)))]


def _alone(subject: Subject, way: Way, choice: Choice) -> Candidate:
    """The step that leaves nothing of the other ways; none where nothing of them stands."""
    rows = subject.trial.rows[subject.base]
    gone: dict[int, str] = {}
    for measure in (m for other in choice.ways for m in other.measures if m not in way.measures):
        for name in (measure, *subject.policy.measures[measure].exclusions):
            stays = silent(rows.get(name, ()), of_measure=name == measure)
            gone |= {index: name for index, _ in rows.get(name, ()) if index != stays}
    if not gone:
        return ()
    kept, places = " with ".join(way.measures), sorted(gone)
    removed = " and ".join(dict.fromkeys(gone[index] for index in places))
    step = subject.step(
        f"Keep {kept} and remove {removed}",
        [Edit("drop", subject.base, rows=tuple(places))],
        at=[row_at(subject.base, index) for index in places],
        needs=(f"{kept} was truly done, in that way alone.",),
    )
    return (step,)
