"""The code written from schemas: it asks what they say, and nothing that facts say anyway."""

import json
from typing import Any

import pytest

from mips_pi_rules.law.keywords import PARAMETER
from mips_pi_rules.law.predicates import function
from mips_pi_rules.law.shapes import Shape
from support.cases import DATA, Json, read_json

# `known`: what the facts are, of the cases that say so; of the others nothing is known.
WRITTEN: Json = read_json(DATA / "written.json")
KNOWN: Json = WRITTEN["known"]


def code(schema: Any, known: Any) -> list[str]:
    """The lines of the functions that a schema is written as, without what all have."""
    shape = Shape.of(known, WRITTEN["definitions"])
    source = function([schema], WRITTEN["year"], shape).source
    return [
        line.strip().removesuffix(": broken.append(0)")
        for line in source.splitlines()
        if line and not line.startswith("def ") and line.split()[0] != "broken"
        if line != "    return broken"
    ]


@pytest.mark.parametrize("case", WRITTEN["cases"], ids=lambda case: json.dumps(case["schema"]))
def test_a_schema_is_written_so(case: Json) -> None:
    assert code(case["schema"], KNOWN if case["known"] else True) == case["code"]


def test_a_schema_left_to_jsonschema_has_the_parameters_of_the_year_too() -> None:
    schema = {"minProperties": 1, "properties": {"a": {"$ref": PARAMETER + "few"}}}
    judge = function([schema], WRITTEN["year"])
    assert [judge(value) for value in ({}, {"a": [1]}, {"a": [1, 2, 3, 4]})] == [[0], [], [0]]
