"""JSON text, read strictly: UTF-8, no NaN or Infinity, not too large or deep, one object.

Raises UnreadableSubmission, which holds nothing of the text.
"""

import contextlib
import re
from collections.abc import Callable
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final

from mips_pi_rules.documents.positions import too_deep
from mips_pi_rules.errors import UnreadableSubmission

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 100
_TAKEN: Final = "taken are QPP JSON in UTF-8 and QRDA III (XML)"
_ZEROS = re.compile(rb"(?:\xff\xfe|\xfe\xff|[^\0]\0|\0[^\0]|\0\0)")  # of UTF-16 and UTF-32
# What stands first in files of other kinds.
_OTHERS: Final = (
    (b"PK\x03\x04", "a spreadsheet or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet or document of an old Office format"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"%PDF", "a PDF"),
)


def read_object(source: bytes) -> dict[str, Any]:
    """A JSON object, read as strictly as a submission, in which no name stands twice."""
    _, root, twice = strict(source)
    if twice:
        raise UnreadableSubmission("a field name stands twice in one object of the document")
    return root


def strict(source: str | bytes) -> tuple[str, dict[str, Any], bool]:
    """The text, the object it is, and whether a name stands twice anywhere in it."""
    text = _decoded(source)
    if too_deep(text, MAX_DEPTH):
        raise UnreadableSubmission("the document is more than 100 levels deep")
    # In JSON each name has one colon outside of strings. As many colons as names prove that no
    # name stood twice; where a string has a colon too, the names are counted as they are read.
    root, problem = _parsed(text, _plainly)
    twice = False
    if problem is None and _members(root) != text.count(":"):
        names: list[int] = []
        hook = JSONDecoder(
            object_pairs_hook=_counting(names), parse_constant=_no_constant, parse_int=_integer
        )
        root, problem = _parsed(text, hook.scan_once)  # type: ignore[attr-defined] # not in the stubs
        twice = problem is None and _members(root) != sum(names)
    if problem is not None:
        raise problem
    if not isinstance(root, dict):
        raise UnreadableSubmission("the document is JSON, but not an object")
    return text, root, twice


def _members(value: Any) -> int:
    """How many names the objects of a value have in all."""
    found = 0
    if value.__class__ is dict:
        found = len(value)
        value = value.values()
    elif value.__class__ is not list:
        return 0
    for item in value:
        if item.__class__ is dict:
            found += len(item)
            for inner in item.values():
                if inner.__class__ is dict or inner.__class__ is list:
                    found += _members(inner)
        elif item.__class__ is list:
            found += _members(item)
    return found


def _counting(names: list[int]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """What makes a dict of an object, and notes how many names the text gave it."""

    def to_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names.append(len(pairs))
        return dict(pairs)

    return to_dict


def _decoded(source: str | bytes) -> str:
    # A character takes at most four bytes, so that most text need not be encoded to be measured.
    if len(source) * (4 if isinstance(source, str) else 1) > MAX_BYTES and (
        isinstance(source, bytes) or len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES
    ):
        raise UnreadableSubmission("the document is larger than 32 MiB")
    text: str | None = source if isinstance(source, str) else None
    if isinstance(source, bytes) and not _of_another_kind(source):
        # A decoding error holds the input, so it may not become a context.
        with contextlib.suppress(UnicodeDecodeError):
            text = source.decode()
        if text is None:
            raise UnreadableSubmission(f"the document is not UTF-8; {_TAKEN}")
    if text is None:
        raise UnreadableSubmission(f"the document is {_of_another_kind(source)}; {_TAKEN}")
    return text.removeprefix("\ufeff")


def _of_another_kind(source: str | bytes) -> str | None:
    """What a file is that begins as none of what is taken does."""
    if not isinstance(source, bytes) or (source[:1] in _JSON and source[1:2] != b"\0"):
        return None
    for start, kind in _OTHERS:
        if source.startswith(start):
            return kind
    return "in UTF-16 or UTF-32" if _ZEROS.match(source) else None


class _NotANumber(ValueError):  # noqa: N818 - a signal inside this module
    """NaN or Infinity stands in the text."""


def _no_constant(_: str) -> None:
    raise _NotANumber


def _integer(digits: str) -> int | float:
    """An integer; one too long for Python's own limit is no count and becomes infinite."""
    return int(digits) if len(digits) < 400 else float("inf")


_Scan = Callable[[str, int], tuple[Any, int]]
_JSON: Final = (b"{", b"[", b" ", b"\n", b"\r", b"\t")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
# One decoder for all documents; that it has scan_once is not in the stubs.
_plainly: Final[_Scan] = JSONDecoder(parse_constant=_no_constant).scan_once  # type: ignore[attr-defined]


def _parsed(text: str, scan: _Scan) -> tuple[Any, UnreadableSubmission | None]:
    problem, at = "the document is not JSON", 0
    start = _SPACE.match(text).end()  # type: ignore[union-attr] # it matches always
    if start == len(text):
        return None, UnreadableSubmission("the document is empty")
    try:
        root, end = scan(text, start)
        at = _SPACE.match(text, end).end()  # type: ignore[union-attr] # it matches always
        if at == len(text):
            return root, None
    except StopIteration as stopped:
        at = stopped.value
    except JSONDecodeError as error:
        at = error.pos
    except _NotANumber:
        return None, UnreadableSubmission("NaN or Infinity stands in the document: not JSON")
    except ValueError:  # a whole number longer than Python takes
        hook = JSONDecoder(parse_constant=_no_constant, parse_int=_integer)
        return _parsed(text, hook.scan_once)  # type: ignore[attr-defined] # not in the stubs
    if text[start] not in "{[":
        problem = f"the document is neither JSON nor XML; {_TAKEN}"
    line = text.count("\n", 0, at) + 1
    return None, UnreadableSubmission(problem, line, at - text.rfind("\n", 0, at))
