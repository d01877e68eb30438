"""Defects as conditions on QPP JSON: each is there unless the document follows a schema.

What facts/measures.py and documents/qpp.py find wrong with values, rows and sets, said as schemas.
Not here is what no schema can say (a numerator above its denominator, two sets of one key) and
what has no outcome (names that are misspelt).
"""

from collections.abc import Mapping
from typing import Final

from mips_pi_rules.documents.submission import (
    OTHER_CATEGORIES,
    OUR_CATEGORY,
    SUBMISSION_METHODS,
)
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.reference.askable import Fact, form_of, two_rows, with_id, with_value
from mips_pi_rules.reference.conditions import (
    Condition,
    Part,
    Says,
    Schema,
    every,
    no,
    only,
    some,
)

_NULL: Final[Schema] = {"type": "null"}


def right_values(policy: Policy) -> dict[str, dict[str, str]]:
    """By defect what its message may name before there is a document."""
    of_year = {"year": str(policy.performance_year)}
    return {
        "categories": {"right": OUR_CATEGORY},
        "submissionMethods": {"right": ", ".join(SUBMISSION_METHODS)},
        "programs": {"right": ", ".join(policy.program_kinds)},
        "unknownMeasures": of_year,
    }


_SETS: Final[Schema] = {
    "properties": {"measurementSets": {"type": ["array", "null"], "items": {"type": "object"}}}
}
_CATEGORIES: Final[Schema] = {
    "properties": {"category": {"enum": [OUR_CATEGORY, *sorted(OTHER_CATEGORIES)]}},
    "required": ["category"],
}
_PROGRAM_INSIDE: Final[Schema] = {
    "properties": {"submission": {"properties": {"programName": _NULL}}}
}


def of_document() -> dict[str, Fact]:
    """Those of the document that JSON can have."""
    return {
        "shapes": _unless("document", _SETS, {}),
        "categories": _unless("anySet", _CATEGORIES),
        "programsMisplaced": _unless("document", {}, _PROGRAM_INSIDE),
    }


def readable() -> Condition:
    """Which sets are of the category can be told."""
    return every((Says("document", _SETS, {}), Says("anySet", _CATEGORIES)))


def of_set(policy: Policy, wire: Mapping[str, Schema]) -> dict[str, Fact]:
    """Those of a set; `wire` has the parts of submission.schema.json by name."""
    given = wire["promotingInteroperabilitySet"]["properties"]
    method = {"enum": list(SUBMISSION_METHODS)}
    rows: Schema = {"type": ["array", "null"], "items": {"type": "object"}}
    proportions = [n for n, one in policy.measures.items() if one.kind == "proportion"]
    others = [name for name in policy.roles if name not in proportions]
    dates = {name: form_of(given[name]) for name in ("performanceStart", "performanceEnd")}
    counts: Schema = {
        "properties": {name: form_of(wire["count"]) for name in ("numerator", "denominator")}
    }
    pair: Schema = {
        "type": "object",
        "properties": {"numerator": True, "denominator": True},
        "required": ["numerator", "denominator"],
        "additionalProperties": False,
    }
    whole = with_value(proportions, {"type": "object", **pair})
    known: Schema = {"enum": [None, *policy.program_kinds]}
    return {
        "shapes": _unless("set", {"properties": {"measurements": rows}}),
        "submissionMethods": _unless(
            "set",
            {"properties": {"submissionMethod": method}, "required": ["submissionMethod"]},
        ),
        "dates": _unless("set", {"properties": dates}),
        "cehrtIds": _unless("set", {"properties": {"cehrtId": {"type": ["string", "null"]}}}),
        "programs": _unless("set", {"properties": {"programName": known}}),
        "measureIds": _unless_row(
            {"properties": {"measureId": {"type": "string"}}, "required": ["measureId"]}
        ),
        "unknownMeasures": _unless_row(
            {
                "if": {"properties": {"measureId": {"type": "string"}}},
                "then": {"properties": {"measureId": {"enum": list(policy.roles)}}},
            }
        ),
        "duplicateMeasures": Fact(some(two_rows(with_id([name]), name) for name in policy.roles)),
        "yesNoValues": _unless_row(
            {
                "if": with_id(others),
                "then": {"properties": {"value": {"type": ["boolean", "null"]}}},
            }
        ),
        "proportionValues": _unless_row(
            {
                "if": with_id(proportions),
                "then": {"properties": {"value": {"anyOf": [_NULL, pair]}}},
            }
        ),
        "counts": _unless_row({"if": whole, "then": {"properties": {"value": counts}}}),
    }


def _unless(part: Part, right: Schema, bare: Schema | None = None) -> Fact:
    """A defect that is there unless the part follows a schema."""
    return Fact(no(Says(part, right, bare)))


def _unless_row(right: Schema) -> Fact:
    """A defect that is there unless each row that is an object follows a schema."""
    return Fact(no(Says("rows", {"items": only("object", right)})))
