"""The names of the wire: fields that are read, that are tolerated, and what a near miss meant."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from mips_pi_rules.documents.spelling import Names

# Fields that CMS's API, its responses and registries use, by place. The first group of each is
# what is read here, and so what a near miss may have meant.
SUBMISSION_FIELDS: Final = {
    "performance_year": "performanceYear",
    "entity_type": "entityType",
    "taxpayer_identification_number": "taxpayerIdentificationNumber",
    "national_provider_identifier": "nationalProviderIdentifier",
    "entity_id": "entityId",
}
# Identifiers of nobody, each in its form: what stands for those that only a caller has.
EXAMPLES: Final = {
    "taxpayerIdentificationNumber": "000000001",
    "nationalProviderIdentifier": "0000000001",
    "entityId": "EXAMPLE",
}
SET_FIELDS: Final = {
    "category": "category",
    "submission_method": "submissionMethod",
    "program_name": "programName",
    "cehrt_id": "cehrtId",
    "performance_start": "performanceStart",
    "performance_end": "performanceEnd",
    "measurements": "measurements",
    "source": "source",
}
ROW_FIELDS: Final = {"measure_id": "measureId", "value": "value"}
COUNTS: Final = ("numerator", "denominator")  # of a proportion, inside the value of its row
_TOLERATED = frozenset(
    {"id", "createdAt", "updatedAt", "submitterId", "submissionId", "submission", "suppressed"}
    | {"source", "programName"}
)
_IN_A_SET: Final = "in the measurement set"
_AS_ENTITY_ID: Final = "as entityId if the entity type has one"
# Right fields that are seen in the submission itself, and where each belongs; the last three are
# names of CMSgov/qpp-conversion-tool.
MISPLACED: Final = dict.fromkeys(
    (
        "cehrtId",
        "performanceStart",
        "performanceEnd",
        "programName",
        "category",
        "submissionMethod",
        "measurements",
    ),
    _IN_A_SET,
) | dict.fromkeys(("virtualGroupId", "apmEntityId", "subgroupId"), _AS_ENTITY_ID)
# Where the sets of a whole submission belong that has another object around it.
OUTERMOST: Final = "in the outermost object, with the other fields of the submission beside it"
_KNOWN_ELSEWHERE: Final = _TOLERATED | MISPLACED.keys()

# Fields of the submission that are seen in a measurement set, and where each belongs.
OF_THE_HEAD: Final = {
    name: "in the submission itself" + (" if the entity type has it" if name in EXAMPLES else "")
    for name in SUBMISSION_FIELDS.values()
}

# The fields of a form beside measures and levels, which findings name by the same words.
FORM_FIELDS: Final = frozenset({*SUBMISSION_FIELDS.values(), *SET_FIELDS.values()}) - {
    "measurements",
    "source",
}
# What a name is that is seen in the place of one of these.
FIELDS_MEANT: Final = {name: name for name in FORM_FIELDS} | {
    name: "entityId" for name, belongs in MISPLACED.items() if belongs == _AS_ENTITY_ID
}

FIELD_NAMES: Final = frozenset(
    {*SUBMISSION_FIELDS.values(), *SET_FIELDS.values(), *ROW_FIELDS.values()}
    | {"measurementSets", "submission", *COUNTS}
    | {"data", "submissions", "measurementSet"}
)


@frozen(eq=False, repr=False)
class KnownNames:
    """Names of the fields of an object: those that are read, and those that are no misspelling."""

    names: tuple[str, ...]
    right: frozenset[str]
    like: Names

    @classmethod
    def of(cls, names: Iterable[str]) -> "KnownNames":
        """These names, and those that are right anywhere."""
        several = tuple(names)
        return cls(several, frozenset(several) | _KNOWN_ELSEWHERE, Names.of(several))


IN_ROW: Final = KnownNames.of(ROW_FIELDS.values())
IN_SET: Final = KnownNames.of(SET_FIELDS.values())
IN_EMBEDDED: Final = KnownNames.of(SUBMISSION_FIELDS.values())
IN_SUBMISSION: Final = KnownNames.of((*SUBMISSION_FIELDS.values(), "measurementSets"))


def near_misses(mapping: Mapping[str, Any], known: KnownNames) -> tuple[str, ...]:
    """The known names that are absent while an unknown name much like them is there."""
    if known.right.issuperset(mapping):
        return ()
    meant: set[str] = set()
    for key in mapping:
        if isinstance(key, str) and len(key) > 3 and key not in known.right:
            meant.update(known.like.near(key))
    return tuple(name for name in known.names if name in meant and name not in mapping)
