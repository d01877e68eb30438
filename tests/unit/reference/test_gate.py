"""A year's gate over the document itself: what it refuses is not ok, what it accepts is."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mips_pi_rules import evaluate, years
from mips_pi_rules.reference.askable import Beyond, any_case
from mips_pi_rules.reference.gate import gate
from support.agreement import bare
from support.cases import Json, edited, full
from support.validators import Tally, compare_gate, of_gate, sent

EACH = 100  # documents a year; `make agreement` compares 20,000

every_year = pytest.mark.parametrize("year", years())


def of(year: int) -> Json:
    return of_gate(year).schema


def stock(year: int) -> Draft202012Validator:
    return of_gate(year).stock


def quick(year: int) -> Any:
    return of_gate(year).quick


def refusals(year: int, document: Json) -> set[tuple[str, str]]:
    """The rules that the gate names, and where."""
    return {
        (error.schema["x-rule"]["id"], error.json_path)
        for error in stock(year).iter_errors(document)
    }


@every_year
def test_a_gate_is_a_schema_that_stands_alone(year: int) -> None:
    Draft202012Validator.check_schema(of(year))
    assert of(year) == gate(year)
    beyond = of(year)["x-beyond"]
    assert {one["what"] for one in beyond if "what" in one} == {
        "severalSets", "context", "duplicateKeys", "wrapper",
    }  # fmt: skip
    rules = {one["rule"] for one in beyond if "rule" in one}
    assert {"PI002", "PI012", "PI016", "PI206", "PI209"} <= rules
    assert rules <= {
        "PI002",
        "PI012",
        "PI016",
        "PI023",
        "PI110",
        "PI206",
        "PI209",
        "PI506",
        "PI508",
    }


@every_year
def test_what_is_complete_passes_whole_and_bare(year: int) -> None:
    assert quick(year).is_valid(full(year))
    assert quick(year).is_valid(bare(full(year)))
    assert not quick(year).is_valid([])


@pytest.mark.parametrize(
    ("edit", "rule", "place"),
    [
        ({"without": ["PI_PPHI_2"]}, "PI103", "$.measurementSets[0].measurements"),
        ({"measures": {"PI_PPHI_2": False}}, "PI104", ".value"),
        ({"measures": {"PI_PPHI_2": None}}, "PI103", ".measurements"),
        ({"measures": {"PI_EP_1": {"numerator": 0, "denominator": 4}}}, "PI303", ".numerator"),
        ({"measures": {"PI_EP_1": {"numerator": "3", "denominator": 4}}}, "PI011", ".numerator"),
        ({"measures": {"PI_EP_1": "3/4"}}, "PI010", ".value"),
        ({"measures": {"PI_EP_2": "Y"}}, "PI009", ".value"),
        ({"rows": [{"measureId": "PI_EP_9", "value": True}]}, "PI007", ".measureId"),
        ({"rows": [{"measureId": "PI_PPHI_2", "value": True}]}, "PI008", ".measurements"),
        ({"rows": [{"measureId": "PI_LVPP_1", "value": True}]}, "PI401", ".measurements"),
        ({"set": {"cehrtId": "2026"}}, "PI202", ".cehrtId"),
        ({"set": {"cehrtId": 2026}}, "PI014", ".cehrtId"),
        ({"set": {"performanceStart": "2025-02-30"}}, "PI013", ".performanceStart"),
        ({"set": {"performanceStart": "2024-12-31"}}, "PI207", ".performanceStart"),
        ({"set": {"programName": "MIPS"}}, "PI610", ".programName"),
        ({"set": {"measurements": []}}, "PI306", ".measurements"),
        ({"without": ["taxpayerIdentificationNumber"]}, "PI602", "$"),
        ({"submission": {"entityType": "group"}}, "PI606", "$"),
        ({"submission": {"nationalProviderIdentifier": "1"}}, "PI605", "$"),
    ],
)
def test_a_refusal_names_its_rule_beside_what_fails(edit: Json, rule: str, place: str) -> None:
    document = edited(full(2025), edit)
    (found,) = refusals(2025, document)
    assert found[0] == rule
    assert found[1].endswith(place)
    assert [one.rule for one in evaluate(document).reasons] == [rule]


def test_the_words_of_a_refusal_are_those_of_the_year_and_of_the_measure() -> None:
    document = edited(full(2025), {"without": ["PI_EP_1"]})
    (error,) = stock(2025).iter_errors(document)
    said = error.schema["x-rule"]
    assert (said["id"], said["outcome"], said["measureId"]) == ("PI301", "incomplete", "PI_EP_1")
    assert "PI_LVPP_1" in said["fix"]
    assert "{" not in said["message"] + said["fix"]
    doubled = edited(full(2025), {"rows": [{"measureId": "PI_EP_1"}]})
    (error,) = stock(2025).iter_errors(doubled)
    assert error.schema["x-rule"]["message"].startswith("PI_EP_1 ")


def test_what_stands_in_braces_is_a_field_of_the_document() -> None:
    fields = ("entityType", "programName", "performanceStart", "performanceEnd", "measureId")
    sentences = [node["x-rule"][word] for node in marked(of(2025)) for word in ("message", "fix")]
    assert sentences
    for sentence in sentences:
        assert sentence
        filled = sentence.replace('{"numerator": …, "denominator": …}', "")
        for name in fields:
            filled = filled.replace(f"{{{name}}}", "")
        assert "{" not in filled, sentence


def marked(value: Any) -> Iterator[Json]:
    """Each part of a schema that has an x-rule."""
    if isinstance(value, dict) and "x-rule" in value:
        yield value
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from marked(one)


def test_what_no_schema_says_passes_the_gate() -> None:
    short = edited(full(2025), {"set": {"performanceStart": "2025-12-01"}})
    above = edited(full(2025), {"measures": {"PI_EP_1": {"numerator": 5, "denominator": 4}}})
    for document, rule in ((short, "PI209"), (above, "PI012")):
        assert quick(2025).is_valid(document)
        assert [one.rule for one in evaluate(document).reasons] == [rule]


def test_beside_what_no_schema_says_another_rule_may_be_named() -> None:
    both = {
        "measures": {"PI_EP_1": {"numerator": 5, "denominator": 4}},
        "rows": [{"measureId": "PI_LVPP_1", "value": True}],
    }
    document = edited(full(2025), both)
    assert {rule for rule, _ in refusals(2025, document)} == {"PI401"}
    assert [one.rule for one in evaluate(document).reasons] == ["PI012"]


def test_of_several_sets_each_is_asked() -> None:
    document = full(2025)
    other = copy.deepcopy(document["measurementSets"][0])
    other["programName"] = "app1"
    other["measurements"] = []
    document["measurementSets"].append(other)
    assert refusals(2025, document) == {("PI306", "$.measurementSets[1].measurements")}


def test_a_pattern_of_capitals_is_asked_in_any_case() -> None:
    assert any_case("^(202[56]C|[0-9A-HJ]{2}15C)$") == "^(202[56][Cc]|[0-9A-HJa-hj]{2}15[Cc])$"
    for pattern in (r"\d", "[^A]", "a"):
        with pytest.raises(Beyond):
            any_case(pattern)


# ---- both ways


@every_year
def test_the_gate_refuses_what_is_not_ok_and_accepts_what_is(year: int, counted: Any) -> None:
    tally, refused = Tally(), 0
    for one in sent(year, 0, EACH):
        compare_gate(year, one, tally)
        refused += one.refused is True
    assert tally.disagreements == []
    assert tally.jsonschema == EACH
    assert 0 < refused < EACH
    counted("gates", {"accepted": EACH - refused, "refused": refused})


def test_a_refusal_is_found_by_the_place_of_its_error_in_the_schema() -> None:
    document = edited(full(2025), {"without": ["PI_PPHI_2"], "set": {"cehrtId": "2026"}})
    named = set()
    for error in quick(2025).iter_errors(document):
        here = of(2025)
        for step in error.schema_path[:-1]:
            here = here[step]
        named.add(here["x-rule"]["id"])
    assert named == {"PI103", "PI202"}
