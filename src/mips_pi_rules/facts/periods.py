"""What is said of the performance period of a measurement set."""

from datetime import date
from typing import Final

from mips_pi_rules.documents.submission import Refused
from mips_pi_rules.facts.values import Period

Day = date | Refused | None


class Periods:
    """The periods of a year that were stated so far: there are few, and documents share them.

    Nobody writes into them.
    """

    def __init__(self, year: int | None) -> None:
        self._year = year
        self._stated: dict[tuple[Day, Day], Period] = {}

    def of(self, start: Day, end: Day) -> Period:
        """What is said of a period from one day to another."""
        found = self._stated.get((start, end))
        if found is None:
            found = period_of(start, end, self._year)
            if len(self._stated) < _MOST_PERIODS:
                self._stated[start, end] = found
        return found


_MOST_PERIODS: Final = 4096


def period_of(start: Day, end: Day, year: int | None) -> Period:
    """What is said of a period; without a year not whether it lies in it."""
    period: Period = {}
    if start is not None:
        period["start"] = start.isoformat() if isinstance(start, date) else None
    if end is not None:
        period["end"] = end.isoformat() if isinstance(end, date) else None
    if year is not None and isinstance(start, date):
        period["startsInYear"] = start.year == year
    if year is not None and isinstance(end, date):
        period["endsInYear"] = end.year == year
    if isinstance(start, date) and isinstance(end, date):
        length = (end - start).days + 1  # both ends count
        period["inOrder"] = length > 0
        if length > 0:
            period["days"] = length
    return period
