"""The ways of a choice: each complete and alone, with the steps that make it so."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from mips_pi_rules.law.entries import Choice, Way
from mips_pi_rules.planning.answers import Candidate, answers, weight
from mips_pi_rules.planning.edits import Edit
from mips_pi_rules.planning.steps import Step
from mips_pi_rules.planning.subjects import Subject, record_of

_MOST: Final = 24  # combinations of answers that are looked at


def ways(subject: Subject, choice: Choice) -> Iterator[tuple[Way, Candidate]]:
    """Each way with the steps that leave it complete and nothing of the others."""
    for way in sorted(choice.ways, key=lambda way: len(way.measures)):
        options = [_within(subject, measure) for measure in way.measures]
        alone = _alone(subject, way, choice)
        for parts in islice(product(*options), _MOST):
            yield way, tuple(step for step in (*alone, *parts) if step is not None)


def _within(subject: Subject, measure: str) -> list[Step | None]:
    """What may be done about a measure of the way that is kept: nothing where it is fine."""
    said = record_of(subject.set, measure).keys() & {"reported", "excludedBy"}
    fine = not any(fault.measure == measure for fault in subject.faults)
    if fine and (said or subject.refused_only):
        return [None]
    found = [step for step in answers(subject, measure) if step.to is not False]
    return [*sorted(found, key=lambda step: weight((step,)))]


def _alone(subject: Subject, way: Way, choice: Choice) -> Candidate:
    """The step that leaves nothing of the other ways; none where nothing of them stands."""
    policy, rows = subject.policy, subject.trial.rows(subject.base)
    others = [m for other in choice.ways for m in other.measures if m not in way.measures]
    gone: dict[int, str] = {}
    for measure in others:
        for name in (measure, *policy.measures[measure].exclusions):
            silent = (None,) if name == measure else (None, False)
            says_nothing = [i for i, v in rows.get(name, ()) if any(v is one for one in silent)]
            gone |= {i: name for i, _ in rows.get(name, ()) if i not in says_nothing[:1]}
    if not gone:
        return ()
    kept, places = " with ".join(way.measures), sorted(gone)
    removed = " and ".join(dict.fromkeys(gone[index] for index in places))
    step = subject.step(
        f"Keep {kept} and remove {removed}",
        [Edit("drop", subject.base, rows=tuple(places))],
        at=[f"{subject.base}/measurements/{index}" for index in places],
        needs=(f"{kept} was truly done, in that way alone.",),
    )
    return (subject.timed(step),)
