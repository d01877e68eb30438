"""Sheets that are text: what stands between their cells, and in what form they are not read."""

import codecs
import re
from collections.abc import Callable
from typing import Final

# Spreadsheets of some countries write a semicolon or a tab between cells.
_DELIMITERS: Final = (",", ";", "\t")
_OF_SPREADSHEETS: Final = re.compile(rb'"?sep=.?"?')  # a first line that Excel alone reads
_NAMED: Final = "names its separator in its first line (sep=); remove that line"
_WIDE: Final = "is in UTF-16, as spreadsheets save Unicode text; save it as CSV UTF-8"


def delimiter_of(line: str, is_heading: Callable[[list[str]], bool]) -> str | None:
    """The delimiter whose cells of a first line are a heading; None where none has such."""
    for delimiter in _DELIMITERS:
        if is_heading([cell.strip().strip('"') for cell in line.split(delimiter)]):
            return delimiter
    return None


def kept_otherwise(begin: bytes) -> str | None:
    """Why cells that begin so are not read although a spreadsheet shows them; None if they are."""
    if b"\0" in begin:
        return _WIDE
    line = begin.removeprefix(codecs.BOM_UTF8).partition(b"\n")[0]
    return _NAMED if _OF_SPREADSHEETS.fullmatch(line.strip(b"\r ")) else None
