"""QPP JSON to Submission.

No value makes it fail: what is not what it should be becomes REFUSED.
"""

from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.documents.defects import FormatDefect, Misplaced
from mips_pi_rules.documents.fieldnames import (
    IN_EMBEDDED,
    IN_SET,
    IN_SUBMISSION,
    MISPLACED,
    OF_THE_HEAD,
    OUTERMOST,
    SUBMISSION_FIELDS,
    near_misses,
)
from mips_pi_rules.documents.made import read_as
from mips_pi_rules.documents.places import Place
from mips_pi_rules.documents.plain import day, texts, whole_number
from mips_pi_rules.documents.rows import rows_of
from mips_pi_rules.documents.spelling import near
from mips_pi_rules.documents.submission import (
    OTHER_CATEGORIES,
    OUR_CATEGORY,
    REFUSED,
    MeasurementSet,
    Refused,
    Sets,
    Submission,
)
from mips_pi_rules.frozenmap import FrozenMap

_OF_NO_CATEGORY: Final = {
    (likely, misspelt): MeasurementSet(category=REFUSED, likely=likely, misspelt=misspelt)
    for likely in (OUR_CATEGORY, *OTHER_CATEGORIES)
    for misspelt in ((), ("category",))
}


def _measurement_set(value: Mapping[str, Any]) -> MeasurementSet | None:
    """The set as a value, or None where it belongs to another category."""
    category, method, program, cehrt_id = texts(value, _SET_TEXTS)
    if category in OTHER_CATEGORIES:
        return None
    if category != OUR_CATEGORY:
        # Of what else stands in it nothing is said: it may be no set of ours.
        misspelt = ("category",) if "category" in near_misses(value, IN_SET) else ()
        return _OF_NO_CATEGORY[_likely(category), misspelt]
    source = value.get("source")
    return read_as(
        MeasurementSet,
        {
            "category": category,
            "submission_method": method,
            "program_name": program,
            "cehrt_id": cehrt_id,
            "performance_start": day(value.get("performanceStart")),
            "performance_end": day(value.get("performanceEnd")),
            "measurements": rows_of(value.get("measurements")),
            "source": source if isinstance(source, str) else None,
            "misspelt": near_misses(value, IN_SET),
            "likely": None,
        },
    )


# The changes that a name of another category may differ in and still be meant.
_MOST_CHANGES: Final = {name: len(name) // 4 for name in sorted(OTHER_CATEGORIES)}


def _likely(category: str | Refused | None) -> str:
    """The category that is meant; ours, where that is not seen."""
    if not isinstance(category, str):
        return OUR_CATEGORY  # there may be millions of sets that say nothing
    written = category.strip().casefold()
    alike = (name for name, most in _MOST_CHANGES.items() if near(written, name, most))
    return next(alike, OUR_CATEGORY)


_SET_TEXTS: Final = ("category", "submissionMethod", "programName", "cehrtId")
_HEAD_TEXTS: Final = (
    "entityType",
    "taxpayerIdentificationNumber",
    "nationalProviderIdentifier",
    "entityId",
)


# What may stand in {submission, context}: also the name, citations and report of a worked case.
AROUND: Final = frozenset({"submission", "context", "name", "cites", "report"})


def _holds_one(document: Mapping[str, Any]) -> bool:
    """Whether it is {submission, context}: with any other field it is a set, as registries post."""
    return isinstance(document.get("submission"), Mapping) and document.keys() <= AROUND


def unwrapped(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], str, int]:
    """What {submission, context} or an answer of CMS's API wraps, where, and how many there are.

    An answer, which has it in `data`, may hold none or several submissions. What is neither is
    one, as it is.
    """
    if _holds_one(document):
        inside, where, count = _answered(document["submission"])
        return inside, f"/submission{where}", count
    return _answered(document)


def _answered(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], str, int]:
    data = document.get("data")
    if not isinstance(data, Mapping) or not document.keys().isdisjoint(_OWN):
        return document, "", 1
    held = data.get("submissions")
    several = held if isinstance(held, list | tuple) else None
    if several is not None and len(several) == 1 and isinstance(several[0], Mapping):
        return several[0], "/data/submissions/0", 1
    count = 1 if several is None else len(several)
    for name in ("submission", "measurementSet"):
        inside = data.get(name)
        if isinstance(inside, Mapping):
            return inside, f"/data/{name}", count
    return document, "", count


_OWN: Final = frozenset(
    {*SUBMISSION_FIELDS.values(), "measurementSets", "submission", "category", "measurements"}
)


def _misplaced(
    head: Mapping[str, Any], around: Mapping[str, Any], *, bare: bool
) -> tuple[Misplaced, ...]:
    """Right fields that stand in the submission itself; a program in a bare set is refused.

    Sets inside it are a whole submission, unless the object around it is a set with rows.
    """
    whole = bare and head.get("measurementSets") is not None and around.get("measurements") is None
    found = (Misplaced("measurementSets", OUTERMOST),) if whole else ()
    if MISPLACED.keys().isdisjoint(head):
        return found
    return found + tuple(
        Misplaced(name, belongs)
        for name, belongs in MISPLACED.items()
        if head.get(name) is not None and not (bare and name == "programName")
    )


