"""Plain values of JSON, read strictly: what is not what it should be becomes REFUSED."""

import operator
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from mips_pi_rules.days import real_day
from mips_pi_rules.documents.submission import MAX_COUNT, REFUSED, Refused


def text(value: object) -> str | Refused | None:
    """A string as it is, None for null, anything else REFUSED."""
    if value is None or type(value) is str:
        return value
    return str.__str__(value) if isinstance(value, str) else REFUSED


def whole_number(value: object) -> int | Refused | None:
    """A whole number: an int by `operator.index` or a float that is whole; never a bool."""
    if value is None or value.__class__ is int:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else REFUSED
    if isinstance(value, bool):
        return REFUSED
    try:
        return operator.index(value)  # type: ignore[arg-type] # what has no index is refused below
    except Exception:  # noqa: BLE001, RUF100 - a foreign __index__ may raise anything
        return REFUSED


def count(value: object) -> int | Refused | None:
    """A whole number from 0 to MAX_COUNT, or REFUSED; a count of null is REFUSED too."""
    number = whole_number(value)
    return number if isinstance(number, int) and 0 <= number <= MAX_COUNT else REFUSED


def texts(mapping: Mapping[str, Any], names: tuple[str, ...]) -> list[str | Refused | None]:
    """What stands under these names, each as `text` says."""
    found = [*map(mapping.get, names)]
    for one in found:
        if one.__class__ is not str and one is not None:
            return [*map(text, found)]
    return found


_DAYS: Final[dict[object, date]] = {}  # days that were read, which are few; nothing else is kept
_MOST_DAYS: Final = 4096


def day(value: object) -> date | Refused | None:
    """A real day written YYYY-MM-DD, None for null, anything else REFUSED."""
    known = _DAYS.get(value) if value.__class__ is str else None
    if known is not None:
        return known
    written = text(value)
    if not isinstance(written, str):
        return written
    read = real_day(written)
    if read is None:
        return REFUSED
    if len(_DAYS) < _MOST_DAYS:
        _DAYS[written] = read
    return read


def plain_copy(value: Any) -> Any:
    """A copy of JSON in plain dicts and lists; what stands in several places is copied once."""
    return _copied(value, {})


def _copied(value: Any, known: dict[int, tuple[Any, Any]]) -> Any:
    """`known`: by its id each part that was met, which keeps it alive, and its copy."""
    if not isinstance(value, Mapping | list | tuple):
        return value
    if id(value) in known:
        return known[id(value)][1]
    copy: Any
    if isinstance(value, Mapping):
        copy = {name: _copied(item, known) for name, item in value.items()}
    else:
        copy = [_copied(item, known) for item in value]
    known[id(value)] = value, copy
    return copy
