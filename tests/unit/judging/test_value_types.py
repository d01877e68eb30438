"""A value of a finding has one type whatever the rule, as tables take it."""

from collections import defaultdict
from typing import Any

from jsonschema import Draft202012Validator

from mips_pi_rules import evaluate_many
from support.cases import CASES, EXAMPLES, SCHEMAS, Json, case_input, read_json

DECLARED = read_json(SCHEMAS / "report.schema.json")["$defs"]["finding"]["properties"]["values"]
TYPES: dict[type, str] = {str: "string", int: "integer", float: "number", tuple: "array"}


def given() -> list[tuple[Any, Json | None]]:
    """The submissions of all examples, worked cases of rules and answers of the field."""
    cases = [read_json(file) for file in sorted(EXAMPLES.glob("20*/*.json"))]
    found = [(case["submission"], case.get("context")) for case in cases]
    for file in sorted((CASES / "rules").rglob("*.json")):
        case = read_json(file)
        found.append((case_input(case), case.get("context")))
    return found


def test_each_name_has_the_type_that_the_schema_says_in_every_finding_of_every_rule() -> None:
    valid = Draft202012Validator(DECLARED)
    types: dict[str, set[str]] = defaultdict(set)
    rules = set()
    for report in evaluate_many(given()):
        for finding in report.to_dict()["findings"]:
            rules.add(finding["rule"])
            assert valid.is_valid(finding["values"]), finding["rule"]
        for one in report.findings:
            for name, value in one.values.items():
                types[name].add(TYPES[type(value)])
    assert len(rules) > 90
    for name, found in types.items():
        declared = DECLARED["properties"][name]["type"]
        allowed = {"integer", "number"} if declared == "number" else {declared}
        assert found <= allowed, name


def test_the_schema_gives_each_name_one_type() -> None:
    for name, one in DECLARED["properties"].items():
        assert one["type"] in ("string", "integer", "number", "array"), name
        if one["type"] == "array":
            assert one["items"]["type"] == "string"
