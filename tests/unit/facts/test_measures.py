"""What rows say of measures: the first that says something stands, and names are told."""

from typing import Any

import pytest

from mips_pi_rules import Rulebook, evaluate, facts_of, policy
from support.cases import Json, edited, full

ROWS = "/measurementSets/0/measurements"


def facts(*rows: Json) -> Json:
    """The facts of a set that has these rows alone."""
    document = full(2025)
    document["measurementSets"][0]["measurements"] = list(rows)
    (found,) = facts_of(document)["sets"]
    return dict(found)


def row(name: str, value: Any) -> Json:
    return {"measureId": name, "value": value}


@pytest.mark.parametrize(
    ("values", "answer", "excluded"),
    [
        ((None, True), True, True),
        ((False, True), False, True),  # of an exclusion a no says nothing
        ((True, False), True, True),
        ((True, None), True, True),
        ((None, False), False, False),
        (("odd", True), None, False),
    ],
)
def test_of_two_rows_of_one_id_the_first_that_says_something_stands(
    values: tuple[Any, Any], answer: bool | None, excluded: bool
) -> None:
    found = facts(*(row("PI_EP_2", value) for value in values))
    assert found["measures"]["PI_EP_2"].get("answer") is answer
    twice = [{"at": f"{ROWS}/1", "values": {"measureId": "PI_EP_2"}}]
    assert found["defects"]["duplicateMeasures"] == twice
    found = facts(*(row("PI_LVPP_1", value) for value in values))
    assert ("excludedBy" in found["measures"]["PI_EP_1"]) is excluded


def test_of_an_unknown_id_the_three_nearest_are_told() -> None:
    (found,) = facts(row("PI_PHCDRR_9", True))["defects"]["unknownMeasures"]
    assert found["at"] == f"{ROWS}/0/measureId"
    assert found["values"]["right"] == ["PI_PHCDRR_1", "PI_PHCDRR_3", "PI_PHCDRR_2"]
    assert found["values"]["years"] == []


def test_of_an_id_of_other_years_they_are_told() -> None:
    found = facts(row("PI_EP_2_EX_3", True), row("PI_PHCDRR_6", None))["defects"]
    assert [one["values"]["years"] for one in found["unknownMeasures"]] == [[2023], [2026, 2027]]
    alone = Rulebook.default().only(2025)
    report = evaluate(edited(full(2025), {"rows": [row("PI_PHCDRR_6", True)]}), rulebook=alone)
    assert report.findings[0].values["years"] == ("2026", "2027")


def test_a_misspelt_field_of_a_row_is_told_at_the_row() -> None:
    found = facts({"measureId": "PI_EP_2", "vaule": True}, {"measureID": "PI_EP_1", "valeu": 1})
    assert found["defects"]["misspeltFields"] == [
        {"at": f"{ROWS}/0", "values": {"right": ["value"]}},
        {"at": f"{ROWS}/1", "values": {"right": ["measureId"]}},
        {"at": f"{ROWS}/1", "values": {"right": ["value"]}},
    ]


COUNTS = {"numerator": 1, "denominator": 2}
EXCHANGE = "healthInformationExchange"
# By measure the rows, and its whole record.
RECORDS: list[tuple[str, list[tuple[str, Any]], Json]] = [
    ("PI_PHCDRR_1", [], {"silent": "objective"}),
    ("PI_EP_2", [("PI_EP_1", COUNTS)], {"silent": "measure"}),
    ("PI_PHCDRR_4", [("PI_PHCDRR_3", True)], {}),
    ("PI_EP_1", [("PI_EP_1", COUNTS)], {"reported": True, "row": True, **COUNTS}),
    ("PI_EP_2", [("PI_EP_2", False)], {"reported": True, "row": True, "answer": False}),
    ("PI_PHCDRR_1", [("PI_PHCDRR_1", "odd")], {"reported": True}),
    (
        "PI_PHCDRR_1",
        [("PI_PHCDRR_1_PROD", True), ("PI_PHCDRR_1", True), ("PI_PHCDRR_1_PRE", True)],
        {
            "reported": True,
            "row": True,
            "answer": True,
            "levelRows": ["PI_PHCDRR_1_PROD", "PI_PHCDRR_1_PRE"],
            "levels": ["production", "preProduction"],
            "levelIds": ["PI_PHCDRR_1_PROD", "PI_PHCDRR_1_PRE"],
        },
    ),
    (
        "PI_EP_2",
        [("PI_EP_2_EX_2", True), ("PI_EP_2_EX_1", True)],
        {
            "exclusionRows": ["PI_EP_2_EX_2", "PI_EP_2_EX_1"],
            "excludedBy": ["PI_EP_2_EX_2", "PI_EP_2_EX_1"],
        },
    ),
    ("PI_EP_2", [("PI_EP_2_EX_2", False)], {"silent": "objective"}),
]


@pytest.mark.parametrize(("measure", "rows", "record"), RECORDS)
def test_a_record_has_what_rows_say_and_nothing_else(
    measure: str, rows: list[tuple[str, Any]], record: Json
) -> None:
    assert facts(*(row(*one) for one in rows))["measures"][measure] == record


