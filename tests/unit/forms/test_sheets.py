"""Sheets of answers row by row, with what spreadsheets do to their cells."""

import datetime
import io
from collections.abc import Iterable, Sequence

import pytest

from mips_pi_rules import Proportion, UnreadableSubmission, from_answers, questions, years
from mips_pi_rules.forms.cells import Habits
from mips_pi_rules.forms.excel import excel_rows
from mips_pi_rules.forms.sheets import SheetRow, csv_rows, delimiter_of, heading, letters, rows_at
from support.cases import TOKEN
from support.sheets import csv_text, records_of, row_of, xlsx

SIMPLE = row_of(2025)


def of_csv(text: str | bytes) -> list[SheetRow]:
    content = text.encode() if isinstance(text, str) else text
    delimiter = delimiter_of(content)
    assert delimiter is not None
    return list(csv_rows(io.BytesIO(content), delimiter))


def of_cells(*records: Iterable[object]) -> list[SheetRow]:
    """The rows of a sheet of Excel's kind."""
    return list(rows_at(enumerate(map(list, records), 1), Habits(commas_group=True)))


def only(field: str, cell: object, **others: object) -> SheetRow:
    """The row in which one field has this cell, of a sheet of Excel's kind."""
    answers = {name: value for name, value in SIMPLE.items() if name != field.partition(".")[0]}
    cells = answers | {field: cell} | others
    (row,) = of_cells(cells, cells.values())
    return row


def answer(row: SheetRow, field: str) -> object:
    assert row.submission is not None, row.problem
    (one,) = row.submission.measurement_sets  # type: ignore[union-attr,misc]
    values = {
        "taxpayerIdentificationNumber": row.submission.taxpayer_identification_number,
        "nationalProviderIdentifier": row.submission.national_provider_identifier,
        "performanceStart": one.performance_start,
        "performanceYear": row.submission.performance_year,
    }
    for measure in one.measurements:
        values[measure.measure_id] = measure.value
    return values[field]


@pytest.mark.parametrize("year", years())
def test_the_empty_sheet_has_every_field_and_both_counts_of_a_proportion(year: int) -> None:
    expected = []
    for one in questions(year):
        expected.append(one.field)
        if one.kind == "proportion":
            expected += [f"{one.field}.numerator", f"{one.field}.denominator"]
    assert list(heading(year)) == expected
    assert of_csv(",".join(expected) + "\n") == []


def test_one_row_is_one_submission_whatever_stands_between_fields() -> None:
    made = from_answers(SIMPLE)
    for delimiter in (",", ";", "\t"):
        (row,) = of_csv("\ufeff" + csv_text(2025, [SIMPLE], delimiter))
        assert (row.number, row.submission, row.advice) == (2, made, ())
    (row,) = excel_rows(xlsx(records_of(2025, [SIMPLE])))
    assert row.submission == made


