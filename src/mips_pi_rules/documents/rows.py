"""The rows of a measurement set: from QPP JSON to values, most of which all documents share."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any, Final

from mips_pi_rules.documents.fieldnames import COUNTS, IN_ROW, near_misses
from mips_pi_rules.documents.made import new, unfinished
from mips_pi_rules.documents.plain import count, text
from mips_pi_rules.documents.submission import MAX_COUNT, REFUSED, Measurement, Proportion, Refused

Answer = bool | Proportion | Refused | None

_UNFINISHED_PROPORTION: Final = unfinished(Proportion)
_UNFINISHED_ROW: Final = unfinished(Measurement)


def proportion_of(
    numerator: int | Refused | None, denominator: int | Refused | None, other_keys: bool
) -> Proportion:
    """A proportion of what was read, each field as what it must be."""
    made = new(_UNFINISHED_PROPORTION)
    made.numerator = numerator
    made.denominator = denominator
    made.other_keys = other_keys
    made.__class__ = Proportion
    read: Proportion = made
    return read


def _measurement(
    measure_id: str | Refused | None, value: Answer, unread: tuple[str, ...]
) -> Measurement:
    made = new(_UNFINISHED_ROW)
    made.measure_id = measure_id
    made.value = value
    made.unread = unread
    made.__class__ = Measurement
    read: Measurement = made
    return read


def _proportion(value: dict[str, Any]) -> Proportion:
    try:
        numerator, denominator = value["numerator"], value["denominator"]
        other_keys = len(value) > 2
    except KeyError:
        numerator, denominator = value.get("numerator"), value.get("denominator")
        other_keys = len(value) > ("numerator" in value) + ("denominator" in value)
    if not (
        numerator.__class__ is int
        and denominator.__class__ is int
        and 0 <= numerator <= MAX_COUNT
        and 0 <= denominator <= MAX_COUNT
    ):
        numerator = count(numerator) if "numerator" in value else None
        denominator = count(denominator) if "denominator" in value else None
        if numerator.__class__ is not int and denominator.__class__ is not int:
            return _WITHOUT_COUNTS[numerator, denominator, other_keys]
    return proportion_of(numerator, denominator, other_keys)


# What says nothing takes few characters, so that there may be millions: all share these.
_NO_COUNT: Final = (None, REFUSED)
_WITHOUT_COUNTS: Final[dict[object, Proportion]] = {
    (numerator, denominator, other_keys): Proportion(numerator, denominator, other_keys)
    for numerator, denominator, other_keys in product(_NO_COUNT, _NO_COUNT, (False, True))
}
_WITHOUT_ID: Final[dict[object, Measurement]] = {
    (measure_id, value, unread): Measurement(measure_id, value, unread)
    for measure_id in _NO_COUNT
    for value in (None, True, False, REFUSED, *_WITHOUT_COUNTS.values())
    for unread in ((), ("measureId",), ("value",), ("measureId", "value"))
}


# Rows that say yes, and rows that say no, by their id: most rows are one of these. Only ids that
# stand in a policy are here, so that nothing of a caller's is kept.
_YES: Final[dict[object, Measurement]] = {}
_NO: Final[dict[object, Measurement]] = {}


def share_rows(ids: Iterable[str]) -> None:
    """Let all documents share the rows that say yes or no under these ids."""
    for name in ids:
        for value, rows in ((True, _YES), (False, _NO)):
            rows[name] = _measurement(name, value, ())


def rows_of(value: object) -> tuple[Measurement | Refused, ...] | Refused | None:
    """The rows of a measurement set; what is no object is REFUSED."""
    if value is None:
        return None
    if value.__class__ is not list and not isinstance(value, list | tuple):
        return REFUSED
    rows: list[Measurement | Refused] = []
    for row in value:
        if row.__class__ is not dict:
            if not isinstance(row, Mapping):
                rows.append(REFUSED)
                continue
            row = dict(row)  # noqa: PLW2901 - the same, asked once
        shared = None
        try:  # mostly all of it is there, and subscripts take half the time of `get`
            name, answer = row["measureId"], row["value"]
            if answer is True:
                shared = _YES[name]
            elif answer is False:
                shared = _NO[name]
        except (KeyError, TypeError):  # a field is not there, or the id is in no policy
            name, answer = row.get("measureId"), row.get("value")
        rows.append(shared or _row(row, name, answer))
    return tuple(rows)


def _row(row: dict[str, Any], measure_id: Any, value: Any) -> Measurement:
    answer: Answer = REFUSED
    if value.__class__ is dict:
        answer = _proportion(value)
    elif value is None or value is True or value is False:
        answer = value
    elif isinstance(value, Mapping):
        answer = _proportion(dict(value))
    if measure_id.__class__ is str and value is not None:
        return _measurement(measure_id, answer, ())
    unread: tuple[str, ...] = ()
    if measure_id is None or value is None:
        unread = near_misses(row, IN_ROW)
    if measure_id.__class__ is str:
        unread += tuple(name for name in COUNTS if row.get(name) is not None)
        return _measurement(measure_id, answer, unread)
    return row_of(text(measure_id), answer, unread)


def row_of(measure_id: str | Refused | None, value: Answer, unread: tuple[str, ...]) -> Measurement:
    """A row of what was read: one that all share where it has no id and no count."""
    if measure_id.__class__ is not str:
        without_id = _WITHOUT_ID.get((measure_id, value, unread))
        if without_id is not None:
            return without_id
    return _measurement(measure_id, value, unread)
