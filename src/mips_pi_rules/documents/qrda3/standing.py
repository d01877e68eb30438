"""Where the parts of a QRDA III document stand: line, column and path, worked out when asked for.

Most reports ask for nothing, and others for the places of few findings. What the tree does not say,
lines and columns, is counted in the text: the parser found it well-formed and without a DOCTYPE, so
that a `<` which is neither in a comment nor in character data begins a tag.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Final
from xml.etree.ElementTree import Element

from mips_pi_rules.documents.places import Place, Steps, nearest
from mips_pi_rules.documents.qrda3.elements import NAMESPACE
from mips_pi_rules.documents.qrda3.notes import Notes
from mips_pi_rules.documents.qrda3.parsing import Tree
from mips_pi_rules.documents.qrda3.section import ROWS, parts_of_row

# A start tag, or what has no start tags in it.
_MARKUP: Final = re.compile(rb"<(?:([^/!?])|!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>)", re.S)


class Standing:
    """Where what was read of a document stands, by pointer into the QPP JSON form."""

    __slots__ = ("_notes", "_tree")

    def __init__(self, tree: Tree, notes: Notes) -> None:
        """`notes`: those of the tree, of which all is read."""
        self._tree, self._notes = tree, notes

    def nearest(self, pointers: Collection[str]) -> dict[str, Place]:
        """By pointer the place of the nearest part that stands in the document."""
        row = f"{ROWS}/"
        inside = (one[len(row) :] for one in pointers if one.startswith(row))
        named = {one.partition("/")[0] for one in inside}
        numbers = [number for number in range(len(self._notes.rows)) if str(number) in named]
        return places_of(self._tree, nearest(self._with_rows(numbers), pointers))

    def every(self) -> dict[str, Place]:
        """By pointer the place of each part."""
        return places_of(self._tree, self._with_rows(range(len(self._notes.rows))))

    def _with_rows(self, numbers: Iterable[int]) -> dict[str, Element]:
        rows = self._notes.rows
        parts = (part for number in numbers for part in parts_of_row(number, rows[number]))
        return self._notes.elements | dict(parts)


def places_of(tree: Tree, elements: Mapping[str, Element]) -> dict[str, Place]:
    """The place of each of these elements of a tree."""
    if not elements:
        return {}
    root = tree.top[0]
    # Of each element, which of all start tags that are kept is its own.
    numbers = dict(zip(root.iter(), count(), strict=False))
    asked = sorted({numbers[one] for one in elements.values()})
    ways = _ways(root, asked, numbers)
    places = {
        number: (line, column, ways[number])
        for number, (line, column) in zip(asked, _lines(tree, asked), strict=True)
    }
    return {pointer: places[numbers[one]] for pointer, one in elements.items()}


def _lines(tree: Tree, asked: list[int]) -> Iterator[tuple[int, int]]:
    """Line and column, from 1 and in characters, of each of these start tags, which ascend."""
    data = tree.data
    starts = [0, *(end for _, end in tree.left_out)]
    ends = [*(start for start, _ in tree.left_out), len(data)]
    kept = zip(starts, ends, strict=True)
    tags = (tag.start() for span in kept for tag in _MARKUP.finditer(data, *span) if tag[1])
    every = list(islice(tags, asked[-1] + 1))
    line, column, seen = 1, 1, 0
    returns, ascii_alone = b"\r" in data, data.isascii()
    for start in map(every.__getitem__, asked):
        new = data.count(b"\n", seen, start)
        if returns:  # which ends a line too, unless the other one follows it
            new += data.count(b"\r", seen, start) - data.count(b"\r\n", seen, start)
        if new:
            last = data.rfind(b"\n", seen, start)
            seen = 1 + (max(last, data.rfind(b"\r", seen, start)) if returns else last)
            line, column = line + new, 1
        column += start - seen if ascii_alone else len(str(data[seen:start], tree.encoding))
        seen = start
        yield line, column


_NAME: Final = len(NAMESPACE) + 1  # where a name begins behind its namespace


def _ways(root: Element, asked: list[int], numbers: dict[Element, int]) -> dict[int, Steps]:
    """By number the steps to each of the elements `asked` for, whose numbers ascend."""
    ways: dict[int, Steps] = {}
    # Elements, their steps, and from where to where in `asked` they and those below them are.
    waiting: list[tuple[Element, Steps, int, int]]
    waiting = [(root, (None, root.tag[_NAME:], 1), 0, len(asked))]
    while waiting:
        here, way, at, end = waiting.pop()
        if numbers[here] == asked[at]:
            ways[asked[at]] = way
            at += 1
        if at == end:
            continue
        parts = list(here)
        ranks: dict[str, int] = {}
        for index, part in enumerate(parts, 1):
            name = part.tag
            ranks[name] = rank = ranks.get(name, 0) + 1
            behind = end
            if index < len(parts):
                behind = bisect_left(asked, numbers[parts[index]], at, end)
            if behind > at:
                waiting.append((part, (way, name[_NAME:], rank), at, behind))
                if behind == end:
                    break
                at = behind
    return ways
