"""A year's rules as one schema: what it says, and that every validator finds what we find."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import Rulebook, facts_of, years
from mips_pi_rules.reference.bundle import bundle
from support.agreement import trials
from support.cases import Json, edited, full, nodes
from support.validators import Tally, compare_bundle, of_bundle, with_outcome

EACH = 100  # documents a year; `make agreement` compares 20,000

every_year = pytest.mark.parametrize("year", years())


def of(year: int) -> Json:
    return of_bundle(year).schema


def stock(year: int) -> Draft202012Validator:
    return of_bundle(year).stock


@every_year
def test_a_bundle_is_a_schema_that_refers_to_its_rules_alone(year: int) -> None:
    Draft202012Validator.check_schema(of(year))
    for node in nodes(of(year)):
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/$defs/") in of(year)["$defs"]
            assert node.keys() == {"$ref"}
    assert of(year) == bundle(year)


@every_year
def test_every_rule_of_the_year_is_whole_in_it(year: int) -> None:
    rulebook = Rulebook.default()
    policy = rulebook.policy(year)
    assert list(of(year)["$defs"]) == list(policy.rules)
    for name, rule in of(year)["$defs"].items():
        said, own = rule["x-rule"], rulebook.rules[name]
        assert (rule["title"], said["id"], said["message"]) == (own.title, name, own.message)
        assert said["outcome"] in ("rejected", "incomplete", "zero", None)
        assert said["severity"] in (("error",) if said["outcome"] else ("warning", "advice"))
        assert said["cites"] == list(policy.rules[name].cites)
        assert rule.keys() - {"title", "description", "x-rule", "x-measures"}  # what must hold
        assert "/policy/" not in json.dumps(said["values"])
        bound = [one for one, measure in policy.measures.items() if name in measure.rules]
        assert rule.get("x-measures", []) == bound
        assert ("x-measures" in rule) is (said["over"] == "measure")


def test_the_root_leaves_out_what_is_over_no_facts_of_a_document() -> None:
    left = of(2025)["x-left-out"]
    assert "PI000" in left
    assert all(of(2025)["$defs"][one]["x-rule"]["over"] == "judgment" for one in left[1:])


def test_values_of_messages_are_those_of_the_year() -> None:
    rules = of(2025)["$defs"]
    assert rules["PI209"]["x-rule"]["values"]["minimumDays"] == 180
    assert of(2023)["$defs"]["PI209"]["x-rule"]["values"]["minimumDays"] == 90
    assert rules["PI209"]["x-rule"]["values"]["days"] == "/facts/period/days"
    of_measures = rules["PI303"]["x-rule"]["values"]
    assert of_measures["exclusions"]["PI_EP_1"] == ["PI_LVPP_1"]
    assert of_measures["title"]["PI_EP_1"] == "e-Prescribing"
    assert rules["PI104"]["x-rule"]["values"]["measureId"] == "PI_PPHI_2"


def test_what_stands_beside_a_reference_is_kept() -> None:
    rule = of(2025)["$defs"]["PI611"]
    assert (rule["type"], rule["x-rule"]["id"], len(rule["allOf"])) == ("object", "PI611", 2)


@every_year
def test_what_is_right_holds_and_what_is_forced_to_0_does_not(year: int) -> None:
    assert stock(year).is_valid(facts_of(full(year)))
    for edit in (
        {"measures": {"PI_PPHI_1": False}},
        {"set": {"performanceEnd": f"{year}-07-05"}},
        {"set": {"measurements": []}},
        {"submission": {"measurementSets": []}},
        {"submission": {"entityType": "nobody"}},
    ):
        changed = edited(full(year), {key: one for key, one in edit.items() if key != "submission"})
        assert not stock(year).is_valid(facts_of(changed | edit.get("submission", {}))), edit
    assert not stock(year).is_valid({})
    assert not stock(year).is_valid({"submission": {}})
    other = year + 1 if year + 1 in years() else year - 1
    assert not stock(year).is_valid(facts_of(full(other)))


# ---- the same rules fail


@every_year
def test_validators_find_the_broken_rules_that_evaluate_finds(year: int, counted: Any) -> None:
    several, tally, sets, broken = trials(year, 0, EACH), Tally(), 0, 0
    for trial in several:
        json.dumps(trial.facts)
        compare_bundle(year, trial, tally)
        sets += len(trial.facts["sets"])
        broken += len(with_outcome(year, trial.found))
    assert tally.disagreements == []
    assert tally.jsonschema == EACH
    assert broken > EACH
    counted("bundles", {"documents": EACH, "sets": sets, "broken": broken})
