"""Where things stand in JSON text: lines and columns by JSON Pointer, and names that stand twice.

Used only when there is something to point at; the text has been parsed before, so it is JSON.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import takewhile
from json import loads

_TOKEN = re.compile(r'[ \t\r\n,:]*+(?:("(?:[^"\\]|\\.)*+")|([\[\]{}])|([^\s\[\]{},:"]++))', re.S)
_DEEPENS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.S)


def escape(name: str) -> str:
    """One name as a token of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


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
    name: str | None = None
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
            if is_object and name is None:
                name = str(loads(string, strict=False))
                continue
            if is_object:
                repeated = name in seen
                seen.add(str(name))
                path.append(str(name))
            else:
                open_[-1] = (False, seen, count + 1)
                path.append(count)
        name = None
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
            found[_pointer(kept)] = None
    return tuple(found)


def positions(text: str, pointers: Collection[str]) -> dict[str, tuple[int, int]]:
    """Line and column (1-based, in characters) at which the values at `pointers` start.

    Of a name that stands twice the last counts, as it does when the text is parsed.
    """
    wanted = set(pointers)
    offsets = {}
    for path, start, _ in _values(text):
        if (pointer := _pointer(path)) in wanted:
            offsets[pointer] = start
    return {
        pointer: (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
        for pointer, start in offsets.items()
    }


def _pointer(path: Iterable[str | int]) -> str:
    return "".join("/" + escape(str(token)) for token in path)
