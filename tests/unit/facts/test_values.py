"""Typed dicts of facts and facts.schema.json say the same: names, what is required, and types."""

from types import UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

import pytest

from mips_pi_rules.facts import values
from mips_pi_rules.facts.defects import Defects
from support.cases import SCHEMAS, Json, read_json

PARTS: Json = read_json(SCHEMAS / "facts.schema.json")["$defs"]
TYPED = {
    "submission": values.DocumentRecord,
    "set": values.SetRecord,
    "measure": values.MeasureRecord,
    "choice": values.ChoiceRecord,
    "judgment": values.JudgmentRecord,
    "unreadable": values.UnreadableRecord,
}
NESTED = {values.Identifiers: "submission/identifiers", values.Period: "set/period"}
JSON = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def json_types(hint: Any) -> set[str]:
    """The JSON types of a type hint."""
    origin = get_origin(hint)
    if origin in (NotRequired, Required):
        return json_types(get_args(hint)[0])
    if origin in (Union, UnionType):
        found = set().union(*map(json_types, get_args(hint)))
        return found - {"integer"} if "number" in found else found
    if origin is Literal:
        return {JSON[type(value)] for value in get_args(hint)}
    if hint in JSON:
        return {JSON[hint]}
    return {"array" if origin is list else "object"}


def schema_types(schema: Json) -> set[str]:
    if "$ref" in schema:
        return schema_types(PARTS[schema["$ref"].removeprefix("#/$defs/")])
    if "const" in schema:
        return {JSON[type(schema["const"])]}
    kind = schema["type"]
    return {kind} if isinstance(kind, str) else set(kind)


def literals(hint: Any) -> set[Any]:
    if get_origin(hint) in (NotRequired, Required, list):
        return literals(get_args(hint)[0])
    return set(get_args(hint)) if get_origin(hint) is Literal else set()


def choices(schema: Json) -> set[Any]:
    if "$ref" in schema:
        return choices(PARTS[schema["$ref"].removeprefix("#/$defs/")])
    return choices(schema["items"]) if "items" in schema else set(schema.get("enum", ()))


def schemas() -> list[tuple[Any, Json]]:
    nested = []
    for cls, place in NESTED.items():
        part, name = place.split("/")
        nested.append((cls, PARTS[part]["properties"][name]))
    return [(cls, PARTS[name]) for name, cls in TYPED.items()] + nested


@pytest.mark.parametrize(("cls", "schema"), schemas(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_typed_dict_is_its_part_of_the_schema(cls: Any, schema: Json) -> None:
    hints = get_type_hints(cls, include_extras=True)
    assert set(hints) == set(schema["properties"])
    assert cls.__required_keys__ == set(schema["required"])
    for name, hint in hints.items():
        said = schema["properties"][name]
        if hint not in (Defects, NotRequired[Defects], Required[Defects]):
            assert json_types(hint) == schema_types(said), name
            if literals(hint) - {False}:
                assert literals(hint) == choices(said), name


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("choices x state", True),
        ("measures X answer", True),
        ("measures X levels 0", True),
        ("measures X numerator", False),
        ("measures X denominator", False),
        ("measures X preProductionAgain", False),
        ("measures X preProductionBefore", False),
        ("measures X", False),
        ("measures", False),
        ("period days", False),
        ("", False),
    ],
)
def test_what_is_said_of_measures_alone_is_the_same_in_all_sets_that_say_it(
    path: str, said: bool
) -> None:
    assert values.is_said(path.split()) is said
