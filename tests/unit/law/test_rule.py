"""A rule as a value: what it says of itself, and in which words."""

from typing import Any, get_args

import pytest

from mips_pi_rules import Rulebook
from mips_pi_rules.facts.values import WholeFacts
from mips_pi_rules.judging.findings import Broken
from mips_pi_rules.law import rules
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
