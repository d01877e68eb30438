"""The days of a performance year."""

from datetime import date, timedelta

import pytest

from mips_pi_rules import policy, years
from mips_pi_rules.law.calendar import (
    last_start_day,
    registration_due,
    submission_closes,
    year_end,
    year_start,
)


@pytest.mark.parametrize("year", years())
def test_a_year_has_its_days_and_is_submitted_in_the_next(year: int) -> None:
    law = policy(year)
    assert (year_start(law), year_end(law)) == (date(year, 1, 1), date(year, 12, 31))
    longest = year_end(law) - last_start_day(law) + timedelta(1)  # both ends counted
    assert longest.days == law.minimum_days
    window = law.submission_window
    assert submission_closes(law) == date(year + 1, window.month, window.day)


def test_the_first_day_of_a_period_counts_among_those_for_registration() -> None:
    law = policy(2025)
    assert law.pre_production is not None
    due = registration_due(law, date(2025, 1, 1))
    assert due == date(2025, 1, 1) + timedelta(law.pre_production.registration_days - 1)
    assert registration_due(law, date.max - timedelta(3)) == date.max