def test_counts_stand_in_columns_of_their_own() -> None:
    row = only("PI_EP_1.numerator", "3", **{"PI_EP_1.denominator": 4})
    assert answer(row, "PI_EP_1") == Proportion(3, 4)


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        ("taxpayerIdentificationNumber", 12345678, "012345678"),
        ("taxpayerIdentificationNumber", "1234567", "001234567"),
        ("taxpayerIdentificationNumber", 12345678.0, "012345678"),
        ("performanceStart", 45658, datetime.date(2025, 1, 1)),
        ("performanceStart", "45658", datetime.date(2025, 1, 1)),
        ("performanceStart", "1/13/2025", datetime.date(2025, 1, 13)),
        ("performanceStart", "13/1/2025", datetime.date(2025, 1, 13)),
        ("performanceStart", "02/02/2025", datetime.date(2025, 2, 2)),
    ],
)
def test_what_a_spreadsheet_did_is_undone_with_advice(
    field: str, cell: object, expected: object
) -> None:
    row = only(field, cell)
    assert answer(row, field) == expected
    (advice,) = row.advice
    assert advice.startswith("row 2, column ")
    assert f"({field}): is read " in advice
    assert str(cell) not in advice


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        ("taxpayerIdentificationNumber", " 000000001\u00a0", "000000001"),
        ("taxpayerIdentificationNumber", '="000000001"', "000000001"),
        ("taxpayerIdentificationNumber", "'000000001", "000000001"),
        ("taxpayerIdentificationNumber", 123456789, "123456789"),
        ("performanceStart", datetime.date(2025, 1, 1), datetime.date(2025, 1, 1)),
        ("performanceStart", datetime.datetime(2025, 1, 1), datetime.date(2025, 1, 1)),
        ("performanceStart", "2025-01-01 00:00:00", datetime.date(2025, 1, 1)),
        ("performanceYear", 2025.0, 2025),
        ("performanceYear", "2025.0", 2025),
        ("PI_PPHI_2", True, True),
        ("PI_PPHI_2", "TRUE", True),
        ("PI_PPHI_2", " no ", False),
    ],
)
def test_what_is_plain_is_read_without_a_word(field: str, cell: object, expected: object) -> None:
    row = only(field, cell)
    assert (answer(row, field), row.advice) == (expected, ())


def test_thousands_separators_are_left_out_where_a_comma_is_one() -> None:
    row = only("PI_EP_1.numerator", "1,134", **{"PI_EP_1.denominator": "1,208"})
    assert "without its thousands separators" in row.advice[0]
    assert answer(row, "PI_EP_1") == Proportion(1134, 1208)
    row = only("PI_EP_1", "1,134/1,208")
    assert len(row.advice) == 1
    german = of_csv(csv_text(2025, [SIMPLE | {"PI_EP_1": "1,134/1,208"}], ";"))
    assert "PI_EP_1): takes both counts" in str(german[0].problem)


