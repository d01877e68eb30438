"""A day is taken as it is written in JSON, and in no other form that is ISO 8601 too."""

from datetime import date

import pytest

from mips_pi_rules.days import real_day


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
