"""The code written from schemas: it asks what they say, and nothing that facts say anyway."""

import json
from typing import Any

import pytest

from mips_pi_rules.law.keywords import PARAMETER, constraints
from mips_pi_rules.law.predicates import function
from mips_pi_rules.law.shapes import Shape
from mips_pi_rules.law.writing import GIVEN
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


@pytest.mark.parametrize(
    "word",
    [
        *("$schema", "$id", "$comment", "title", "description", "examples"),
        *("x-rule", "basis", "cites"),
    ],
)
def test_what_only_describes_is_passed_over(word: str) -> None:
    said: Json = {word: "x", "const": 1}
    assert code(said, True) == code({"const": 1}, True)
    assert constraints(said) == {"const": 1}


def test_of_no_values_none_is_right() -> None:
    assert [function([{"enum": []}])(value) for value in (1, "a", None)] == [[0], [0], [0]]


def test_a_reference_that_leads_elsewhere_is_left_to_jsonschema() -> None:
    schema = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    judge = function([schema], WRITTEN["year"])
    assert [judge(value) for value in ({"type": "string"}, {"type": 5})] == [[], [0]]
    with pytest.raises(KeyError, match="none"):
        function([{"$ref": f"{PARAMETER}none"}], WRITTEN["year"])


def test_a_schema_left_to_jsonschema_has_the_parameters_of_the_year_too() -> None:
    schema = {"minProperties": 1, "properties": {"a": {"$ref": PARAMETER + "few"}}}
    judge = function([schema], WRITTEN["year"])
    assert [judge(value) for value in ({}, {"a": [1]}, {"a": [1, 2, 3, 4]})] == [[0], [], [0]]


def nested(levels: int) -> Any:
    """A schema of so many levels that an odd number of negations makes hold for text alone."""
    schema: Any = {"type": "string"}
    for _ in range(levels):
        schema = {"not": schema}
    return schema


def test_what_is_too_deep_for_python_is_left_to_jsonschema() -> None:
    for levels, written in [(32, True), (33, False)]:
        judge = function([nested(levels)])
        assert ("(not " in judge.source) is written
        assert judge("text") == ([] if levels % 2 == 0 else [0])
        assert judge(5) == ([0] if levels % 2 == 0 else [])


def test_a_schema_that_is_not_written_leaves_nothing_behind_and_takes_nothing_away() -> None:
    first = {"properties": {"a": {"enum": ["x", "y"]}}}
    second = {"properties": {"b": {"enum": ["z"]}, "a": True}, "minProperties": 1}
    assert function([first, second])({"a": "z", "b": "z"}) == [0]
    judge = function([first, second, first])
    names = {name for name in judge.constants if name not in GIVEN}
    assert {"x", "y"} in judge.constants.values()
    assert {"z"} not in judge.constants.values()
    assert len(names) == 2  # the set, and what jsonschema says of the second
    assert [judge(value) for value in ({"a": "x"}, {"a": "z"}, {}, {"a": "x", "b": 1})] == [
        [], [0, 2], [1], [1],
    ]  # fmt: skip


def test_equal_constants_have_one_name_and_others_their_own() -> None:
    def names(*schemas: Any) -> int:
        return len(function(list(schemas)).constants.keys() - GIVEN.keys())

    assert names({"enum": ["a", "b"]}, {"enum": ["b", "a"]}) == 1
    assert names({"enum": ["a", "b"]}, {"enum": ["a"]}) == 2
    assert names({"const": 1}, {"const": 1}) == 1
    assert names({"const": 1}, {"const": 1.0}) == 2
    assert names({"const": [1]}, {"const": [1]}) == 2  # lists are not compared


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (1, 1.0, True), (True, 1, False), (1, True, False), (False, 0, False), (True, True, True),
        ([1, 2], [1, 2.0], True), ([1, 2], [1, 3], False), ([1], [1, 2], False), ([1], 1, False),
        ([True], [1], False), ({"a": 1}, {"a": 1.0}, True), ({"a": 1}, {"b": 1}, False),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, False), ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1}, [1], False), ([1], {"a": 1}, False), ({"a": [1]}, {"a": [True]}, False),
        (None, 0, False), ("a", "a", True), ([], {}, False), ({}, [], False), ([], [], True),
    ],
)  # fmt: skip
def test_values_are_equal_as_json_has_it(a: Any, b: Any, same: bool) -> None:
    assert GIVEN["equal"](a, b) is same
