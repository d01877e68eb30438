"""Where things stand in JSON text: lines and columns by JSON Pointer, and names that stand twice.

Used only when there is something to point at; the text has been parsed before, so it is JSON.
"""

import re
from collections.abc import Collection, Iterator
from itertools import takewhile
from json import JSONDecoder, loads
from json.decoder import scanstring  # type: ignore[attr-defined] # not in the stubs
from typing import Any, Final

from mips_pi_rules.pointers import join, split

_TOKEN = re.compile(r'[ \t\r\n,:]*+(?:("(?:[^"\\]|\\.)*+")|([\[\]{}])|([^\s\[\]{},:"]++))', re.S)
_DEEPENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.S)


def too_deep(text: str, limit: int, colons: int) -> bool:
    """Whether arrays and objects nest deeper than `limit` in this text, which has so many colons.

    In valid JSON what is nested stands in a list or after a colon; what is not valid is so deep
    only as far as it is valid.
    """
    lists = text.count("[")
    if lists + colons < limit or lists + text.count("{") <= limit:
        return False
    depth = 0
    for match in _DEEPENS.finditer(text):
        mark = match.group()
        if mark in "[{":
            depth += 1
            if depth > limit:
                return True
        elif mark in "]}":
            depth -= 1
    return False


def _values(text: str) -> Iterator[tuple[list[str | int], bool]]:
    """Every value as (path, repeated): whether its name stood in the object before.

    The path is names and, in lists, whole numbers; it is the same list all along.
    """
    path: list[str | int] = []
    open_: list[tuple[bool, set[str], int]] = []  # is an object, names seen, items seen
    named: str | None = None
    for match in _TOKEN.finditer(text):
        string, mark, _ = match.groups()
        if mark and mark in "]}":
            open_.pop()
            if path:
                path.pop()
            continue
        repeated = False
        if open_:
            is_object, seen, count = open_[-1]
            if is_object and named is None:
                named = str(loads(string))
                continue
            if is_object:
                repeated = named in seen
                seen.add(str(named))
                path.append(str(named))
            else:
                open_[-1] = (False, seen, count + 1)
                path.append(count)
        named = None
        yield path, repeated
        if mark:
            open_.append((mark == "{", set(), 0))
        elif path:
            path.pop()


def repeated_names(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Pointers to the objects of `text` in which a name stands twice, in document order.

    Cut back to the first name that is not `known`: what is not known is never printed.
    """
    found: dict[str, None] = {}
    for path, repeated in _values(text):
        if repeated:
            kept = takewhile(lambda token: isinstance(token, int) or token in known, path[:-1])
            found[join(kept)] = None
    return tuple(found)


def positions(
    text: str, pointers: Collection[str], *, to_the_end: bool = True
) -> dict[str, tuple[int, int]]:
    """Line and column (1-based, in characters) at which the values at `pointers` start.

    Only the objects and lists on the way are walked through; every other value is passed over by
    the scanner that parses it. Of a name that stands twice the last counts, as it does when the
    text is parsed: for such a text `to_the_end` has to be true.
    """
    wanted: _Wanted = {}
    for pointer in pointers:
        node = wanted
        for token in split(pointer):
            node = node.setdefault(token, {})
        node[None] = pointer
    offsets: dict[str, int] = {}
    _walk(text, after_space(text, 0), wanted, offsets, -1 if to_the_end else len(set(pointers)))
    found = {}
    line, newline, seen = 1, -1, 0  # `newline`: where the last one before `seen` is
    for start, pointer in sorted((start, pointer) for pointer, start in offsets.items()):
        if newlines := text.count("\n", seen, start):
            line, newline = line + newlines, text.rfind("\n", seen, start)
        seen = start
        found[pointer] = (line, start - newline)
    return found


# By token what is wanted below it; under None the pointer of the place itself.
_Wanted = dict[str | None, Any]
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_WHITE: Final = frozenset(" \t\r\n")
_ENDS: Final = frozenset("}]")
# A number of any length is passed over. scan_once is not in the stubs.
_pass_over: Final[Any] = JSONDecoder(parse_int=float).scan_once  # type: ignore[attr-defined]


def after_space(text: str, at: int) -> int:
    """The next place at which no white space of JSON stands; the end of the text where none is."""
    return _SPACE.match(text, at).end()  # type: ignore[union-attr] # it matches always


def _walk(text: str, start: int, wanted: _Wanted, offsets: dict[str, int], most: int) -> int:
    """Note where what is wanted stands in the value at `start`, and return where it ends.

    Once `most` places are found, -1.
    """
    below = len(wanted)
    if None in wanted:
        offsets[wanted[None]] = start
        below -= 1
        if len(offsets) == most:
            return -1
    mark = text[start]
    if not below or mark not in "{[":
        end: int = _pass_over(text, start)[1]
        return end
    at = after_space(text, start + 1)
    number = 0
    while text[at] not in _ENDS:
        if mark == "{":
            token, at = scanstring(text, at + 1)
            if text[at] in _WHITE:
                at = after_space(text, at)
            at += 1
            if text[at] in _WHITE:
                at = after_space(text, at)
        else:
            token = str(number)
            number += 1
        inner = wanted.get(token)
        if inner is None:
            at = _pass_over(text, at)[1]
        else:
            at = _walk(text, at, inner, offsets, most)
            if at < 0:
                return at
        if text[at] in _WHITE:
            at = after_space(text, at)
        if text[at] == ",":
            at += 1
            if text[at] in _WHITE:
                at = after_space(text, at)
    return at + 1
