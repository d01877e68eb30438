"""Entries of which nothing is read: most of a large document are measures of other categories.

Here is seen, in the bytes, which entries hold nothing that is looked for and no other entry. What
is in them is parsed like the rest and so is well-formed, but the parser tells nobody of it: that is
where most of the time and all of the memory would go. Whether an entry is one of another section is
known when its start tag is parsed, and only then it is left out.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from mips_pi_rules.documents.qrda3.elements import (
    BODY,
    COMPONENT,
    ENTRY,
    PERIOD,
    PI_SECTION,
    PROPORTION,
    ROOT,
    SECTION,
    YES_NO,
    templates,
)

SMALL: Final = 64 * 1024  # a document of so many bytes is kept whole: to look costs more than that
LONG: Final = 256  # so is an entry with less than that in it
DEEP: Final = 64  # levels; a section below so many of them is kept
_NEAR: Final = 256  # bytes; an entry with a longer tag is kept
_ENTRY: Final = re.compile(rb"entry(?!R)")  # nor an entryRelationship, of which there are many
_BEFORE: Final = re.compile(rb"<(/?)(?:[^\s<>/!?:]+:)?\Z")
_LEVEL: Final = [COMPONENT, SECTION]
_LOOKED_FOR: Final = tuple(root.encode() for root in (PERIOD, PROPORTION, YES_NO))


class Entry(NamedTuple):
    """Where an entry's start tag begins, what is in it, and its end tag; in bytes."""

    start: int
    inside: int
    end: int


def quiet_entries(data: bytes) -> Iterator[Entry]:
    """The entries that hold nothing which is looked for.

    What looks like a start tag may be none: it can stand in a comment.
    """
    if len(data) <= SMALL:
        return
    opened: tuple[int, int] | None = None
    for found in _ENTRY.finditer(data):
        before = _BEFORE.search(data, found.start() - _NEAR, found.start())
        if before is not None and not before[1]:
            inside = data.find(b">", found.end(), found.end() + _NEAR) + 1
            opened = (before.start(), inside) if inside else None
            continue
        if before is not None and opened is not None:
            entry = Entry(*opened, before.start())
            if _is_quiet(data, entry.inside, entry.end):
                yield entry
        opened = None


def is_of_others(top: Element, opened: Element, known: dict[Element, bool]) -> bool:
    """Whether the element whose start tag was parsed last is an entry of another section.

    `top` stands around the root; `known`: what is known by section, whose templates come before its
    entries.
    """
    section = here = top
    names: list[str] = []
    while here is not opened and len(names) < DEEP:
        section, here = here, here[-1]
        names.append(here.tag)
    inner = names[3:-1]
    if names != [ROOT, COMPONENT, BODY, *inner, ENTRY] or inner != _LEVEL * (len(inner) // 2):
        return False
    if section not in known:
        known[section] = PI_SECTION not in templates(section)
    return known[section]


def _is_quiet(data: bytes, start: int, end: int) -> bool:
    """Whether what is in an entry is long, holds nothing that is looked for, and ends at `end`.

    What is looked for is not there where it is not written: characters may stand for themselves
    alone, and what is at the end is its end tag and not in a comment or in character data.
    """
    if end - start < LONG or any(data.find(root, start, end) >= 0 for root in _LOOKED_FOR):
        return False
    if any(True for _ in _marks(data, b"&#", start, end)):
        return False
    if any(True for _ in _marks(data, b"<?", start, end)):
        return False
    marks = list(_marks(data, b"<!", start, end))
    if any(data[at : at + 4] != b"<!--" for at in marks):
        return False
    return not marks or data.find(b"-->", marks[0] + 4, end) >= 0


def _marks(data: bytes, mark: bytes, start: int, end: int) -> Iterator[int]:
    """Where a mark of two characters stands, from the end."""
    if data.find(mark[1:], start, end) < 0:  # mostly so, and to see that takes little
        return
    at = end
    while (at := data.rfind(mark, start, at)) >= 0:
        yield at