# The rows, the way that is taken, its state, what is missing, the ways and exclusions with rows.
CHOICES: list[tuple[list[tuple[str, Any]], str, str, list[str], list[str], list[str]]] = [
    ([], "referralLoops", "silent", ["PI_HIE_1", "PI_HIE_4"], [], []),
    ([("PI_HIE_5", None)], "referralLoops", "silent", ["PI_HIE_1", "PI_HIE_4"], [], []),
    ([("PI_HIE_1", COUNTS)], "referralLoops", "partial", ["PI_HIE_4"], ["PI_HIE_1"], []),
    ([("PI_LVOTC_1", True)], "referralLoops", "partial", ["PI_HIE_4"], [], []),
    (
        [("PI_LVOTC_1", True), ("PI_HIE_4", COUNTS)],
        "referralLoops",
        "complete",
        [],
        ["PI_HIE_4"],
        ["PI_LVOTC_1"],
    ),
    ([("PI_HIE_6", False)], "tefca", "complete", [], ["PI_HIE_6"], []),
    (
        [("PI_HIE_5", True), ("PI_HIE_1", COUNTS), ("PI_LVITC_2", True)],
        "biDirectional",
        "complete",
        [],
        ["PI_HIE_1", "PI_HIE_5"],
        ["PI_LVITC_2"],
    ),
]


@pytest.mark.parametrize(("rows", "way", "state", "missing", "with_rows", "excluded"), CHOICES)
def test_a_choice_is_the_way_that_rows_take(
    rows: list[tuple[str, Any]],
    way: str,
    state: str,
    missing: list[str],
    with_rows: list[str],
    excluded: list[str],
) -> None:
    ways = {one.id: list(one.measures) for one in policy(2025).choices[EXCHANGE].ways}
    taken = [one for one in ways.values() if set(one) & set(with_rows)]
    assert facts(*(row(*one) for one in rows))["choices"] == {
        EXCHANGE: {
            "way": way,
            "measures": ways[way],
            "state": state,
            "missing": missing,
            "wayRows": with_rows,
            "rowWays": [" with ".join(one) for one in taken],
            "exclusionRows": excluded,
            "allWays": "PI_HIE_1 with PI_HIE_4, or PI_HIE_5, or PI_HIE_6",
        }
    }


@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize(
    ("registry", "level", "met"),
    [(True, "PROD", True), (True, "PRE", False), (False, "PROD", False), (None, "PROD", False)],
)
def test_a_requirement_is_met_by_one_registry_in_production(
    year: int, registry: bool | None, level: str, met: bool
) -> None:
    document = full(year)
    ((measure, requirement),) = policy(year).requires.items()
    for name in requirement.production_on_any_of:
        document["measurementSets"][0]["measurements"] = [
            row(measure, True),
            row(name, registry),
            row(f"{name}_{level}", True),
        ]
        (found,) = facts_of(document)["sets"]
        assert found["measures"][measure].get("requirementMet") is (True if met else None)


def test_what_is_wrong_with_rows_is_told_in_a_year_without_rules_too() -> None:
    document = full(2025) | {"performanceYear": 1999}
    document["measurementSets"][0] |= {
        "measurements": [5, {"measureId": 5, "value": True}, {"measureID": "a", "value": 1}, []],
        "performanceStart": "soon",
        "performanceEnd": 5,
    }
    (found,) = facts_of(document)["sets"]
    assert {name: [one["at"] for one in several] for name, several in found["defects"].items()} == {
        "shapes": [f"{ROWS}/0", f"{ROWS}/3"],
        "measureIds": [f"{ROWS}/1/measureId", f"{ROWS}/2/measureId"],
        "misspeltFields": [f"{ROWS}/2"],
        "dates": ["/measurementSets/0/performanceStart", "/measurementSets/0/performanceEnd"],
    }


@pytest.mark.parametrize("name", ["PI_LVPP_1", "PI_PHCDRR_1_PROD", "PI_EP_2"])
@pytest.mark.parametrize("value", ["odd", 1, COUNTS, []])
def test_what_is_no_yes_or_no_is_malformed_and_says_nothing_else(name: str, value: Any) -> None:
    found, silent = facts(row(name, value)), facts()
    told = [{"at": f"{ROWS}/0/value", "values": {"measureId": name}}]
    assert found["defects"] == {"yesNoValues": told}
    if name != "PI_EP_2":
        assert found["measures"] == silent["measures"]


@pytest.mark.parametrize("value", [True, False, "odd", {"numerator": 1}])
def test_what_is_no_proportion_is_malformed_and_says_nothing_else(value: Any) -> None:
    found = facts(row("PI_HIE_1", value))
    told = [{"at": f"{ROWS}/0/value", "values": {"measureId": "PI_HIE_1"}}]
    assert found["defects"] == {"proportionValues": told}
    assert found["measures"]["PI_HIE_1"] == {"reported": True}
    others = {name: one for name, one in found["measures"].items() if name != "PI_HIE_1"}
    assert others == {name: one for name, one in facts()["measures"].items() if name in others}
