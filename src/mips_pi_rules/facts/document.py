"""What is said in the document as a whole, as far as no year decides it."""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from mips_pi_rules.documents.fieldnames import EXAMPLES
from mips_pi_rules.documents.submission import (
    OTHER_CATEGORIES,
    OUR_CATEGORY,
    REFUSED,
    MeasurementSet,
    Submission,
)
from mips_pi_rules.facts.defects import (
    AN_OBJECT,
    NO_VALUES,
    Defects,
    Values,
    note,
    of_items,
    right_names,
)
from mips_pi_rules.facts.sets import StatedSets, key_of, places_of
from mips_pi_rules.facts.values import DocumentRecord, Identifiers, SubmissionFacts


def _digits(name: str) -> Callable[[str], bool]:
    """Whether a text is as many digits as the example of this identifier, and nothing else."""
    count = len(EXAMPLES[name])
    return lambda text: len(text) == count and text.isdigit() and text.isascii()


_TIN: Final = "taxpayerIdentificationNumber"
_NPI: Final = "nationalProviderIdentifier"
_IDENTIFIERS: Final[Sequence[tuple[str, Callable[[Submission], Any], Callable[[str], object]]]] = (
    (_TIN, attrgetter("taxpayer_identification_number"), _digits(_TIN)),
    (_NPI, attrgetter("national_provider_identifier"), _digits(_NPI)),
    ("entityId", attrgetter("entity_id"), re.compile(r"\S").search),  # any text that is not blank
)
_CATEGORIES = OTHER_CATEGORIES | {OUR_CATEGORY}


def document_facts(
    submission: Submission,
    sets: StatedSets,
    years: tuple[int, ...],
    programs: Container[object] | None,
    needs: Mapping[str, Container[object]],
) -> SubmissionFacts:
    """What no year decides; `programs`: those of the year, None where any may be one.

    `needs`: by identifier the entity types that need it.
    """
    wrapper = submission.wrapper
    prefix = wrapper + ("/submission" if submission.bare else "")
    defects: Defects = {}
    for pointer in submission.repeated:
        note(defects, "duplicateKeys", pointer)
    for name in submission.misspelt:
        note(defects, "misspeltFields", prefix, right=[name])
    count = len(sets.of)
    if count != sets.given:
        _enter_sets_that_are_none(submission, defects)
    if submission.program_misplaced:
        note(defects, "programsMisplaced", f"{prefix}/programName")
    who = submission.entity_type
    for stray in submission.misplaced:
        if stray.at is not None and who is not None and who not in needs.get(stray.field, (who,)):
            continue  # an identifier in a set that nobody asks for
        place = f"{prefix if stray.at is None else stray.at}/{stray.field}"
        note(defects, "misplacedFields", place, field=stray.field, right=[stray.belongs])
    if count > 1:
        _enter_duplicates(submission, sets, programs, defects)
    for found in submission.format_defects:
        values: dict[str, Any] = found.values
        note(defects, found.name, found.at, **values)
    data: DocumentRecord = {
        "performanceYearSupported": False,
        "supportedYears": list(years),
        "identifiers": _identifiers(submission),
        "defects": defects,
    }
    if submission.submissions != 1:
        # Each of them has a year and sets of its own.
        del data["performanceYearSupported"]
        note(defects, "submissions", "/data/submissions", count=submission.submissions)
    elif "shapes" not in defects and "categories" not in defects:
        # What could not be read may be the set that is missing.
        data["promotingInteroperabilitySets"] = count
    return SubmissionFacts(data, prefix, wrapper)


def _enter_sets_that_are_none(submission: Submission, defects: Defects) -> None:
    """Note what stands among the measurement sets and is no object, or of no known category."""
    base, every = f"{submission.wrapper}/measurementSets", submission.measurement_sets
    if every is REFUSED:
        note(defects, "shapes", base, expected="a list")
    if not isinstance(every, tuple):
        return
    for index, one in enumerate(every):
        if one is not REFUSED and one.category in _CATEGORIES:
            continue
        places = places_of(submission)
        if one is REFUSED:
            of_items(defects, "shapes", base, every, "", lambda _: AN_OBJECT, places).add(index)
        elif submission.bare:
            (values,) = _likely(one)
            note(defects, "categories", submission.wrapper + "/category", **values)
            for name in one.misspelt:
                note(defects, "misspeltFields", submission.wrapper, right=[name])
        else:
            of_items(defects, "categories", base, every, "/category", _likely, places).add(index)
            if one.misspelt:
                of_items(defects, "misspeltFields", base, every, "", _misspelt, places).add(index)


def _misspelt(one: MeasurementSet) -> list[Values]:
    return right_names(one.misspelt)


def _enter_duplicates(
    submission: Submission,
    sets: StatedSets,
    programs: Container[object] | None,
    defects: Defects,
) -> None:
    base, keys = f"{submission.wrapper}/measurementSets", set()
    for index, one in enumerate(sets.of):
        key = key_of(one)
        if key is not None and (programs is None or key[1] in programs):
            if key in keys:
                name, nothing = "duplicateSets", lambda _: NO_VALUES
                of_items(defects, name, base, sets.of, "", nothing, sets.places).add(index)
            keys.add(key)


def _likely(one: MeasurementSet) -> tuple[Values, ...]:
    return ({"right": [one.likely or OUR_CATEGORY]},)


def _identifiers(submission: Submission) -> Identifiers:
    found: Identifiers = {}
    for name, given, well_formed in _IDENTIFIERS:
        value = given(submission)
        if value is not None:
            good = value is not REFUSED and well_formed(value)
            found[name] = "wellFormed" if good else "malformed"  # type: ignore[literal-required] # names of the table above
    return found
