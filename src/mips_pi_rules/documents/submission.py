"""The QPP submission document as values, in so far as it is about this category.

What has the wrong type is REFUSED, which the rules then report with its place; `null` and absent
are the same, None. Measurement sets of other categories (quality, ia, cost) are not kept. Source
of the format: CMSgov/qpp-submissions-docs.
"""

from datetime import date
from enum import Enum
from typing import Final, Literal

from attrs import field, frozen

from mips_pi_rules.frozenmap import FrozenMap

OUR_CATEGORY: Final = "pi"
DEFAULT_PROGRAM: Final = "mips"
# Each entity type, and what a score for it applies to.
APPLIES_TO: Final = {
    "individual": "clinician",
    "group": "group",
    "virtualGroup": "virtualGroup",
    "apm": "apm",
    "subgroup": "subgroup",
}
SUBMISSION_METHODS: Final = ("registry", "electronicHealthRecord")


class Refused(Enum):
    """What stands for a part of the document that could not be read as what it should be."""

    REFUSED = "refused"

    def __repr__(self) -> str:
        return "REFUSED"


REFUSED: Final = Refused.REFUSED
Part = Literal[Refused.REFUSED]


@frozen
class Proportion:
    """A numerator and a denominator, each a count, missing (None) or REFUSED.

    `other_keys`: whether the object had any further key, which CMS's API refuses.
    """

    numerator: int | Part | None = None
    denominator: int | Part | None = None
    other_keys: bool = False


@frozen
class Measurement:
    """One row: a measure, exclusion or engagement-level id with its value; None is blank."""

    measure_id: str | Part | None = None
    value: bool | Proportion | Part | None = None
    misspelt: tuple[str, ...] = field(default=(), eq=False)


@frozen
class MeasurementSet:
    """One set of the category, or one whose `category` is REFUSED.

    `index` is its place in the caller's measurementSets; `misspelt` holds the right names of
    fields that stand there under a name much like them.
    """

    category: str | Part | None = None
    submission_method: str | Part | None = None
    program_name: str | Part | None = None
    cehrt_id: str | Part | None = field(default=None, repr=False)
    performance_start: date | Part | None = None
    performance_end: date | Part | None = None
    measurements: tuple[Measurement | Part, ...] | Part | None = None
    source: str | None = None
    misspelt: tuple[str, ...] = field(default=(), eq=False)
    likely: str | None = field(default=None, eq=False)  # of a category REFUSED: what was meant
    index: int = field(default=0, eq=False)


@frozen
class Problem:
    """What a reader of another format found wrong with the document, for a rule over `name`.

    `at`: pointer into the QPP JSON form; `values`: what the rule's message names, from closed
    lists only.
    """

    name: str
    at: str
    values: FrozenMap[str] = field(factory=FrozenMap)


@frozen
class Misplaced:
    """A field that stands where it is not read, and where it belongs; its value is not used."""

    field: str
    belongs: str


@frozen
class Submission:
    """A whole submission. Identifiers are kept out of the `repr`: a TIN may be a person's SSN.

    `bare`: the document was one measurement set with an embedded `submission` object; `wrapper`:
    pointer to it inside an answer of CMS's API. `program_misplaced`: a programName stood in that
    object. `repeated`: pointers to objects in which a name stood twice. `refused_sets`: places in
    measurementSets that are no object.
    """

    performance_year: int | Part | None = None
    entity_type: str | Part | None = None
    taxpayer_identification_number: str | Part | None = field(default=None, repr=False)
    national_provider_identifier: str | Part | None = field(default=None, repr=False)
    entity_id: str | Part | None = field(default=None, repr=False)
    measurement_sets: tuple[MeasurementSet, ...] | Part | None = None
    program_misplaced: bool = False
    repeated: tuple[str, ...] = ()
    refused_sets: tuple[int, ...] = ()
    misspelt: tuple[str, ...] = field(default=(), eq=False)
    misplaced: tuple[Misplaced, ...] = field(default=(), eq=False)
    bare: bool = field(default=False, eq=False)
    wrapper: str = field(default="", eq=False)
    # Of a document in another format: what is wrong with it beyond its values, and by pointer
    # into the QPP JSON form the line, column and path (XPath) at which each part stands; the
    # extensions of its report template.
    problems: tuple[Problem, ...] = field(default=(), eq=False)
    places: FrozenMap[tuple[int, int, str]] = field(factory=FrozenMap, eq=False, repr=False)
    report_templates: tuple[str, ...] | None = field(default=None, eq=False, repr=False)
