"""A day is taken as JSON has it, or a sheet, and in no other form that is ISO 8601 too."""

from datetime import date

import pytest

from mips_pi_rules.days import days_of_sheet, real_day, written_year


def test_a_day_that_there_is() -> None:
    assert real_day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "written",
    [
        "2025-W01-1",
        "2025-02-29",
        "20250101",
        "2025-1-1",
        "0000-01-01",
        "2025-01-01\n",
        "\uff12025-01-01",
    ],
)
def test_what_is_no_day(written: str) -> None:
    assert real_day(written) is None


def test_a_year_that_is_written() -> None:
    assert written_year("2025") == 2025


@pytest.mark.parametrize(
    "written", ["02025", "20250", "202", "+2025", " 2025", "2025\n", "\uff12025"]
)
def test_what_is_no_year(written: str) -> None:
    assert written_year(written) is None


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("12/31/2025", ["2025-12-31"]),
        ("31.12.2025", ["2025-12-31"]),
        ("5-5-2025", ["2025-05-05"]),
        ("03/04/2025", ["2025-03-04", "2025-04-03"]),
        ("2025-01-31 00:00:00", ["2025-01-31"]),
        ("2025-01-31T00:00", ["2025-01-31"]),
        ("2025-01-31", []),
        ("2025-02-30 00:00", []),
        ("2025-01-31 01:00", []),
        ("13/32/2025", []),
        ("5/5/25", []),
        ("5/5/2025 ", []),
        ("", []),
    ],
)
def test_what_a_spreadsheet_may_have_saved(written: str, days: list[str]) -> None:
    assert list(map(str, days_of_sheet(written))) == days
