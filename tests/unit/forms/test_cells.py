"""A cell by itself: what is no text, and what a comma means."""

from datetime import date
from typing import Any

import pytest

from mips_pi_rules import Rulebook
from mips_pi_rules.forms.cells import Cell, Habits, cell_of
from mips_pi_rules.forms.fields import fields_of

YEAR: Any = Rulebook.default().year(2025)


def cell(field: str, written: object, part: str | None = None, *, commas: bool = True) -> Cell:
    return cell_of(fields_of(YEAR)[field], part, written, Habits(commas, 2025))


@pytest.mark.parametrize("text", ["\ud800", "\udfff", "é\udc80", "\udc80é", "a\udbff"])
def test_bytes_that_are_no_utf_8_are_refused(text: str) -> None:
    assert cell("entityType", text).refusal == "is not UTF-8; save the sheet as CSV UTF-8"


@pytest.mark.parametrize("text", ["é", "\ud7ff", "\ue000", "😀", "group"])
def test_any_other_text_is_text(text: str) -> None:
    assert cell("entityType", text) == Cell(text)


@pytest.mark.parametrize(
    ("written", "commas", "number", "advised"),
    [
        ("1,134", True, 1134, True),
        ("1134", True, 1134, False),
        ("1134.0", False, 1134, False),
        ("1,134", False, None, False),
        ("1,13", True, None, False),
        (1134, False, 1134, False),
        (1134.0, True, 1134, False),
        (1134.5, True, None, False),
    ],
)
def test_a_comma_groups_thousands_where_it_separates_nothing_else(
    written: object, commas: bool, number: int | None, advised: bool
) -> None:
    found = cell("PI_EP_1", written, "numerator", commas=commas)
    assert (found.value, found.refusal is None) == (number, number is not None)
    assert (found.advice is not None) is advised


@pytest.mark.parametrize("written", ['=""', "''", " ", '=" "'])
def test_a_text_of_nothing_is_no_answer(written: str) -> None:
    assert cell("PI_EP_2", written) == Cell("''" if written == "''" else None)


def test_an_identifier_that_is_written_as_no_whole_number_is_let_be() -> None:
    tin = "taxpayerIdentificationNumber"
    assert cell(tin, "123456789.0") == Cell("123456789.0")
    assert cell(tin, 1234567.0) == Cell(
        "001234567", "is read with the leading zeros that it lost; format the column as text"
    )


def test_a_date_under_counts_is_told_where_counts_are_written() -> None:
    for written in (date(2025, 1, 2), "2-Jan"):
        assert cell("PI_EP_1", written).refusal == (
            "holds a date, as a spreadsheet makes of counts such as 1/2; write them in the columns"
            " PI_EP_1.numerator and PI_EP_1.denominator, or format the column as text"
        )


@pytest.mark.parametrize("written", [True, False])
def test_a_truth_is_no_day(written: bool) -> None:
    assert cell("performanceStart", written).value is written  # refused as an answer