@pytest.mark.parametrize(
    ("field", "cell", "why"),
    [
        ("PI_EP_1", datetime.date(2025, 2, 1), "holds a date, as a spreadsheet makes of counts"),
        ("PI_EP_1", "1-Feb", "PI_EP_1.numerator"),
        ("PI_EP_1", "Feb-02", "holds a date"),
        ("PI_EP_1", "1/2/2025", "holds a date"),
        ("PI_EP_1", "1.2.2025", "holds a date"),
        ("PI_EP_1", "2-Jan-25", "holds a date"),
        ("PI_EP_1", "2025-01-02", "holds a date"),
        ("PI_EP_1.denominator", "2025-01-02 00:00:00", "holds a date"),
        ("PI_EP_1", 0.94, "takes both counts"),
        ("PI_EP_1", "94%", "takes both counts"),
        ("PI_EP_1.numerator", "1.5", "takes a whole number"),
        ("PI_EP_1.numerator", datetime.date(2025, 2, 1), "holds a date"),
        ("PI_EP_1.numerator", "1.134", "takes a whole number"),
        ("PI_EP_1.numerator", "-3", "takes a whole number"),
        ("PI_EP_1.numerator", True, "takes a whole number"),
        ("PI_EP_1.numerator", "5", "is one count of two"),
        ("PI_PPHI_2", datetime.date(2025, 2, 1), "holds a date, which is no answer here"),
        ("PI_PPHI_2", 1, "takes yes or no"),
        ("PI_PPHI_2", TOKEN, "takes yes or no"),
        ("performanceStart", "7/5/2025", "may be two days"),
        ("performanceStart", 44196, "takes a day written YYYY-MM-DD"),
        ("performanceStart", 10**12, "takes a day written YYYY-MM-DD"),
        ("performanceStart", "1/1/25", "takes a day written YYYY-MM-DD"),
        ("performanceStart", datetime.datetime(2025, 1, 1, 12), "takes a day"),
        ("performanceStart", True, "takes a day written YYYY-MM-DD"),
        ("taxpayerIdentificationNumber", 1.5, "holds a number"),
        ("taxpayerIdentificationNumber", True, "holds a number"),
        ("cehrtId", 15, "format the column as text"),
        ("entityType", "household", "takes one of individual"),
        ("performanceYear", "2021", "takes a year with rules"),
        ("entityType", b"\xff".decode("utf-8", "surrogateescape"), "is not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused_by_column(field: str, cell: object, why: str) -> None:
    row = only(field, cell)
    assert row.submission is None
    column = letters(row.columns[field.partition(".")[0]])
    assert f"row 2, column {column} ({field}): " in str(row.problem)
    assert why in str(row.problem)
    assert TOKEN not in str(row.problem)


def test_every_fault_of_a_row_is_told_in_the_order_of_its_columns() -> None:
    row = only("PI_EP_1", TOKEN, PI_PPHI_2=TOKEN, entityType=TOKEN)
    told = str(row.problem)
    assert told.startswith("row 2, column B (entityType)")
    assert told.index("(entityType)") < told.index("(PI_PPHI_2)")
    assert told.count("): ") == 3
    assert TOKEN not in told


def test_a_row_tells_each_fault_at_its_own_column() -> None:
    heading = ["performanceYear", "entityType", None, "PI_HIE_6", "PI_EP_1", "PI_EP_1.numerator"]
    heading += ["PI_PPHI_2", "performanceStart"]
    (row,) = of_cells(heading, [2022, "soloist", "x", "yes", None, None, "maybe", 44562])
    assert row.problem == (
        "row 2, column B (entityType): takes one of individual, group, virtualGroup, apm, subgroup;"
        " column C: stands under no heading; column D (PI_HIE_6): is no question of the year;"
        " column G (PI_PPHI_2): takes yes or no"
    )
    day = datetime.date(2022, 1, 1)
    (row,) = of_cells(heading, [2022, None, None, None, None, None, day, True])
    assert row.problem == (
        "row 2, column G (PI_PPHI_2): holds a date, which is no answer here;"
        " column H (performanceStart): takes a day written YYYY-MM-DD"
    )
    (row,) = of_cells(heading, [2022, None, None, None, None, 5, None, None])
    assert row.problem == "row 2, column F (PI_EP_1.numerator): is one count of two"


@pytest.mark.parametrize("year", [2025, 2025.0, "2025", "2025.0", " 2025 "])
def test_the_year_of_a_row_may_stand_last(year: object) -> None:
    (row,) = of_cells(["performanceStart", "performanceYear"], [45658, year])
    assert row.problem is None
    assert answer(row, "performanceStart") == datetime.date(2025, 1, 1)


def test_a_row_that_ends_before_its_year_has_none() -> None:
    (row,) = of_cells(["entityType", "cehrtId", "performanceYear"], ["group", "x"])
    assert "column C (performanceYear): takes a year with rules" in str(row.problem)


def test_a_first_row_that_cannot_be_read_is_row_1() -> None:
    text = 'performanceYear,entityType,"' + "x" * 200_000
    with pytest.raises(UnreadableSubmission, match="row 1 cannot be read"):
        list(csv_rows(io.BytesIO(text.encode()), ","))


def test_a_refused_count_is_told_and_not_that_its_measure_lacks_one() -> None:
    row = only("PI_EP_1.numerator", datetime.date(2025, 2, 1), **{"PI_EP_1.denominator": 20})
    assert str(row.problem).count("): ") == 1
    assert "(PI_EP_1.numerator): holds a date" in str(row.problem)


def test_a_measure_in_two_columns_and_a_cell_without_heading_are_refused() -> None:
    row = only("PI_EP_1", "1/2", **{"PI_EP_1.numerator": 1, "PI_EP_1.denominator": 2})
    assert "is answered in another column too" in str(row.problem)
    (row,) = of_cells([*SIMPLE, ""], [*SIMPLE.values(), TOKEN])
    assert str(row.problem).endswith(f"column {letters(len(SIMPLE) + 1)}: stands under no heading")


def test_a_measure_of_another_year_is_told_where_it_is_answered() -> None:
    names = heading(2025)
    old = row_of(2022)
    records = [names, [old.get(name) for name in names]]
    records += [[(old | {"PI_HIE_6": "yes"}).get(name) for name in names]]
    first, second = of_cells(*records)
    assert first.submission == from_answers(old)
    assert "(PI_HIE_6): is no question of the year" in str(second.problem)


def test_blank_rows_and_columns_are_passed_over_and_counted() -> None:
    text = csv_text(2025, [SIMPLE, {}, SIMPLE]).replace("\r\n", ",,\r\n") + "\r\n\r\n,,,\r\n"
    assert [row.number for row in of_csv(text)] == [2, 4]
    assert [row.problem for row in of_csv(text)] == [None, None]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (
            ["performanceYear", "entityType", "PI_EP1"],
            "row 2, column C: is no field of the form; meant may be PI_EP_1",
        ),
        (
            ["performanceYear", "entityType", "pi_lvpp_1"],
            "row 2, column C: is no field of the form; PI_LVPP_1 is an answer to PI_EP_1",
        ),
        (
            ["performanceYear", "entityType", "PI_PHCDRR_1_PROD"],
            "row 2, column C: is no field of the form; "
            "PI_PHCDRR_1_PROD is the answer production to PI_PHCDRR_1.level",
        ),
        (["performanceYear", "entityType", TOKEN], "row 2, column C: is no field of the form"),
        (
            ["performanceYear", None, "entityType", "entityType"],
            "row 2, column D: has the same heading as another",
        ),
        (["entityType", "cehrtId"], "row 2, the heading: has no column performanceYear"),
    ],
)  # fmt: skip
def test_a_heading_that_is_not_understood_is_told_once(names: Sequence[str], why: str) -> None:
    (row,) = of_cells([], names, ["2025", "group", "x"])
    assert row.problem == why


def test_a_heading_is_read_in_any_case() -> None:
    (row,) = of_csv(csv_text(2025, [SIMPLE]).replace("performanceYear", " PerformanceYEAR "))
    assert row.submission == from_answers(SIMPLE)


@pytest.mark.parametrize(
    "text",
    [
        *("measureId,numerator\nPI_EP_1,5\n", "{}", "a;b", "", "\n\n"),
        "x\nperformanceYear,entityType,taxpayerIdentificationNumber",
    ],
)
def test_other_text_is_no_sheet(text: str) -> None:
    assert delimiter_of(text.encode()) is None


def test_columns_are_lettered_as_spreadsheets_letter_them() -> None:
    assert [letters(n) for n in (1, 6, 26, 27, 52, 53, 702, 703)] == [
        "A", "F", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_byte_that_is_no_utf_8_is_told_in_its_cell() -> None:
    content = (
        csv_text(2025, [SIMPLE, SIMPLE])
        .replace("individual", "individ\u00fcal", 1)
        .encode("latin-1")
    )
    first, second = csv_rows(io.BytesIO(content), ",")
    assert first.submission is None
    assert str(first.problem).endswith("(entityType): is not UTF-8; save the sheet as CSV UTF-8")
    assert second.submission == from_answers(SIMPLE)


def test_a_year_without_rules_has_no_heading() -> None:
    assert heading(1999) == ()


def test_a_cell_without_end_is_no_csv() -> None:
    text = csv_text(2025, [SIMPLE]) + '"' + "x" * 200_000
    with pytest.raises(UnreadableSubmission, match="row 3 cannot be read"):
        of_csv(text)


def test_a_place_is_a_column_of_its_row() -> None:
    (row,) = of_cells(["performanceYear", None, "entityType"], [2025, None, "group"])
    assert row.place("entityType") == (3, "row 2, column C")
    assert row.place("cehrtId") == row.place(None) == (1, "row 2")
