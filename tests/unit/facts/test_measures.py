"""What rows say of measures: the first that says something stands, and names are told."""

from typing import Any

import pytest

from mips_pi_rules import facts_of
from support.cases import Json, full

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
    assert len(found["values"]["right"]) == 3


def test_a_misspelt_field_of_a_row_is_told_at_the_row() -> None:
    found = facts({"measureId": "PI_EP_2", "vaule": True}, {"measureID": "PI_EP_1", "valeu": 1})
    assert found["defects"]["misspeltFields"] == [
        {"at": f"{ROWS}/0", "values": {"right": ["value"]}},
        {"at": f"{ROWS}/1", "values": {"right": ["measureId"]}},
        {"at": f"{ROWS}/1", "values": {"right": ["value"]}},
    ]
