"""Days and years as JSON and people write them, and days as spreadsheets save them."""

import re
from datetime import date
from typing import Final

_YEAR: Final = re.compile("[0-9]{4}")
_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SLASHED: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(?::00)?")
TWO_DAYS: Final = "may be two days, as month or day may come first; write YYYY-MM-DD"


def real_day(written: str) -> date | None:
    """The day that is written YYYY-MM-DD; None for another form and for a day that there is not."""
    if not _WRITTEN.fullmatch(written):  # dates by week, too, are ISO 8601 and as long
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def written_year(written: str) -> int | None:
    """The year that is written in four digits and nothing else; None for another form."""
    return int(written) if _YEAR.fullmatch(written) else None


def days_of_sheet(written: str) -> tuple[date, ...]:
    """The days that a spreadsheet may have saved so: two where month or day may come first.

    None for YYYY-MM-DD itself, for another form and for a day that there is not.
    """
    if found := _MIDNIGHT.fullmatch(written):
        several = [real_day(found[1])]
    elif found := _SLASHED.fullmatch(written):
        first, second, year = found.groups()
        orders = (first, second), (second, first)
        several = [real_day(f"{year}-{month:0>2}-{day:0>2}") for month, day in orders]
    else:
        return ()
    return tuple(sorted({day for day in several if day is not None}))
