"""What a value in another form plainly means; None where that is not plain.

A document is judged by what it says: this is for what helps a person to say it rightly.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.documents.fieldnames import COUNTS
from mips_pi_rules.documents.plain import count
from mips_pi_rules.documents.spelling import near

YES_NO: Final = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
RATIO: Final = re.compile(r"\s*([0-9]{1,16})\s*/\s*([0-9]{1,16})\s*", re.ASCII)
_DIGITS: Final = re.compile(r"\s*([0-9]{1,16})\s*", re.ASCII)


def answer_meant(value: object) -> bool | None:
    """The yes or no that a word means, in any case."""
    return YES_NO.get(value.strip().casefold()) if isinstance(value, str) else None


def counts_meant(value: object) -> tuple[int, int] | None:
    """The numerator and denominator that are written as text, as "n/d", or with more beside.

    Or under names much like theirs, where these are missing.
    """
    if isinstance(value, str):
        found = RATIO.fullmatch(value)
        pair: tuple[object, ...] = found.groups() if found else ()
    elif isinstance(value, Mapping):
        pair = tuple(_under(name, value) for name in COUNTS)
    else:
        return None
    whole = [one for one in map(_count_meant, pair) if one is not None]
    return (whole[0], whole[1]) if len(whole) == len(pair) == 2 else None


def _under(name: str, value: Mapping[Any, Any]) -> object:
    """What stands under a name, else under the only one that is much like it; None for nothing."""
    if name in value:
        return value[name]
    alike = [key for key in value if isinstance(key, str) and near(key.strip().casefold(), name, 2)]
    return value[alike[0]] if len(alike) == 1 else None


def _count_meant(value: object) -> int | None:
    digits = _DIGITS.fullmatch(value) if isinstance(value, str) else None
    number = count(int(digits[1]) if digits else value)
    return number if isinstance(number, int) else None