def _in_wrapper(document: Mapping[str, Any]) -> tuple[Misplaced, ...]:
    """Sets inside what is no answer of CMS's API, and has nothing else of a submission beside it.

    The wrappers whose names are known are looked into; of others nothing may be said.
    """
    for name in ("data", "submissions"):
        held = document.get(name)
        listed = held if isinstance(held, list | tuple) else ()
        inside, at = (listed[0], f"/{name}/0") if len(listed) == 1 else (held, f"/{name}")
        if isinstance(inside, Mapping) and inside.get("measurementSets") is not None:
            return (Misplaced("measurementSets", OUTERMOST, at),)
    return ()


def _in_sets(
    written: object, head: Mapping[str, Any], wrapper: str, bare: bool
) -> tuple[Misplaced, ...]:
    """Fields that the submission lacks and a set has: of each the first."""
    found: dict[str, Misplaced] = {}
    for index, one in enumerate(written if isinstance(written, list | tuple) else ()):
        if not isinstance(one, Mapping) or _OF_THE_HEAD.isdisjoint(one):
            continue
        at = wrapper if bare else f"{wrapper}/measurementSets/{index}"
        for name, belongs in OF_THE_HEAD.items():
            if one.get(name) is not None and head.get(name) is None:
                found.setdefault(name, Misplaced(name, belongs, at))
    return tuple(found.values())


_OF_THE_HEAD: Final = frozenset(OF_THE_HEAD)


def _outside(
    written: Any, left_out: tuple[int, ...], wrapper: str, bare: bool
) -> tuple[FormatDefect, ...]:
    """The first row in a set of another category whose id is like ours, as a defect.

    Those sets are not read; but such a row was meant to be counted.
    """
    for index in left_out:
        rows = written[index].get("measurements")
        for place, row in enumerate(rows if isinstance(rows, list | tuple) else ()):
            measure_id = row.get("measureId") if isinstance(row, Mapping) else None
            if isinstance(measure_id, str) and measure_id.startswith(_OUR_IDS):
                base = wrapper if bare else f"{wrapper}/measurementSets/{index}"
                return (FormatDefect("measuresOutside", f"{base}/measurements/{place}"),)
    return ()


# How every id of the category begins, as CMS names measures: it is the category's own name. No year
# is asked, for what was meant here may be an id of another year, or one that is misspelt.
_OUR_IDS: Final = f"{OUR_CATEGORY.upper()}_"


def _shared(one: MeasurementSet, alike: dict[MeasurementSet, MeasurementSet]) -> MeasurementSet:
    """A set without rows as the one that says the same: there may be millions of them."""
    if one.misspelt or len(alike) > _MOST_ALIKE:
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
    read: list[MeasurementSet | Refused] = []
    left_out: list[int] = []
    for index, one in enumerate(written):
        if one.__class__ is not dict and not isinstance(one, Mapping):
            read.append(REFUSED)
            continue
        ours = _measurement_set(one)
        if ours is None:
            left_out.append(index)
        else:
            read.append(ours if ours.measurements else _shared(ours, alike))
    return tuple(read), tuple(left_out)


def from_qpp(document: Mapping[str, Any], repeated: tuple[str, ...] = ()) -> Submission:
    """A decoded JSON document as a Submission; every shape that CMS's API and registries use."""
    wrapper, submissions = "", 1
    embedded = document.get("submission")
    if embedded is not None or "data" in document:
        document, wrapper, submissions = unwrapped(document)
        embedded = document.get("submission")
    bare, head = False, document
    if embedded is not None and "measurementSets" not in document and isinstance(embedded, Mapping):
        bare, head = True, embedded
    written: object = [document] if bare else document.get("measurementSets")
    sets, left_out = _sets(written)
    entity_type, tin, npi, entity_id = texts(head, _HEAD_TEXTS)
    year = whole_number(head.get("performanceYear"))
    misplaced = _misplaced(head, document, bare=bare)
    if year is None or entity_type is None or tin is None or npi is None:
        misplaced += _in_sets(written, head, wrapper, bare)
        if not wrapper and _OWN.isdisjoint(document):
            misplaced += _in_wrapper(document)
    return read_as(
        Submission,
        {
            "performance_year": year,
            "entity_type": entity_type,
            "taxpayer_identification_number": tin,
            "national_provider_identifier": npi,
            "entity_id": entity_id,
            "measurement_sets": sets,
            "program_misplaced": bare and head.get("programName") is not None,
            "repeated": repeated,
            "left_out": left_out,
            "misspelt": near_misses(head, IN_EMBEDDED if bare else IN_SUBMISSION),
            "misplaced": misplaced,
            "submissions": submissions,
            "bare": bare,
            "wrapper": wrapper,
            "format_defects": _outside(written, left_out, wrapper, bare) if left_out else (),
            "places": _NO_PLACES,
            "report_templates": None,
        },
    )


_NO_PLACES: Final[FrozenMap[Place]] = FrozenMap()
