"""QPP JSON to Submission.

No value makes it fail: what is not what it should be becomes REFUSED.
"""

import operator
import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from typing import Any, Final

from mips_pi_rules.documents.fieldnames import (
    IN_EMBEDDED,
    IN_ROW,
    IN_SET,
    IN_SUBMISSION,
    MISPLACED,
    SUBMISSION_FIELDS,
    near_misses,
)
from mips_pi_rules.documents.places import Place
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
    Sets,
    Submission,
    read_as,
)
from mips_pi_rules.frozenmap import FrozenMap


def text(value: object) -> str | Part | None:
    """A string as it is, None for null, anything else REFUSED."""
    if value is None or type(value) is str:
        return value
    return str.__str__(value) if isinstance(value, str) else REFUSED


def whole_number(value: object) -> int | Part | None:
    """A whole number: an int by `operator.index` or a float that is whole; never a bool."""
    if value is None or value.__class__ is int:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else REFUSED
    if isinstance(value, bool):
        return REFUSED
    try:
        return operator.index(value)  # type: ignore[arg-type] # what has no index is refused below
    except Exception:  # noqa: BLE001, RUF100 - a foreign __index__ may raise anything
        return REFUSED


def count(value: object) -> int | Part | None:
    """A whole number from 0 to MAX_COUNT, or REFUSED; a count of null is REFUSED too."""
    number = whole_number(value)
    return number if isinstance(number, int) and 0 <= number <= MAX_COUNT else REFUSED


def _texts(mapping: Mapping[str, Any], names: tuple[str, ...]) -> list[str | Part | None]:
    """What stands under these names, each as `text` says."""
    return [
        value if value is None or value.__class__ is str else text(value)
        for value in map(mapping.get, names)
    ]


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS: Final[dict[object, date]] = {}  # days that were read, which are few; nothing else is kept
_MOST_DAYS: Final = 4096


def day(value: object) -> date | Part | None:
    """A real day written YYYY-MM-DD, None for null, anything else REFUSED."""
    known = _DAYS.get(value) if value.__class__ is str else None
    if known is not None:
        return known
    written = text(value)
    if not isinstance(written, str):
        return written
    if not _DATE.fullmatch(written):
        return REFUSED
    try:
        read = date.fromisoformat(written)
    except ValueError:
        return REFUSED
    if len(_DAYS) < _MOST_DAYS:
        _DAYS[written] = read
    return read


Answer = bool | Proportion | Part | None


def _proportion(value: Mapping[str, Any]) -> Proportion:
    numerator = denominator = None
    others = len(value)
    if "numerator" in value:
        numerator = value["numerator"]
        if numerator.__class__ is not int or not 0 <= numerator <= MAX_COUNT:
            numerator = count(numerator)
        others -= 1
    if "denominator" in value:
        denominator = value["denominator"]
        if denominator.__class__ is not int or not 0 <= denominator <= MAX_COUNT:
            denominator = count(denominator)
        others -= 1
    other_keys = others > 0
    if numerator.__class__ is not int and denominator.__class__ is not int:
        return _WITHOUT_COUNTS[numerator, denominator, other_keys]
    return read_as(Proportion, numerator=numerator, denominator=denominator, other_keys=other_keys)


# What says nothing takes few characters, so that there may be millions: all share these.
_NO_COUNT: Final = (None, REFUSED)
_WITHOUT_COUNTS: Final[dict[object, Proportion]] = {
    (numerator, denominator, other_keys): Proportion(numerator, denominator, other_keys)
    for numerator, denominator, other_keys in product(_NO_COUNT, _NO_COUNT, (False, True))
}
_WITHOUT_ID: Final[dict[object, Measurement]] = {
    (measure_id, value, misspelt): Measurement(measure_id, value, misspelt)
    for measure_id in _NO_COUNT
    for value in (None, True, False, REFUSED, *_WITHOUT_COUNTS.values())
    for misspelt in ((), ("measureId",), ("value",), ("measureId", "value"))
}


# Rows that say yes, and rows that say no, by their id: most rows are one of these. Only ids that
# stand in a policy are here, so that nothing of a caller's is kept.
_YES: Final[dict[object, Measurement]] = {}
_NO: Final[dict[object, Measurement]] = {}


def share_rows(ids: Iterable[str]) -> None:
    """Let all documents share the rows that say yes or no under these ids."""
    for name in ids:
        for value, rows in ((True, _YES), (False, _NO)):
            rows[name] = read_as(Measurement, measure_id=name, value=value, misspelt=())


def _rows(value: object) -> tuple[Measurement | Part, ...] | Part | None:
    if value is None:
        return None
    if value.__class__ is not list and not isinstance(value, list | tuple):
        return REFUSED
    rows: list[Measurement | Part] = []
    for row in value:
        if row.__class__ is dict:
            answer = row.get("value")
            shared = _YES if answer is True else _NO if answer is False else None
            if shared is not None and len(row) == 2:
                name = row.get("measureId")
                if name.__class__ is str and name in shared:
                    rows.append(shared[name])
                    continue
            rows.append(_row(row))
        else:
            rows.append(_row(row) if isinstance(row, Mapping) else REFUSED)
    return tuple(rows)


