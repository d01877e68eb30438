"""The ways of a choice: each complete and alone, with the steps that make it so."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from mips_pi_rules.facts.values import MeasureRecord
from mips_pi_rules.law.entries import Choice, Way
from mips_pi_rules.planning.answers import answers, silent
from mips_pi_rules.planning.edits import Edit, row_at
from mips_pi_rules.planning.needs import of_a_claim
from mips_pi_rules.planning.steps import Candidate, Step, weight
from mips_pi_rules.planning.subjects import Subject

_MOST: Final = 24  # combinations of answers that are looked at


def ways(subject: Subject, choice: Choice) -> Iterator[tuple[Way, Candidate]]:
    """Each way with the steps that leave it complete and nothing of the others.

    Of ways that take as much, what was done comes before what was answered no.
    """

    def order(way: Way) -> tuple[bool, int]:
        return not any(_done(subject.record(one)) for one in way.measures), len(way.measures)

    for way in sorted(choice.ways, key=order):
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
        needs=_of_a_way(subject, way),
    )
    return (step,)


def _of_a_way(subject: Subject, way: Way) -> tuple[str, ...]:
    """What must be true of a way that is kept; a measure both reported and excluded has a step."""
    records = {measure: subject.record(measure) for measure in way.measures}
    done = " with ".join(name for name, one in records.items() if "excludedBy" not in one)
    claimed = [
        of_a_claim(subject, name)
        for one in records.values()
        if "reported" not in one
        for name in one.get("excludedBy", ())
    ]
    return (*([f"{done} was truly done, in that way alone."] if done else ()), *claimed)


def _done(record: MeasureRecord) -> bool:
    """Whether the measure was done, as it says: a yes, or a numerator."""
    return record.get("answer") is True or bool(record.get("numerator"))
