"""Days as JSON and people write them: YYYY-MM-DD."""

import re
from datetime import date
from typing import Final

_WRITTEN: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def real_day(written: str) -> date | None:
    """The day that is written YYYY-MM-DD; None for another form and for a day that there is not."""
    if not _WRITTEN.fullmatch(written):  # dates by week, too, are ISO 8601 and as long
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
