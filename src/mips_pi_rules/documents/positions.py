"""Where things stand in JSON text: lines and columns by JSON Pointer, and names that stand twice.

Used only when there is something to point at; the text has been parsed before, so it is JSON.
"""

import re
from collections.abc import Collection, Iterator
from itertools import takewhile
from json import loads

from mips_pi_rules.pointers import join, name

_TOKEN = re.compile(r'[ \t\r\n,:]*+(?:("(?:[^"\\]|\\.)*+")|([\[\]{}])|([^\s\[\]{},:"]++))', re.S)
_DEEPENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.S)


def too_deep(text: str, limit: int) -> bool:
    """Whether arrays and objects nest deeper than `limit` in this text, valid JSON or not."""
    if text.count("[") + text.count("{") <= limit:
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


def _values(text: str) -> Iterator[tuple[list[str | int], int, bool]]:
    """Every value as (path, offset, repeated): whether its name stood in the object before.

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
                named = str(loads(string, strict=False))
                continue
            if is_object:
                repeated = named in seen
                seen.add(str(named))
                path.append(str(named))
            else:
                open_[-1] = (False, seen, count + 1)
                path.append(count)
        named = None
        start = match.end() - len(match.group().lstrip(" \t\r\n,:"))
        yield path, start, repeated
        if mark:
            open_.append((mark == "{", set(), 0))
        elif path:
            path.pop()


def repeated_names(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Pointers to the objects of `text` in which a name stands twice, in document order.

    Cut back to the first name that is not `known`: what is not known is never printed.
    """
    found: dict[str, None] = {}
    for path, _, repeated in _values(text):
        if repeated:
            kept = takewhile(lambda token: isinstance(token, int) or token in known, path[:-1])
            found[join(kept)] = None
    return tuple(found)


def positions(text: str, pointers: Collection[str]) -> dict[str, tuple[int, int]]:
    """Line and column (1-based, in characters) at which the values at `pointers` start.

    Of a name that stands twice the last counts, as it does when the text is parsed.
    """
    wanted = set(pointers)
    ends = {(pointer.count("/"), name(pointer)) for pointer in wanted}  # cheap to ask first
    offsets = {}
    for path, start, _ in _values(text):
        if (len(path), str(path[-1]) if path else "") in ends and (pointer := join(path)) in wanted:
            offsets[pointer] = start
    found = {}
    line, newline, seen = 1, -1, 0  # `newline`: where the last one before `seen` is
    for start, pointer in sorted((start, pointer) for pointer, start in offsets.items()):
        if newlines := text.count("\n", seen, start):
            line, newline = line + newlines, text.rfind("\n", seen, start)
        seen = start
        found[pointer] = (line, start - newline)
    return found
