"""Rows of a measurement set, each as a value, whatever stands in it."""

from collections import defaultdict
from types import MappingProxyType
from typing import Any

import pytest

from mips_pi_rules import Measurement, Proportion
from mips_pi_rules.documents.rows import row_of, rows_of, share_rows
from mips_pi_rules.documents.submission import MAX_COUNT, REFUSED


def counts(**written: Any) -> dict[str, Any]:
    return {"measureId": "PI_EP_1", "value": written}


ROWS: list[tuple[Any, Any]] = [
    (counts(numerator=0, denominator=MAX_COUNT), Proportion(0, MAX_COUNT)),
    (counts(numerator=MAX_COUNT, denominator=0), Proportion(MAX_COUNT, 0)),
    (counts(numerator=1.0, denominator=2.0), Proportion(1, 2)),
    (counts(numerator=-1, denominator=MAX_COUNT + 1), Proportion(REFUSED, REFUSED)),
    (counts(numerator=1, denominator=True), Proportion(1, REFUSED)),
    (counts(numerator=None, denominator=2), Proportion(REFUSED, 2)),
    (counts(numerator=1), Proportion(1, None)),
    (counts(denominator=1), Proportion(None, 1)),
    (counts(), Proportion(None, None)),
    (counts(numerator=1, denominator=2, more=3), Proportion(1, 2, other_keys=True)),
    (counts(numerator=1, more=3), Proportion(1, None, other_keys=True)),
    (counts(denominator=2, more=3), Proportion(None, 2, other_keys=True)),
    (counts(more=3), Proportion(None, None, other_keys=True)),
    ({"measureId": "PI_EP_1", "value": MappingProxyType({"numerator": 1})}, Proportion(1, None)),
    *(({"measureId": "PI_EP_1", "value": one}, one) for one in (True, False, None)),
    *(({"measureId": "PI_EP_1", "value": one}, REFUSED) for one in (0, 1, "yes", [], [1, 2])),
    ({"measureId": "PI_EP_1"}, None),
]


@pytest.mark.parametrize(("row", "value"), ROWS)
@pytest.mark.parametrize("wrap", [dict, MappingProxyType])
def test_a_row_has_its_id_and_value(row: Any, value: Any, wrap: Any) -> None:
    (found,) = rows_of([wrap(row)])  # type: ignore[misc]
    assert found == Measurement("PI_EP_1", value)
    assert found.unread == ()
    (other,) = rows_of(({**row, "measureId": "other"},))  # type: ignore[misc]
    assert other == Measurement("other", value)


@pytest.mark.parametrize(("row", "value"), ROWS)
@pytest.mark.parametrize("written", [None, 5, True, ["PI_EP_1"]])
def test_an_id_that_is_no_text_is_refused(row: Any, value: Any, written: Any) -> None:
    (found,) = rows_of([{**row, "measureId": written}])  # type: ignore[misc]
    assert found == Measurement(None if written is None else REFUSED, value)
    # Of such rows, without a count, all documents share one.
    (again,) = rows_of([{**row, "measureId": written}])  # type: ignore[misc]
    counted = isinstance(value, Proportion) and int in map(
        type, (value.numerator, value.denominator)
    )
    assert (found is again) is not counted
    assert row_of(found.measure_id, value, ()) == found


def test_a_mapping_that_makes_what_is_asked_for_is_not_changed() -> None:
    value: Any = defaultdict(int, numerator=1)
    row: Any = defaultdict(int, measureId="PI_EP_1", value=value)
    blank: Any = defaultdict(bool, measureId="PI_EP_2")
    assert rows_of([row, blank]) == (
        Measurement("PI_EP_1", Proportion(1)),
        Measurement("PI_EP_2"),
    )
    assert (set(row), set(value), set(blank)) == (
        {"measureId", "value"}, {"numerator"}, {"measureId"},
    )  # fmt: skip


def test_yes_and_no_under_a_known_id_are_shared() -> None:
    share_rows(["PI_EP_2"])
    rows = [{"measureId": "PI_EP_2", "value": value} for value in (True, True, False, False)]
    first, second, third, fourth = rows_of(rows)  # type: ignore[misc]
    assert first is second
    assert third is fourth
    assert (first.value, third.value) == (True, False)  # type: ignore[union-attr]
    (longer,) = rows_of([{"measureId": "PI_EP_2", "value": True, "valeu": 1}])  # type: ignore[misc]
    assert longer is first
    one, other = rows_of([{"measureId": "unknown", "value": True}] * 2)  # type: ignore[misc]
    assert one is not other


@pytest.mark.parametrize(
    ("row", "misspelt"),
    [
        ({"measureID": "PI_EP_1", "value": True}, ("measureId",)),
        ({"measureId": "PI_EP_1", "vaule": True}, ("value",)),
        ({"measuerId": "PI_EP_1", "vaule": True}, ("measureId", "value")),
        ({"measureId": "PI_EP_1", "value": True, "vaule": True}, ()),
        ({"measureId": "PI_EP_1", "value": True, "note": True}, ()),
        ({"measureId": "PI_EP_1", "numerator": 1, "denominator": 2}, ("numerator", "denominator")),
        ({"numerator": 1, "denominator": 2}, ()),
    ],
)
def test_names_like_those_of_a_row_are_noted(row: Any, misspelt: tuple[str, ...]) -> None:
    share_rows(["PI_EP_1"])
    (found,) = rows_of([row])  # type: ignore[misc]
    assert found.unread == misspelt
    # Of rows without an id all documents share one.
    one, other = rows_of([{**row, "measureId": 5}] * 2)  # type: ignore[misc]
    assert one is other
    assert one.unread == tuple(name for name in misspelt if name == "value")
    (again,) = rows_of([row])  # type: ignore[misc]
    assert (found is again) is (found.measure_id is None or found.value is True)


@pytest.mark.parametrize(
    ("rows", "found"),
    [(None, None), ([], ()), ((), ()), ({}, REFUSED), ("x", REFUSED), (5, REFUSED)],
)
def test_rows_are_a_list(rows: Any, found: Any) -> None:
    assert rows_of(rows) == found


def test_what_is_no_row_is_refused_among_rows() -> None:
    rows = rows_of([5, {"measureId": "PI_EP_2", "value": True}, None, "x", []])
    assert rows == (REFUSED, Measurement("PI_EP_2", True), REFUSED, REFUSED, REFUSED)
