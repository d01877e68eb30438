"""Rules as they are compiled say what jsonschema says of them, whatever the facts."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from mips_pi_rules.law import shapes
from mips_pi_rules.law.predicates import function
from support.anyfacts import KEYS, anything, changed, known_facts, part
from support.cases import Json
from support.shipped import BY_ID, PARAMETER, POLICIES, YEAR

every_year = pytest.mark.parametrize("year", POLICIES)


@cache
def registry(year: int) -> Registry[Any]:
    contents = {"$defs": POLICIES[year]["parameters"]}
    return Registry().with_resource(YEAR, Resource.from_contents(contents, DRAFT202012))


def compiled_and_stock(year: int, schema: Any) -> tuple[Any, Any]:
    """Two ways to ask whether a schema holds: our predicate, and jsonschema itself."""
    stock = Draft202012Validator(schema, registry=registry(year))
    return alone(schema, year), stock.is_valid


def alone(schema: Any, year: int, *shape: shapes.Shape) -> Callable[[Any], bool]:
    """Whether one schema holds, as the code that is written of it says."""
    broken = function([schema], POLICIES[year]["parameters"], *shape)
    return lambda value: not broken(value)


@cache
def pairs(year: int, over: str) -> dict[str, tuple[Any, Any]]:
    rules = {name: BY_ID[name] for name in POLICIES[year]["rules"]}
    found = {
        name: compiled_and_stock(year, rule)
        for name, rule in rules.items()
        if rule["x-rule"]["over"] == over
    }
    if over == "set":
        for reading in POLICIES[year]["readings"]:
            if "when" in reading:
                found[reading["id"]] = compiled_and_stock(year, reading["when"])
    return found


@every_year
@given(data=st.data())
def test_the_compiled_rule_says_what_jsonschema_says(year: int, data: st.DataObject) -> None:
    over = data.draw(st.sampled_from(["submission", "set", "measure"]))
    base = st.sampled_from([facts for kind, facts in known_facts(year) if kind == over])
    facts = data.draw(base.flatmap(lambda one: changed(one, least=1)) | anything)
    for name, (holds, valid) in pairs(year, over).items():
        assert holds(facts) is valid(facts), name


@cache
def as_it_runs(year: int, over: str) -> dict[str, Any]:
    """Each rule as it is decided: with what facts are known to be."""
    return {
        name: alone(BY_ID[name], year, shapes.facts(over))
        for name in POLICIES[year]["rules"]
        if BY_ID[name]["x-rule"]["over"] == over
    }


@every_year
def test_the_compiled_rule_says_what_jsonschema_says_of_facts_as_they_are(year: int) -> None:
    for over, facts in known_facts(year):
        for name, (holds, valid) in pairs(year, over).items():
            assert holds(facts) is valid(facts), name
        for name, holds in as_it_runs(year, over).items():
            assert holds(facts) is pairs(year, over)[name][1](facts), name


@every_year
@given(data=st.data())
def test_the_rule_that_knows_its_facts_says_what_jsonschema_says(
    year: int, data: st.DataObject
) -> None:
    over = data.draw(st.sampled_from(["submission", "set", "measure"]))
    one = data.draw(st.sampled_from([facts for kind, facts in known_facts(year) if kind == over]))
    facts = data.draw(changed(one, least=1))
    runs = as_it_runs(year, over) if part(over).is_valid(facts) else {}
    for name, holds in runs.items():
        assert holds(facts) is pairs(year, over)[name][1](facts), name


@pytest.mark.parametrize(
    "schema",
    [
        {"minProperties": 2},
        {"patternProperties": {"^num": {"type": "integer"}}},
        {"dependentRequired": {"numerator": ["denominator"]}},
        {"properties": {"value": {"contains": {"const": 1}}}},
        {"properties": {"value": {"uniqueItems": True}}},
        {"properties": {"value": {"prefixItems": [{"type": "boolean"}], "items": {"const": 1}}}},
        {"$defs": {"yes": {"const": True}}, "properties": {"value": {"$ref": "#/$defs/yes"}}},
        {"minProperties": 1, "properties": {"value": {"$ref": f"{PARAMETER}minimumDays"}}},
    ],
    ids="-".join,
)
@given(facts=anything | st.dictionaries(st.sampled_from(KEYS), anything, max_size=3))
def test_a_schema_with_a_keyword_that_is_not_compiled_is_left_to_jsonschema(
    schema: Json, facts: Any
) -> None:
    holds, valid = compiled_and_stock(max(POLICIES), schema)
    assert holds(facts) is valid(facts)
