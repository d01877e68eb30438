"""The QPP submission document as values, in so far as it is about this category.

What has the wrong type is REFUSED, which the rules then report with its place; `null` and absent
are the same, None. Measurement sets of other categories (quality, ia, cost) are not kept. Source
of the format: CMSgov/qpp-submissions-docs.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, Final, Literal, Never, TypeVar, get_args

from attrs import field, fields, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.defects import FormatDefect, Misplaced
from mips_pi_rules.documents.made import made_later, read_as
from mips_pi_rules.documents.places import Place, Places, is_place, nearest
from mips_pi_rules.frozenmap import FrozenMap

T = TypeVar("T")

OUR_CATEGORY: Final = "pi"
OTHER_CATEGORIES: Final = frozenset({"quality", "ia", "cost"})
MAX_COUNT: Final = 2**53 - 1  # the largest whole number that JSON readers agree on
DEFAULT_PROGRAM: Final = "mips"
AppliesTo = Literal["clinician", "group", "virtualGroup", "apm", "subgroup"]
SubmissionMethod = Literal["registry", "electronicHealthRecord"]
# Each entity type, and what a score for it applies to.
APPLIES_TO: Final[Mapping[str, AppliesTo]] = {
    "individual": "clinician",
    "group": "group",
    "virtualGroup": "virtualGroup",
    "apm": "apm",
    "subgroup": "subgroup",
}
SUBMISSION_METHODS: Final = get_args(SubmissionMethod)


class Refused(Enum):
    """What stands for a part of the document that could not be read as what it should be."""

    REFUSED = "refused"

    def __repr__(self) -> str:
        return "REFUSED"


REFUSED: Final = Refused.REFUSED

# What a value made by hand may be. A wrong one raises where it is made, by the name of its field
# and without what stood there: nothing later has to ask again.
_TEXT: Final = (str, NoneType, Refused)
_COUNT: Final = (int, NoneType, Refused)
_DAY: Final = (date, NoneType, Refused)
_LIST: Final = (tuple, NoneType, Refused)
_VALUE_TYPES: Final = "true, false, a Proportion or None"


def _refuse(field_name: str, takes: str) -> Never:
    raise TypeError(f"{field_name} takes {takes}")


def _require(value: object, **takes: tuple[tuple[type, ...], str]) -> None:
    for name, (types, words) in takes.items():
        if not isinstance(getattr(value, name), types):
            _refuse(name, words)


def _require_all(name: str, items: object, types: type | tuple[type, ...], takes: str) -> None:
    for item in items if isinstance(items, tuple) else ():
        if not isinstance(item, types):
            _refuse(name, takes)


def _listed(value: Any) -> Any:
    """A tuple for a list; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def _placed(value: Any) -> Any:
    """Places given by hand, looked at; those of a reader are a FrozenMap and as they should be."""
    if isinstance(value, FrozenMap) or not isinstance(value, Mapping):
        return value
    if not all(isinstance(at, str) and is_place(place) for at, place in value.items()):
        _refuse("places", _OF_SUBMISSION["places"][1])
    return FrozenMap(value)


def _shown(*known: str) -> Any:
    """A `repr` that shows only what is one of these names, and no text of the caller's."""

    def show(value: object) -> str:
        return repr(value) if not isinstance(value, str) or value in known else "'…'"

    return show


def _shown_year(value: object) -> str:
    return repr(value) if not isinstance(value, int) or 1000 <= value <= 9999 else "…"


@frozen(eq=False, repr=False)
class Proportion(ByValue):
    """A numerator and a denominator, each a count, missing (None) or REFUSED.

    `other_keys`: whether the object had any further key, which CMS's API refuses. Raises TypeError,
    naming the field, for values of another type, ValueError for numbers that are no count.
    """

    numerator: int | Refused | None = None
    denominator: int | Refused | None = None
    other_keys: bool = False

    def __attrs_post_init__(self) -> None:
        for name, number in (("numerator", self.numerator), ("denominator", self.denominator)):
            if not isinstance(number, _COUNT) or isinstance(number, bool):
                _refuse(name, "a whole number or None")
            if isinstance(number, int) and not 0 <= number <= MAX_COUNT:
                raise ValueError(f"{name} takes whole numbers from 0 to {MAX_COUNT}")
        if not isinstance(self.other_keys, bool):
            _refuse("other_keys", "true or false")


