"""Defects: what was found wrong or odd, each with its place; rules say that there is none.

The tables name every kind and the values that it brings for the message of its rule.
facts.schema.json says the same of the JSON, and a rulebook that is loaded is held to it. Facts
hold only what was found.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final, NotRequired, TypedDict


class Defect(TypedDict):
    """One defect: where it stands, what its message names, and its law where that is its own."""

    at: str
    values: Mapping[str, Any]
    cites: NotRequired[list[str]]


Defects = dict[str, list[Defect]]

_ROW: Final = frozenset({"measureId"})
_RIGHT: Final = frozenset({"right"})
_THRESHOLD: Final = frozenset({"measureId", "measure", "count", "threshold"})
_NOTHING: Final[frozenset[str]] = frozenset()

OF_SUBMISSION: Final[Mapping[str, Collection[str]]] = {
    "duplicateKeys": _NOTHING,
    "shapes": frozenset({"expected"}),
    "categories": _RIGHT,
    "duplicateSets": _NOTHING,
    "programsMisplaced": _NOTHING,
    "misspeltFields": _RIGHT,
    "misplacedFields": frozenset({"field", "right"}),
    "conflictingValues": frozenset({"field", "called"}),
    "periods": frozenset({"count"}),
    "sections": frozenset({"count"}),
    "otherCehrtIds": _NOTHING,
    "pathwaysUnused": _NOTHING,
    "pathwaysMisplaced": _NOTHING,
    "dateForms": _NOTHING,
    "measuresOutside": _NOTHING,
    "sectionsBeside": _NOTHING,
    "codedTypes": _NOTHING,
    "templates": _NOTHING,
    "claimsWithoutRoute": frozenset({"context", "given", "entityType", "year", "why", "instead"}),
}
OF_SET: Final[Mapping[str, Collection[str]]] = {
    "shapes": frozenset({"expected"}),
    "submissionMethods": _RIGHT,
    "measureIds": _NOTHING,
    "dates": _NOTHING,
    "cehrtIds": _NOTHING,
    "misspeltFields": _RIGHT,
    "programs": _RIGHT,
    "unknownMeasures": frozenset({"year", "right"}),
    "duplicateMeasures": _ROW,
    "yesNoValues": _ROW,
    "proportionValues": _ROW,
    "counts": _ROW,
    "bounds": frozenset({"measureId", "numerator", "denominator"}),
    "blankRows": _ROW,
    "falseRows": _ROW,
    "unsupportedYes": frozenset({"measureId", "gap"}),
    "needlessNo": _ROW,
    "exclusionsOverThreshold": _THRESHOLD,
    "exclusionsToCheck": _THRESHOLD,
    "cehrtInPlaceLate": frozenset({"day", "start"}),
    "cehrtCertifiedLate": frozenset({"day", "end"}),
    "lateRegistrations": frozenset({"measureId", "day", "lastDay", "start"}),
    "unansweredRequests": frozenset({"measureId", "count", "failures"}),
}

OF_JUDGMENT: Final[Mapping[str, Collection[str]]] = {
    "conflicts": frozenset({"measureId", "title"}),
}


def note(
    defects: Defects, name: str, pointer: str, *, cites: Collection[str] = (), **values: Any
) -> None:
    """Note a defect of a kind: its place, what its message names, and law of its own if any."""
    defect: Defect = {"at": pointer, "values": values}
    if cites:
        defect["cites"] = list(cites)
    defects.setdefault(name, []).append(defect)