def _row(row: Mapping[str, Any]) -> Measurement:
    measure_id, value = row.get("measureId"), row.get("value")
    misspelt: tuple[str, ...] = ()
    if len(row) > ("measureId" in row) + ("value" in row):
        misspelt = near_misses(row, IN_ROW)
    if measure_id.__class__ is not str:
        measure_id = text(measure_id)
    answer: Answer = REFUSED
    if value is None or value is True or value is False:
        answer = value
    elif value.__class__ is dict or isinstance(value, Mapping):
        answer = _proportion(value)
    if measure_id.__class__ is str:
        return read_as(Measurement, measure_id=measure_id, value=answer, misspelt=misspelt)
    return row_of(measure_id, answer, misspelt)


def row_of(measure_id: str | Part | None, value: Answer, misspelt: tuple[str, ...]) -> Measurement:
    """A row of what was read: one that all share where it has no id and no count."""
    if measure_id.__class__ is not str:
        without_id = _WITHOUT_ID.get((measure_id, value, misspelt))
        if without_id is not None:
            return without_id
    return read_as(Measurement, measure_id=measure_id, value=value, misspelt=misspelt)


# Sets that say nothing take few characters too.
_OF_NO_CATEGORY: Final = {
    likely: MeasurementSet(category=REFUSED, likely=likely)
    for likely in (OUR_CATEGORY, *OTHER_CATEGORIES)
}


def _measurement_set(value: Mapping[str, Any]) -> MeasurementSet | None:
    """The set as a value, or None where it belongs to another category."""
    category, method, program, cehrt_id = _texts(value, _SET_TEXTS)
    if category in OTHER_CATEGORIES:
        return None
    if category != OUR_CATEGORY:
        written = category.casefold() if isinstance(category, str) else ""
        return _OF_NO_CATEGORY[written if written in OTHER_CATEGORIES else OUR_CATEGORY]
    source = value.get("source")
    return read_as(
        MeasurementSet,
        category=category,
        submission_method=method,
        program_name=program,
        cehrt_id=cehrt_id,
        performance_start=day(value.get("performanceStart")),
        performance_end=day(value.get("performanceEnd")),
        measurements=_rows(value.get("measurements")),
        source=source if isinstance(source, str) else None,
        misspelt=near_misses(value, IN_SET),
        likely=None,
    )


_SET_TEXTS: Final = ("category", "submissionMethod", "programName", "cehrtId")
_HEAD_TEXTS: Final = (
    "entityType",
    "taxpayerIdentificationNumber",
    "nationalProviderIdentifier",
    "entityId",
)


def _unwrapped(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """What an answer of CMS's API wraps in `data`, and where it stands there; else as it is."""
    data = document.get("data")
    if data is None or not isinstance(data, Mapping) or not document.keys().isdisjoint(_OWN):
        return document, ""
    several = data.get("submissions")
    if isinstance(several, list | tuple) and len(several) == 1 and isinstance(several[0], Mapping):
        return several[0], "/data/submissions/0"
    for name in ("submission", "measurementSet"):
        inside = data.get(name)
        if isinstance(inside, Mapping):
            return inside, f"/data/{name}"
    return document, ""


def _submissions(document: Mapping[str, Any]) -> int:
    """How many submissions the document is; an answer of CMS's API may hold none or several."""
    data = document.get("data")
    if not isinstance(data, Mapping) or not document.keys().isdisjoint(_OWN):
        return 1
    held = data.get("submissions")
    return len(held) if isinstance(held, list | tuple) else 1


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


def _shared(
    one: MeasurementSet | None, alike: dict[MeasurementSet, MeasurementSet]
) -> MeasurementSet | None:
    """A set without rows as the one that says the same: there may be millions of them."""
    if one is None or one.measurements or one.misspelt or len(alike) > _MOST_ALIKE:
        return one
    return alike.setdefault(one, one)


_MOST_ALIKE: Final = 1000


def _sets(written: object) -> tuple[Sets, tuple[int, ...]]:
    """The measurement sets, and where sets of other categories stand, which are left out."""
    if written is None:
        return None, ()
    if written.__class__ is not list and not isinstance(written, list | tuple):
        return REFUSED, ()
    alike: dict[MeasurementSet, MeasurementSet] = {}
    read = [
        _shared(_measurement_set(one), alike)
        if one.__class__ is dict or isinstance(one, Mapping)
        else REFUSED
        for one in written
    ]
    left_out = tuple([index for index, one in enumerate(read) if one is None])
    return tuple([one for one in read if one is not None]), left_out


def from_qpp(document: Mapping[str, Any], repeated: tuple[str, ...] = ()) -> Submission:
    """A decoded JSON document as a Submission; every shape that CMS's API and registries use."""
    submissions = _submissions(document)
    document, wrapper = _unwrapped(document)
    embedded = document.get("submission")
    bare, head = False, document
    if embedded is not None and "measurementSets" not in document and isinstance(embedded, Mapping):
        bare, head = True, embedded
    written: object = [document] if bare else document.get("measurementSets")
    sets, left_out = _sets(written)
    entity_type, tin, npi, entity_id = _texts(head, _HEAD_TEXTS)
    return read_as(
        Submission,
        performance_year=whole_number(head.get("performanceYear")),
        entity_type=entity_type,
        taxpayer_identification_number=tin,
        national_provider_identifier=npi,
        entity_id=entity_id,
        measurement_sets=sets,
        program_misplaced=bare and head.get("programName") is not None,
        repeated=repeated,
        left_out=left_out,
        misspelt=near_misses(head, IN_EMBEDDED if bare else IN_SUBMISSION),
        misplaced=_misplaced(head, bare=bare),
        submissions=submissions,
        bare=bare,
        wrapper=wrapper,
        format_defects=(),
        places=_NO_PLACES,
        report_templates=None,
    )


_NO_PLACES: Final[FrozenMap[Place]] = FrozenMap()
