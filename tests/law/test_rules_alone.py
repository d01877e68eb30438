"""A rule by itself, held by a validator that knows nothing of facts: nothing slips through.

`evaluate` always hands a rule whole facts. Others hold the same files against facts of their own
making, and a schema that says nothing of what is missing, or of another type, lets it pass.
"""

import copy
import re
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from mips_pi_rules import facts_of
from support.cases import POLICY, SCHEMAS, Json, full, read_json

YEAR = 2026
REGISTRY: Registry[Any] = Registry().with_resource(
    "https://mips-pi-rules.dev/year",
    Resource({"$defs": read_json(POLICY / f"{YEAR}.json")["parameters"]}, DRAFT202012),
)


@cache
def rules() -> dict[str, Json]:
    files = (SCHEMAS / "rules").glob("*.json")
    return {rule["x-rule"]["id"]: rule for rule in map(read_json, files)}


OF_FACTS = [rule for rule, schema in rules().items() if "defect" not in schema["x-rule"]]
OF_WHAT_IS_REPORTED = {
    rule: tuple(schema["x-rule"]["at"].split("/")[1:])
    for rule, schema in rules().items()
    if schema["x-rule"]["kind"] == "required"
    and schema["x-rule"]["over"] == "set"
    and re.fullmatch("/measures/.+|/period/.+", schema["x-rule"].get("at", ""))
}


def holds(rule: str, facts: object) -> bool:
    return Draft202012Validator(rules()[rule], registry=REGISTRY).is_valid(facts)


@pytest.mark.parametrize("rule", sorted(OF_FACTS))
@pytest.mark.parametrize("facts", [None, [], "", 1, True], ids=repr)
def test_what_are_no_facts_breaks_each_rule(rule: str, facts: object) -> None:
    assert not holds(rule, facts)


@pytest.mark.parametrize("rule", sorted(OF_WHAT_IS_REPORTED))
def test_what_must_be_reported_is_not_so_where_it_cannot_be(rule: str) -> None:
    facts = facts_of(full(YEAR))["sets"][0]
    around, name = OF_WHAT_IS_REPORTED[rule]
    assert holds(rule, facts)
    for other in (None, [], "", {}):
        assert not holds(rule, {**facts, around: other})
    without = copy.deepcopy(facts)
    del without[around][name]
    assert not holds(rule, without)


def test_the_attestations_and_both_dates_must_be_reported() -> None:
    assert {"/".join(at) for at in OF_WHAT_IS_REPORTED.values()} == {
        "measures/PI_PPHI_1",
        "measures/PI_PPHI_2",
        "measures/PI_INFBLO_1",
        "measures/PI_ONCDIR_1",
        "period/start",
        "period/end",
    }


def test_a_newline_after_a_certification_id_makes_it_no_id() -> None:
    """In some languages `$` of a pattern lets a newline through."""
    facts = facts_of(full(YEAR))["sets"][0]
    facts["cehrtId"] += "\n"
    assert not holds("PI202", facts)
    assert holds("PI203", facts)  # of no form, so of no edition
    assert holds("PI902", {**facts, "cehrtId": "0015E00000000OO\n"})
    assert not holds("PI902", {**facts, "cehrtId": "0015E00000000OO"})


@pytest.mark.parametrize("text", [None, "0015e00000000OO", "0015E0000000-OO"])
def test_letters_of_what_is_no_certification_id_are_not_looked_at(text: str | None) -> None:
    assert holds("PI902", {"cehrtId": text})


@pytest.mark.parametrize(("rule", "way"), [("PI404", "biDirectional"), ("PI405", "tefca")])
def test_an_exclusion_beside_a_way_needs_both(rule: str, way: str) -> None:
    facts = facts_of(full(YEAR))["sets"][0]

    def of_exchange(said: Json) -> Json:
        return {**facts, "choices": {"healthInformationExchange": said}}

    rows = {"exclusionRows": ["PI_LVPP_1"]}
    assert not holds(rule, of_exchange({"way": way, **rows}))
    for none in ([], None, "PI_LVOTC_1"):  # neither nothing nor another type is an exclusion
        assert holds(rule, of_exchange({"way": way, "exclusionRows": none}))
    for part in ({}, rows, {"way": way}, {"way": "other", **rows}):
        assert holds(rule, of_exchange(part))


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("PI305", {"promotingInteroperabilitySets": "1"}),
        ("PI402", {"exclusionRows": "PI_LVPP_1"}),
        ("PI502", {"levelRows": "PI_PHCDRR_1_PROD"}),
        ("PI907", {"exclusionRows": "PI_LVPP_1"}),
        ("PI403", {"choices": {"healthInformationExchange": {"rowWays": "tefca"}}}),
    ],
)
def test_a_count_or_a_list_of_another_type_is_none(rule: str, facts: Json) -> None:
    assert not holds(rule, facts)


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("PI202", {"cehrtId": None}),
        ("PI203", {"cehrtId": "0015C0000000-00"}),  # of no form
        ("PI301", {"silent": "objective"}),
        ("PI302", {"silent": "measure"}),
        ("PI406", {"choices": {"healthInformationExchange": {"state": "silent"}}}),
        ("PI501", {}),
        ("PI501", {"answer": False}),
        ("PI604", {"identifiers": {}}),
        ("PI606", {"identifiers": {"nationalProviderIdentifier": "wellFormed"}}),
        (
            "PI606",
            {"entityType": "", "identifiers": {"nationalProviderIdentifier": "wellFormed"}},
        ),
        ("PI607", {"identifiers": {}}),
        ("PI609", {"identifiers": {"entityId": "wellFormed"}}),
        ("PI609", {"entityType": "", "identifiers": {"entityId": "wellFormed"}}),
        ("PI609", {"entityType": "apm", "identifiers": {"entityId": "wellFormed"}}),
        ("PI608", {"entityType": "group", "identifiers": {"entityId": "malformed"}}),
    ],
)
def test_what_another_rule_is_about_breaks_no_second_one(rule: str, facts: Json) -> None:
    assert holds(rule, facts)


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("PI202", {"cehrtId": 15}),
        ("PI301", {"silent": "measure"}),
        ("PI302", {"silent": "objective"}),
        ("PI406", {"choices": {"healthInformationExchange": {"state": "partial"}}}),
        ("PI501", {"answer": True}),
        ("PI604", {"entityType": "individual", "identifiers": {}}),
        (
            "PI606",
            {"entityType": "group", "identifiers": {"nationalProviderIdentifier": "wellFormed"}},
        ),
        ("PI607", {"entityType": "apm", "identifiers": {}}),
        ("PI608", {"identifiers": {"entityId": "malformed"}}),
        ("PI609", {"entityType": "group", "identifiers": {"entityId": "wellFormed"}}),
    ],
)
def test_what_a_rule_is_about_breaks_it(rule: str, facts: Json) -> None:
    assert not holds(rule, facts)
