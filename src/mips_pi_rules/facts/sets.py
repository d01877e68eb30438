"""Which measurement sets are of the category, and where they stand."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import Any

from attrs import define

from mips_pi_rules.documents.submission import (
    DEFAULT_PROGRAM,
    OUR_CATEGORY,
    REFUSED,
    MeasurementSet,
    Submission,
)
from mips_pi_rules.facts.values import SetFacts


@define(eq=False, repr=False)
class StatedSets:
    """The facts of each set of the category, stated when one is asked for, each time anew.

    A document may have millions of sets. `places`: where each stands in the caller's list;
    `programs`: under how many programs they are submitted; `given`: how many sets stand in the
    submission, those that are none included, None where it has no list of them.
    """

    submission: Submission
    of: Sequence[MeasurementSet]
    places: Sequence[int]
    programs: int
    given: int | None
    _stated: Callable[[MeasurementSet, str, int], SetFacts]

    def __len__(self) -> int:
        return len(self.of)

    def __iter__(self) -> Iterator[SetFacts]:
        return map(self.__getitem__, range(len(self.of)))

    def __getitem__(self, index: int) -> SetFacts:
        return self._stated(self.of[index], self.base(index), self.programs)

    def base(self, index: int) -> str:
        """Pointer to a set in the caller's document."""
        return base_of(self.submission, self.places[index])


def sets_of(
    submission: Submission, stated: Callable[[MeasurementSet, str, int], SetFacts]
) -> StatedSets:
    """The measurement sets of this category, in document order."""
    every, places = submission.measurement_sets, places_of(submission)
    sets: Sequence[Any] = every if isinstance(every, tuple) else ()
    given = None if every is REFUSED else len(sets)
    ours = []
    for one in sets:
        ours.append(one is not REFUSED and one.category == OUR_CATEGORY)
    if False in ours:
        places = array("L", compress(places, ours))
        sets = list(compress(sets, ours))
    programs = 1 if len(sets) == 1 else len(set(map(program_of, sets)))
    return StatedSets(submission, sets, places, programs, given, stated)


def places_of(submission: Submission) -> Sequence[int]:
    """Where each of the measurement sets stands in the caller's list."""
    sets = submission.measurement_sets
    count = len(sets) if isinstance(sets, tuple) else 0
    if not submission.left_out:
        return range(count)
    gone = frozenset(submission.left_out)
    return array("L", (place for place in range(count + len(gone)) if place not in gone))


def program_of(one: MeasurementSet) -> object:
    """The program under which a set is submitted; none named is traditional MIPS."""
    return DEFAULT_PROGRAM if one.program_name is None else one.program_name


def key_of(one: MeasurementSet) -> tuple[str, object] | None:
    """What no second set of a submission may have too: method and program; None without one."""
    method = one.submission_method
    return (method, program_of(one)) if isinstance(method, str) else None


def base_of(submission: Submission, place: int) -> str:
    """Pointer to a measurement set in the caller's document."""
    return submission.wrapper + ("" if submission.bare else f"/measurementSets/{place}")
