"""QPP JSON to Submission and back.

Reading never fails on a value: what is not what it should be becomes REFUSED.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from attrs import evolve, fields
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from mips_pi_rules.documents.fieldnames import (
    MISPLACED,
    ROW_FIELDS,
    SET_FIELDS,
    SUBMISSION_FIELDS,
    near_misses,
)
from mips_pi_rules.documents.submission import (
    MAX_COUNT,
    OTHER_CATEGORIES,
    OUR_CATEGORY,
    REFUSED,
    Measurement,
    MeasurementSet,
    Misplaced,
    Part,
    Proportion,
    Submission,
)


def text(value: object, _: object = None) -> str | Part | None:
    """A string as it is, None for null, anything else REFUSED."""
    if value is None or type(value) is str:
        return value
    return str.__str__(value) if isinstance(value, str) else REFUSED


def whole_number(value: object, _: object = None) -> int | Part | None:
    """A whole number: an int by `operator.index` or a float that is whole; never a bool."""
    if value is None:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else REFUSED
    if isinstance(value, bool):
        return REFUSED
    try:
        return operator.index(value)  # type: ignore[arg-type] # what has no index is refused below
    except Exception:  # noqa: BLE001, RUF100 - a foreign __index__ may raise anything
        return REFUSED


def count(value: object, _: object = None) -> int | Part | None:
    """A whole number from 0 to MAX_COUNT, or REFUSED; a count of null is REFUSED too."""
    number = whole_number(value)
    return number if isinstance(number, int) and 0 <= number <= MAX_COUNT else REFUSED


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(value: object, _: object = None) -> date | Part | None:
    """A real day written YYYY-MM-DD, None for null, anything else REFUSED."""
    written = text(value)
    if not isinstance(written, str):
        return written
    if not _DATE.fullmatch(written):
        return REFUSED
    try:
        return date.fromisoformat(written)
    except ValueError:
        return REFUSED


def _note(value: object, _: object = None) -> str | None:
    """Text that is kept and not judged; anything else is left out."""
    return value if isinstance(value, str) else None


def _answer(value: object, _: object = None) -> bool | Proportion | Part | None:
    if value is None or isinstance(value, bool):
        return value
    if type(value) is dict or isinstance(value, Mapping):
        return _proportion(value, Proportion)
    return REFUSED


def _rows(value: object, _: object = None) -> tuple[Measurement | Part, ...] | Part | None:
    if value is None:
        return None
    if not isinstance(value, list | tuple):
        return REFUSED
    return tuple(
        _row(row) if type(row) is dict or isinstance(row, Mapping) else REFUSED for row in value
    )


_converter = Converter(detailed_validation=False)


def _reader(
    cls: type, names: Mapping[str, str], hooks: Mapping[str, Callable[..., Any]]
) -> Callable[[Any, Any], Any]:
    overrides: dict[str, Any] = {
        name: override(rename=names[name], struct_hook=hooks[name])
        if name in names
        else override(omit=True)
        for name in (a.name for a in fields(cls))
    }
    return make_dict_structure_fn(cls, _converter, **overrides)


_plain_row = _reader(Measurement, ROW_FIELDS, {"measure_id": text, "value": _answer})
_plain_proportion = _reader(
    Proportion,
    {"numerator": "numerator", "denominator": "denominator"},
    {"numerator": count, "denominator": count},
)
_plain_set = _reader(
    MeasurementSet,
    SET_FIELDS,
    dict.fromkeys(SET_FIELDS, text)
    | {"performance_start": day, "performance_end": day, "measurements": _rows, "source": _note},
)
_plain_submission = _reader(
    Submission,
    SUBMISSION_FIELDS,
    dict.fromkeys(SUBMISSION_FIELDS, text) | {"performance_year": whole_number},
)


def _proportion(value: Mapping[str, Any], _: object = None) -> Proportion:
    proportion: Proportion = _plain_proportion(value, Proportion)
    known = ("numerator" in value) + ("denominator" in value)
    return proportion if len(value) == known else evolve(proportion, other_keys=True)


def _row(row: Mapping[str, Any]) -> Measurement:
    measurement: Measurement = _plain_row(row, Measurement)
    if len(row) > ("measureId" in row) + ("value" in row):
        near = near_misses(row, ROW_FIELDS.values())
        return evolve(measurement, misspelt=near) if near else measurement
    return measurement


def _measurement_set(value: Mapping[str, Any], index: int) -> MeasurementSet | None:
    """The set as a value, or None where it belongs to another category."""
    category = text(value.get("category"))
    if category in OTHER_CATEGORIES:
        return None
    if category != OUR_CATEGORY:
        written = category.casefold() if isinstance(category, str) else ""
        likely = written if written in OTHER_CATEGORIES else OUR_CATEGORY
        return MeasurementSet(category=REFUSED, likely=likely, index=index)
    measurement_set: MeasurementSet = _plain_set(value, MeasurementSet)
    misspelt = near_misses(value, SET_FIELDS.values())
    if index or misspelt:
        measurement_set = evolve(measurement_set, misspelt=misspelt, index=index)
    return measurement_set


def _unwrapped(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """What an answer of CMS's API wraps in `data`, and where it stands there; else as it is."""
    data = document.get("data")
    if not isinstance(data, Mapping) or not document.keys().isdisjoint(_OWN):
        return document, ""
    several = data.get("submissions")
    if isinstance(several, list | tuple) and len(several) == 1 and isinstance(several[0], Mapping):
        return several[0], "/data/submissions/0"
    for name in ("submission", "measurementSet"):
        inside = data.get(name)
        if isinstance(inside, Mapping):
            return inside, f"/data/{name}"
    return document, ""


