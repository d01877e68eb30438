"""A rule as a value: what it says of itself, and in which words."""

from typing import Any, get_args

import pytest

from mips_pi_rules import Rulebook
from mips_pi_rules.facts.values import WholeFacts
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law import rules
from mips_pi_rules.law.keywords import PARAMETER
from mips_pi_rules.law.rules import Repair, Words
from mips_pi_rules.outcomes import Kind
from support.cases import SCHEMAS, Json, read_json

DECLARED: Json = read_json(SCHEMAS / "rule.schema.json")["properties"]["x-rule"]["properties"]


@pytest.mark.parametrize(("word", "closed"), [("kind", Kind), ("repair", Repair)])
def test_the_closed_lists_of_the_schema_are_those_of_the_types(word: str, closed: Any) -> None:
    assert DECLARED[word]["enum"] == list(get_args(closed))
    used = {getattr(rule, word) for rule in Rulebook.default().rules.values()}
    assert used == set(get_args(closed))


def rule(**change: Any) -> rules.Rule:
    raw = {**Rulebook.default().rules["PI201"].schema}
    raw["x-rule"] = {**raw["x-rule"], **change}
    if "xml" not in change:
        raw["x-rule"].pop("xml", None)
    return rules.rule_from(raw)


def test_what_a_rule_prints_of_itself_has_no_schema() -> None:
    shown = repr(Rulebook.default().rules["PI201"])
    assert "id='PI201'" in shown
    assert "schema=" not in shown


def test_a_rule_without_other_words_says_the_same_in_xml() -> None:
    one = rule()
    assert one.words(in_xml=True) == one.words(in_xml=False) == Words(one.message, one.fix)


def test_a_finding_that_has_an_xml_path_speaks_of_xml() -> None:
    one = rule(xml={"message": "The id element is missing.", "fix": "Write it."})
    broken = Broken(one, one.cites, WholeFacts({}))
    year = Rulebook.default().year(2025)
    in_xml = broken.finding(year, "", (3, 1, "/ClinicalDocument[1]"))
    assert (in_xml.message, in_xml.fix) == ("The id element is missing.", "Write it.")
    assert broken.finding(year, "", (3, 1, None)).message == one.message


def test_a_rule_that_says_little_has_the_usual_rest() -> None:
    raw = {
        "title": "It is there",
        "x-rule": {
            "id": "PI999",
            "over": "submission",
            "kind": "business",
            "repair": "none",
            "outcome": "zero",
            "message": "No.",
            "fix": "Yes.",
            "cites": ["QPP submissions documentation"],
        },
    }
    one = rules.rule_from(raw)
    assert (one.at, one.severity, one.about, one.values) == ("", "error", "place", {})
    assert (one.defect, one.measure, one.xml) == (None, None, None)
    assert (one.every_year, one.about_rows, one.without_rows) == (False, False, False)
    assert one.parameters == set()
    raw |= {
        "x-rule": raw["x-rule"]
        | {"field": "level", "everyYear": True, "withoutRows": True, "severity": "advice"}
        | {"note": {"$ref": PARAMETER + "none"}},
        "anyOf": [{"$ref": PARAMETER + "one"}, {"not": {"$ref": PARAMETER + "two"}}],
        "properties": {"$ref": {"$ref": "#/elsewhere"}, "a": {"const": PARAMETER + "none"}},
    }
    two = rules.rule_from(raw)
    assert (two.severity, two.about, two.every_year, two.without_rows) == (
        "advice", "level", True, True,
    )  # fmt: skip
    assert two.parameters == {"one", "two"}


@pytest.mark.parametrize(
    ("at", "measure", "about_rows"),
    [
        ("/measures/PI_EP_1", "PI_EP_1", True),
        ("/measures/PI_EP_1/answer", "PI_EP_1", True),
        ("/measures", None, True),
        ("/choices/exchange", None, True),
        ("/period/start", None, False),
        ("", None, False),
    ],
)
def test_what_a_rule_is_about_is_where_it_points(
    at: str, measure: str | None, about_rows: bool
) -> None:
    one = rule(at=at)
    assert (one.measure, one.about_rows) == (measure, about_rows)


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ({"type": "object", "required": ["a"]}, ["a"]),
        ({"type": "object"}, []),
        ({"type": "array"}, [""]),
        ({"properties": {"a": {"type": "object"}}}, ["a"]),
        ({"properties": {"a": {"type": "object", "required": ["b"]}}}, ["a b"]),
        ({"required": ["a"], "properties": {"a": {"properties": {"b": {"const": 1}}}}}, ["a b"]),
        ({"required": ["a", "c"], "properties": {"a": {"const": 1}}}, ["a", "c"]),
        ({"properties": {"a": False, "b": True}}, ["a", "b"]),
        ({"properties": {"a": {"$ref": PARAMETER + "x"}}}, ["a"]),
        ({"not": {"required": ["a"]}}, ["a"]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": False}, ["", "a", "b"]),
        ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, ["a", "b"]),
        ({"properties": {"a": {"anyOf": [{"required": ["b"]}, {"minLength": 1}]}}}, ["a", "a b"]),
        ({"allOf": [{"required": ["a"]}], "oneOf": [{"required": ["b"]}]}, ["a", "b"]),
        ({"properties": {"a": {"items": {"required": ["b"]}}}}, ["a"]),
        ({"title": "T", "description": "D", "$comment": "C"}, []),
    ],
)
def test_a_rule_looks_at_what_its_schema_says_something_of(schema: Json, places: list[str]) -> None:
    raw = {"title": "T", "x-rule": Rulebook.default().rules["PI201"].schema["x-rule"], **schema}
    looked_at = rules.rule_from(raw).looks_at
    assert sorted(" ".join(place) for place in looked_at) == places