_VALUE: Final = (bool, Proportion, NoneType, Refused)


@frozen(eq=False, repr=False)
class Measurement(ByValue):
    """One row: a measure, exclusion or engagement-level id with its value; None is blank.

    `unread` holds the right names of fields that stand there where they are not read: under a name
    much like theirs or, counts, beside a value that is blank.

    Raises TypeError, naming the field, for values of another type.
    """

    measure_id: str | Refused | None = field(default=None, repr=_shown())
    value: bool | Proportion | Refused | None = None
    unread: tuple[str, ...] = field(default=(), eq=False, converter=_listed)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.measure_id, _TEXT):
            _refuse("measure_id", "text or None")
        if not isinstance(self.value, _VALUE):
            _refuse("value", _VALUE_TYPES)
        if self.unread != ():
            _require(self, unread=((tuple,), "a tuple of text"))
            _require_all("unread", self.unread, str, "a tuple of text")


@frozen(eq=False, repr=False, slots=False)
class MeasurementSet(ByValue):
    """One set of the category, or one whose `category` is REFUSED.

    `misspelt` holds the right names of fields that stand there under a name much like them. Raises
    TypeError, naming the field, for values of another type; a list of measurements is taken, a
    datetime as a day is not.
    """

    category: str | Refused | None = field(
        default=None, repr=_shown(OUR_CATEGORY, *OTHER_CATEGORIES)
    )
    submission_method: str | Refused | None = field(default=None, repr=_shown(*SUBMISSION_METHODS))
    program_name: str | Refused | None = field(default=None, repr=_shown(DEFAULT_PROGRAM))
    cehrt_id: str | Refused | None = field(default=None, repr=False)
    performance_start: date | Refused | None = None
    performance_end: date | Refused | None = None
    measurements: tuple[Measurement | Refused, ...] | Refused | None = field(
        default=None, converter=_listed
    )
    source: str | None = field(default=None, repr=_shown())
    misspelt: tuple[str, ...] = field(default=(), eq=False, converter=_listed)
    likely: str | None = field(default=None, eq=False)  # of a category REFUSED: what was meant

    def __attrs_post_init__(self) -> None:
        _require(self, **_OF_SET)
        for name in ("performance_start", "performance_end"):
            if isinstance(getattr(self, name), datetime):
                _refuse(name, _OF_SET[name][1])
        takes = _OF_SET["measurements"][1]
        _require_all("measurements", self.measurements, (Measurement, Refused), takes)
        _require_all("misspelt", self.misspelt, str, _OF_SET["misspelt"][1])


# The measurement sets of a submission; what was no object among them is REFUSED.
Sets = tuple[MeasurementSet | Refused, ...] | Refused | None
_Takes = Mapping[str, tuple[tuple[type, ...], str]]

_OF_SET: Final[_Takes] = {
    **dict.fromkeys(
        ("category", "submission_method", "program_name", "cehrt_id"), (_TEXT, "text or None")
    ),
    **dict.fromkeys(
        ("performance_start", "performance_end"), (_DAY, "a date (no datetime) or None")
    ),
    "measurements": (_LIST, "a tuple or list of Measurement, or None"),
    "source": ((str, NoneType), "text or None"),
    "misspelt": ((tuple,), "a tuple of text"),
    "likely": ((str, NoneType), "text or None"),
}


