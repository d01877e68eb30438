"""Defects are known by the schema of facts: rules and loaded rulebooks keep to it."""

import json
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import Rulebook, evaluate
from mips_pi_rules.context.context import NO_CONTEXT
from mips_pi_rules.documents.document import read
from mips_pi_rules.facts.defects import OF_MEASURES
from mips_pi_rules.facts.stating import state
from mips_pi_rules.law.year import Year
from support.cases import SCHEMAS, Json, edited, full, read_json
from support.rulebooks import read as read_rulebook

# By what defects are of, what facts.schema.json says of each kind.
LISTED: dict[str, Json] = {
    name: one["properties"]["defects"]["properties"]
    for name, one in read_json(SCHEMAS / "facts.schema.json")["$defs"].items()
    if "defects" in one.get("properties", {})
}
RULES = [read_json(file) for file in sorted((SCHEMAS / "rules").glob("*.json"))]
OF_DEFECTS = [rule for rule in RULES if "defect" in rule["x-rule"]]


@pytest.mark.parametrize("over", LISTED)
def test_a_defect_has_all_its_values_and_is_there_only_where_it_was_found(over: str) -> None:
    for one in LISTED[over].values():
        values = one["items"]["properties"]["values"]
        assert values["required"] == [*values["properties"]]
        assert one["minItems"] == 1


def test_the_defects_that_name_a_measure_are_known() -> None:
    values = {name: one["items"]["properties"]["values"] for name, one in LISTED["set"].items()}
    assert {name for name, one in values.items() if "measureId" in one["required"]} == OF_MEASURES


@pytest.mark.parametrize("rule", OF_DEFECTS, ids=lambda rule: str(rule["x-rule"]["id"]))
def test_a_rule_for_a_defect_is_the_whole_schema_that_says_so(rule: dict[str, Any]) -> None:
    name = rule["x-rule"]["defect"]
    said = {part: rule[part] for part in rule if part not in ("$schema", "$id", "x-rule")}
    assert said == {
        "title": rule["title"],
        "description": rule["description"],
        "properties": {"defects": {"properties": {name: False}}},
    }


def test_so_many_defects_are_counted_as_are_told() -> None:
    rows = [{"measuerId": "PI_EP_1", "vaule": True}, {"measureId": "PI_EP_2", "vaule": True}]
    report = evaluate(edited(full(2025), {"set": {"measurements": rows}}))
    told = [one for one in report.findings if one.rule == "PI901"]
    assert [one.values["right"] for one in told] == [("measureId",), ("value",), ("value",)]
    year = Rulebook.default().year(2025)
    assert isinstance(year, Year)
    document = read(edited(full(2025), {"set": {"measurements": rows}})).submission
    (one,) = state(year, document, (2025,), NO_CONTEXT).sets
    assert len(one.data["defects"]["misspeltFields"]) == 3


@pytest.mark.parametrize("over", LISTED)
def test_every_defect_has_exactly_one_rule(over: str) -> None:
    named = [one["x-rule"]["defect"] for one in OF_DEFECTS if one["x-rule"]["over"] == over]
    assert sorted(named) == sorted(LISTED[over])


def test_every_rule_that_looks_at_defects_says_which() -> None:
    for rule in RULES:
        assert ("defects" in rule.get("properties", {})) is ("defect" in rule["x-rule"])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda rule: rule["x-rule"].update(defect="datez"), "/x-rule/defect"),
        (lambda rule: rule["x-rule"].update(defect="periods"), "/x-rule/defect"),  # of a document
        (lambda rule: rule["x-rule"].update(defect="counts"), "/properties"),
        (lambda rule: rule.update(minProperties=3), "/properties"),
        (lambda rule: rule["x-rule"].update(message="No: {measureId}."), "/x-rule/message"),
    ],
)
def test_a_rule_that_strays_from_its_defect_is_refused(
    tmp_path: Path, change: Any, pointer: str
) -> None:
    (file,) = (SCHEMAS / "rules").glob("PI013-*.json")
    rule = read_json(file)
    change(rule)
    for folder in ("policy", "rules"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rules" / file.name).write_text(json.dumps(rule), encoding="utf-8")
    _, _, (fault, *_) = read_rulebook(tmp_path / "policy", tmp_path)
    assert (fault.file, fault.pointer) == (file.name, pointer)