_OWN: Final = frozenset(
    {*SUBMISSION_FIELDS.values(), "measurementSets", "submission", "category", "measurements"}
)


def _misplaced(head: Mapping[str, Any], *, bare: bool) -> tuple[Misplaced, ...]:
    """Right fields that stand in the submission itself; a program in a bare set is refused."""
    if head.keys().isdisjoint(MISPLACED):
        return ()
    return tuple(
        Misplaced(name, belongs)
        for name, belongs in MISPLACED.items()
        if head.get(name) is not None and not (bare and name == "programName")
    )


def structure(document: Mapping[str, Any], repeated: tuple[str, ...] = ()) -> Submission:
    """A decoded JSON document as a Submission; every shape that CMS's API and registries use."""
    document, wrapper = _unwrapped(document)
    embedded = document.get("submission")
    bare = "measurementSets" not in document and isinstance(embedded, Mapping)
    head: Mapping[str, Any] = embedded if bare and isinstance(embedded, Mapping) else document
    submission: Submission = _plain_submission(head, Submission)
    names = [*SUBMISSION_FIELDS.values(), *(() if bare else ("measurementSets",))]
    written: object = [document] if bare else document.get("measurementSets")
    sets: tuple[MeasurementSet, ...] | Part | None
    refused: list[int] = []
    if written is None:
        sets = None
    elif isinstance(written, list | tuple):
        found = []
        for index, item in enumerate(written):
            if not isinstance(item, Mapping):
                refused.append(index)
            elif (one := _measurement_set(item, index)) is not None:
                found.append(one)
        sets = tuple(found)
    else:
        sets = REFUSED
    result: Submission = evolve(
        submission,
        measurement_sets=sets,
        program_misplaced=bare and head.get("programName") is not None,
        repeated=repeated,
        refused_sets=tuple(refused),
        misspelt=near_misses(head, names),
        misplaced=_misplaced(head, bare=bare),
        bare=bare,
        wrapper=wrapper,
    )
    return result


def to_qpp(submission: Submission) -> dict[str, Any]:
    """The JSON that CMS's API takes for this submission, without what is None or REFUSED.

    A refused value stands as a row without `value`. Reading it again gives an equal Submission
    when no part was refused.
    """
    written: dict[str, Any] = _given(submission, SUBMISSION_FIELDS)
    sets = submission.measurement_sets
    if isinstance(sets, tuple):
        written["measurementSets"] = [_set_to_qpp(one) for one in sets]
    return written


def _given(value: object, names: Mapping[str, str]) -> dict[str, Any]:
    pairs = ((written, getattr(value, name)) for name, written in names.items())
    return {
        written: item.isoformat() if isinstance(item, date) else item
        for written, item in pairs
        if item is not None and item is not REFUSED
    }


def _set_to_qpp(one: MeasurementSet) -> dict[str, Any]:
    written = _given(one, SET_FIELDS)
    if isinstance(one.measurements, tuple):
        written["measurements"] = [
            _row_to_qpp(row) if isinstance(row, Measurement) else {} for row in one.measurements
        ]
    return written


def _row_to_qpp(row: Measurement) -> dict[str, Any]:
    written = _given(row, ROW_FIELDS)
    if isinstance(row.value, Proportion):
        counts = (row.value.numerator, row.value.denominator)
        if row.value.other_keys or not all(isinstance(number, int) for number in counts):
            del written["value"]
        else:
            written["value"] = dict(zip(("numerator", "denominator"), counts, strict=True))
    return written
