"""Defects are known in one table: the JSON of facts, the rules and loaded rulebooks keep to it."""

import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from mips_pi_rules import Rulebook, RulebookError
from mips_pi_rules.facts.defects import OF_JUDGMENT, OF_SET, OF_SUBMISSION
from support.cases import POLICY, SCHEMAS, read_json

TABLES = {"submission": OF_SUBMISSION, "set": OF_SET, "judgment": OF_JUDGMENT}
RULES = [read_json(file) for file in sorted((SCHEMAS / "rules").glob("*.json"))]
OF_DEFECTS = [rule for rule in RULES if "defect" in rule["x-rule"]]


@pytest.mark.parametrize("over", TABLES)
def test_the_schema_of_facts_knows_the_defects_of_the_table_and_their_values(over: str) -> None:
    facts = read_json(SCHEMAS / "facts.schema.json")["$defs"][over]
    listed = facts["properties"]["defects"]["properties"]
    values = {name: one["items"]["properties"]["values"] for name, one in listed.items()}
    assert {name: set(one["required"]) for name, one in values.items()} == {
        name: set(names) for name, names in TABLES[over].items()
    }
    assert all(one["required"] == [*one["properties"]] for one in values.values())
    assert all(one["minItems"] == 1 for one in listed.values())  # only what was found


@pytest.mark.parametrize("rule", OF_DEFECTS, ids=lambda rule: str(rule["x-rule"]["id"]))
def test_a_rule_for_a_defect_is_the_whole_schema_that_says_so(rule: dict[str, Any]) -> None:
    name = rule["x-rule"]["defect"]
    said = {part: rule[part] for part in rule if part not in ("$schema", "$id", "x-rule")}
    assert said == {
        "title": rule["title"],
        "description": rule["description"],
        "properties": {"defects": {"properties": {name: False}}},
    }


@pytest.mark.parametrize("over", TABLES)
def test_every_defect_has_exactly_one_rule(over: str) -> None:
    named = [one["x-rule"]["defect"] for one in OF_DEFECTS if one["x-rule"]["over"] == over]
    assert sorted(named) == sorted(TABLES[over])


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
def test_a_rulebook_whose_rule_strays_from_its_defect_is_refused(
    tmp_path: Path, change: Any, pointer: str
) -> None:
    copytree(SCHEMAS, tmp_path / "schemas")
    (file,) = (tmp_path / "schemas" / "rules").glob("PI013-*.json")
    rule = read_json(file)
    change(rule)
    file.write_text(json.dumps(rule), encoding="utf-8")
    with pytest.raises(RulebookError) as raised:
        Rulebook.load(POLICY, tmp_path / "schemas")
    fault = raised.value.faults[0]
    assert (fault.file, fault.pointer) == (file.name, pointer)
