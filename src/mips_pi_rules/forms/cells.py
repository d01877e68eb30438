"""A cell of a sheet as an answer: what spreadsheets do to answers is undone where it is certain.

A TIN that lost its leading zeros, a day that became a number, thousands separators: each is
mended and said. What may be two things, as 7/5 may, is refused with what to write instead.
"""

import re
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.days import TWO_DAYS, days_of_sheet
from mips_pi_rules.documents.fieldnames import EXAMPLES
from mips_pi_rules.forms.fields import FormField
from mips_pi_rules.forms.values import is_blank, whole

# The lengths of identifiers of digits alone, with their leading zeros.
_LENGTHS: Final = {name: len(one) for name, one in EXAMPLES.items() if one.isdecimal()}
_FIRST_DAY: Final = date(1900, 1, 1) - timedelta(days=2)  # day 0, as spreadsheets count
_LAST_DAY: Final = 99_999
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_WHOLE: Final = re.compile(r"([0-9]{1,16})(?:\.0+)?")
_QUOTED: Final = re.compile(r'="(.*)"|\'([0-9]+)')  # how text is kept from becoming a number
_LIKE_A_DAY: Final = re.compile(
    r"[0-9]{1,4}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[- ][0-9]{2,4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ][0-9]{1,4}"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
    r"|[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}(?:[ T]00:00(?::00)?)?",
    re.IGNORECASE,
)

_ZEROS: Final = "is read with the leading zeros that it lost; format the column as text"
_SERIAL: Final = "is read as the day that the number stands for; format the column as a date"
_DAY: Final = "is read as the only day that it can be; write YYYY-MM-DD"
_GROUPS: Final = "is read without its thousands separators"
_NO_DAY: Final = "takes a day written YYYY-MM-DD"
_NO_COUNT: Final = "takes a whole number"
_A_DATE: Final = (
    "holds a date, as a spreadsheet makes of counts such as 1/2; write them in the columns "
    "{0}.numerator and {0}.denominator, or format the column as text"
)
_NO_DATE: Final = "holds a date, which is no answer here"
_NO_UTF8: Final = "is not UTF-8; save the sheet as CSV UTF-8"
_NO_VALUE: Final = (
    "holds a formula that was not calculated yet; open the file in a spreadsheet and save it"
)
_NO_TEXT: Final = "holds a number, which may have lost characters; format the column as text"


class Formula(Enum):
    """What stands for the value of a formula that no spreadsheet has calculated yet."""

    UNCALCULATED = "uncalculated"


@frozen(eq=False, repr=False)
class Cell(ByValue):
    """What a cell answers, None for nothing; `advice` says what was mended in it.

    `refusal` is why it is not taken, and what is.
    """

    value: object = None
    advice: str | None = None
    refusal: str | None = None


@frozen(eq=False, repr=False)
class Habits(ByValue):
    """How a sheet writes: whether a comma groups thousands, and the year that it is about."""

    commas_group: bool
    year: int | None = None


def cell_of(field: FormField, part: str | None, written: object, habits: Habits) -> Cell:
    """A cell under a field, or under `part` (numerator or denominator) of a proportion."""
    value = written
    if value is Formula.UNCALCULATED:
        return Cell(refusal=_NO_VALUE)
    if isinstance(value, str):
        value = value.strip()
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            return Cell(refusal=_NO_UTF8)
        if quoted := _QUOTED.fullmatch(value):
            value = quoted[1] if quoted[1] is not None else quoted[2]
    if is_blank(value):
        return Cell()
    if part is not None:
        return _count(field, value, habits)
    if field.kind == "date":
        return _day(value, habits)
    if isinstance(value, date) or _is_like_a_day(field, value):
        of_counts = field.kind == "proportion"
        return Cell(refusal=_A_DATE.format(field.name) if of_counts else _NO_DATE)
    if field.kind == "text":
        return _text(field, value)
    if field.kind == "proportion" and isinstance(value, str) and habits.commas_group:
        plain = _ungrouped(value)
        return Cell(plain, _GROUPS if plain != value else None)
    if field.name == "performanceYear" and isinstance(value, str):
        found = _WHOLE.fullmatch(value)
        return Cell(found[1] if found else value)
    return Cell(value)


def _is_like_a_day(field: FormField, value: object) -> bool:
    like = isinstance(value, str) and _LIKE_A_DAY.fullmatch(value)
    return bool(like) and field.kind == "proportion"


def _ungrouped(value: str) -> str:
    return _GROUPED.sub(lambda found: found[0].replace(",", ""), value)


def _count(field: FormField, value: object, habits: Habits) -> Cell:
    if isinstance(value, date) or _is_like_a_day(field, value):
        return Cell(refusal=f"{_NO_DATE}; {_NO_COUNT}")
    if not isinstance(value, str):
        return Cell(value) if isinstance(whole(value), int) else Cell(refusal=_NO_COUNT)
    grouped = habits.commas_group and _GROUPED.fullmatch(value)
    found = _WHOLE.fullmatch(_ungrouped(value) if grouped else value)
    if found is None:
        return Cell(refusal=_NO_COUNT)
    return Cell(int(found[1]), _GROUPS if grouped else None)


def _day(value: object, habits: Habits) -> Cell:
    if isinstance(value, datetime):
        is_day = value.time() == datetime.min.time()
        return Cell(value.date()) if is_day else Cell(refusal=_NO_DAY)
    if isinstance(value, date):
        return Cell(value)
    text = str(value) if not isinstance(value, bool) else ""
    if found := _WHOLE.fullmatch(text):
        return _serial(int(found[1]), habits)
    days = days_of_sheet(text)
    if len(days) == 1:
        return Cell(days[0], None if text.startswith(str(days[0])) else _DAY)
    if days:
        return Cell(refusal=TWO_DAYS)
    return Cell(value)


def _serial(number: int, habits: Habits) -> Cell:
    """A day as a spreadsheet counts it; certain when it is one of the year."""
    day = _FIRST_DAY + timedelta(days=min(number, _LAST_DAY))
    return Cell(day, _SERIAL) if day.year == habits.year else Cell(refusal=_NO_DAY)


def _text(field: FormField, value: object) -> Cell:
    length = _LENGTHS.get(field.name)
    found = _WHOLE.fullmatch(str(value)) if not isinstance(value, bool) else None
    if length is None or found is None:
        return Cell(value) if isinstance(value, str) else Cell(refusal=_NO_TEXT)
    if isinstance(value, str) and found[1] != value:
        return Cell(value)
    whole_id = found[1].rjust(length, "0")
    return Cell(whole_id, _ZEROS if whole_id != found[1] else None)