@frozen(eq=False, repr=False, slots=False)
class Submission(ByValue):
    """A whole submission. Identifiers are kept out of the `repr`: a TIN may be a person's SSN.

    `bare`: the document was one measurement set with an embedded `submission` object; `wrapper`:
    pointer to it inside an answer of CMS's API. `program_misplaced`: a programName stood in that
    object. `repeated`: pointers to objects in which a name stood twice. In `measurement_sets` what
    was no object is REFUSED; `left_out`: places in the caller's list of the sets of other
    categories, in their order. Raises TypeError, naming the field, for values of another type;
    lists are taken for tuples.
    """

    performance_year: int | Refused | None = field(default=None, repr=_shown_year)
    entity_type: str | Refused | None = field(default=None, repr=_shown(*APPLIES_TO))
    taxpayer_identification_number: str | Refused | None = field(default=None, repr=False)
    national_provider_identifier: str | Refused | None = field(default=None, repr=False)
    entity_id: str | Refused | None = field(default=None, repr=False)
    measurement_sets: Sets = field(default=None, converter=_listed)
    program_misplaced: bool = False
    repeated: tuple[str, ...] = field(default=(), converter=_listed)
    left_out: tuple[int, ...] = field(default=(), eq=False, converter=_listed)
    misspelt: tuple[str, ...] = field(default=(), eq=False, converter=_listed)
    misplaced: tuple[Misplaced, ...] = field(default=(), eq=False, converter=_listed)
    # How many submissions an answer of CMS's API holds; where it is not one, none of them is read.
    submissions: int = field(default=1, eq=False)
    bare: bool = field(default=False, eq=False)
    wrapper: str = field(default="", eq=False)
    # What is wrong with it beyond its values. Of a document in another format too: by pointer into
    # the QPP JSON form the line, column and path at which each part stands; the extensions of its
    # report template.
    format_defects: tuple[FormatDefect, ...] = field(default=(), eq=False, converter=_listed)
    places: FrozenMap[Place] = field(factory=FrozenMap, converter=_placed, eq=False, repr=False)
    report_templates: tuple[str, ...] | None = field(default=None, eq=False, repr=False)

    @classmethod
    def with_places_later(cls, values: dict[str, Any]) -> "Submission":
        """A submission whose `places` are worked out when they are first asked for.

        `values` are all its other fields, and as `_places` what knows them. Most are never asked
        for them; until one is, it keeps what it was read from.
        """
        return read_as(cls, values)

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(Submission)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def nearest_places(self, pointers: Collection[str]) -> dict[str, Place]:
        """By pointer the place of the nearest part that has one."""
        later: Places | None = self.__dict__.get("_places")
        return nearest(self.places, pointers) if later is None else later.nearest(pointers)

    def __attrs_post_init__(self) -> None:
        _require(self, **_OF_SUBMISSION)
        if isinstance(self.performance_year, bool):
            _refuse("performance_year", _OF_SUBMISSION["performance_year"][1])
        for name, types in _ITEMS.items():
            _require_all(name, getattr(self, name), types, _OF_SUBMISSION[name][1])


def _places(submission: Submission) -> FrozenMap[Place]:
    """The places of a submission that has none yet; what knew them is kept no longer."""
    own = submission.__dict__
    later: Places | None = own.get("_places")
    if later is not None:
        own["places"] = FrozenMap(later.every())
        own["_places"] = None  # after them, so that another thread has one of both
    if "places" not in own:
        raise AttributeError("places")
    found: FrozenMap[Place] = own["places"]
    return found


made_later(Submission, "places", _places)

_ITEMS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "measurement_sets": (MeasurementSet, Refused),
    "repeated": str,
    "left_out": int,
    "misspelt": str,
    "misplaced": Misplaced,
    "format_defects": FormatDefect,
    "report_templates": str,
}
_OF_SUBMISSION: Final[_Takes] = {
    "performance_year": (_COUNT, "a whole number or None"),
    **dict.fromkeys(
        (
            "entity_type",
            "taxpayer_identification_number",
            "national_provider_identifier",
            "entity_id",
        ),
        (_TEXT, "text or None"),
    ),
    "measurement_sets": (_LIST, "a tuple or list of MeasurementSet, or None"),
    "program_misplaced": ((bool,), "true or false"),
    "repeated": ((tuple,), "a tuple of text"),
    "left_out": ((tuple,), "a tuple of whole numbers"),
    "misspelt": ((tuple,), "a tuple of text"),
    "misplaced": ((tuple,), "a tuple of Misplaced"),
    "submissions": ((int,), "a whole number"),
    "bare": ((bool,), "true or false"),
    "wrapper": ((str,), "text"),
    "format_defects": ((tuple,), "a tuple of FormatDefect"),
    "places": ((Mapping,), "a mapping from pointers to line, column and steps"),
    "report_templates": ((tuple, NoneType), "a tuple of text, or None"),
}
