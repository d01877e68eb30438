"""One answer read as what its field takes; NOT_TAKEN for everything else.

Nothing is guessed here: a number is no text, an empty list is no answer, and what an exclusion is
the year says.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final

from mips_pi_rules.days import real_day
from mips_pi_rules.documents.meant import RATIO, answer_meant
from mips_pi_rules.documents.plain import count
from mips_pi_rules.documents.submission import Proportion
from mips_pi_rules.forms.fields import PRE_PRODUCTION, PRODUCTION


class NotTaken(Enum):
    """What stands for an answer that its field does not take."""

    NOT_TAKEN = "not taken"


NOT_TAKEN: Final = NotTaken.NOT_TAKEN

_COUNTS: Final = frozenset({"numerator", "denominator"})


def is_blank(value: object) -> bool:
    """Whether this is no answer: None, text of white space alone, or NaN, as tables leave it."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, float) and math.isnan(value))


def yes_no(value: object) -> bool | NotTaken:
    """True or false, or their words in any case."""
    if isinstance(value, bool):
        return value
    meant = answer_meant(value)
    return NOT_TAKEN if meant is None else meant


def one_of(value: object, names: Collection[str]) -> str | NotTaken:
    """One of these names, in any case: an exclusion, a level."""
    word = _word(value)
    return next((name for name in names if name.casefold() == word), NOT_TAKEN)


def level(value: object) -> str | NotTaken:
    """A level of active engagement."""
    return one_of(value, (PRE_PRODUCTION, PRODUCTION))


def day(value: object) -> date | NotTaken:
    """A day as a date, or written YYYY-MM-DD; no moment of a day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    written = real_day(value.strip()) if isinstance(value, str) else None
    return NOT_TAKEN if written is None else written


def whole(value: object) -> int | NotTaken:
    """A whole number that is no true or false, and not too large for JSON."""
    number = count(value)
    return number if isinstance(number, int) else NOT_TAKEN


def proportion(value: object) -> Proportion | NotTaken:
    """Counts: "n/d", [n, d] or {numerator, denominator}; those of several systems are added."""
    pair = _pair(value)
    if pair is NOT_TAKEN and isinstance(value, list | tuple):
        pair = _sum(value)
    return pair if isinstance(pair, NotTaken) else Proportion(*pair)


def _sum(several: Sequence[object]) -> tuple[int, int] | NotTaken:
    numerator = denominator = 0
    for one in several:
        pair = _pair(one)
        if isinstance(pair, NotTaken):
            return NOT_TAKEN
        numerator, denominator = numerator + pair[0], denominator + pair[1]
    return _whole_pair(numerator, denominator) if several else NOT_TAKEN


def _pair(value: object) -> tuple[int, int] | NotTaken:
    if isinstance(value, str) and (found := RATIO.fullmatch(value)):
        return _whole_pair(int(found[1]), int(found[2]))
    if isinstance(value, Mapping) and value.keys() == _COUNTS:
        return _whole_pair(value["numerator"], value["denominator"])
    if isinstance(value, list | tuple) and len(value) == len(_COUNTS):
        return _whole_pair(*value)
    return NOT_TAKEN


def _whole_pair(numerator: object, denominator: object) -> tuple[int, int] | NotTaken:
    pair = whole(numerator), whole(denominator)
    first, second = pair
    if isinstance(first, NotTaken) or isinstance(second, NotTaken):
        return NOT_TAKEN
    return first, second


def _word(value: object) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""
