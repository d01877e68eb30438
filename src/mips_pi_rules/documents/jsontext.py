"""JSON text, read strictly: UTF-8, no NaN or Infinity, not too large or deep, one object.

Raises UnreadableSubmission, which holds nothing of the text.
"""

import re
from collections.abc import Callable
from json import JSONDecodeError, JSONDecoder
from threading import local
from typing import Any, Final

from mips_pi_rules.documents.limits import MAX_BYTES, TOO_LARGE
from mips_pi_rules.documents.positions import after_space, too_deep
from mips_pi_rules.errors import UnreadableSubmission

MAX_DEPTH: Final = 100
_MARK: Final = b"\xef\xbb\xbf"
_SPACE: Final = b" \t\r\n"  # of JSON
TWICE: Final = "a field name stands twice in one object of the document"
# What another text is not, and what is taken: of a submission, and of an object beside it.
_Taken = tuple[str, str]
_SUBMISSION: Final = "neither JSON nor XML", "taken are QPP JSON in UTF-8 and QRDA III (XML)"
_OBJECT: Final = "not JSON", "taken is a JSON object in UTF-8"
_ZEROS = re.compile(rb"(?:\xff\xfe|\xfe\xff|[^\0]\0|\0[^\0]|\0\0)")  # of UTF-16 and UTF-32
# What stands first in files of other kinds.
_OTHERS: Final = (
    (b"PK\x03\x04", "a spreadsheet or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet or document of an old Office format"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"%PDF", "a PDF"),
)


def read_object(source: bytes) -> dict[str, Any]:
    """A JSON object, read as strictly as a submission, in which no name stands twice.

    Raises UnreadableSubmission.
    """
    _, root, twice = strict(source, _OBJECT)
    if twice:
        raise UnreadableSubmission(TWICE)
    return root


def read_context(source: bytes) -> dict[str, Any] | None:
    """What stands beside a submission as its context: such an object, or null for none.

    Raises UnreadableSubmission.
    """
    said = source.removeprefix(_MARK).strip(_SPACE)
    return None if said == b"null" else read_object(source)


def strict(source: str | bytes, taken: _Taken = _SUBMISSION) -> tuple[str, dict[str, Any], bool]:
    """The text, the object it is, and whether a name stands twice anywhere in it.

    Raises UnreadableSubmission, which says what is `taken` where something else stands there.
    """
    text = _decoded(source, taken)
    colons = text.count(":")
    if too_deep(text, MAX_DEPTH, colons):
        raise UnreadableSubmission("the document is more than 100 levels deep")
    # In JSON each name has one colon outside of strings. As many colons as members prove that no
    # name stood twice; where a string has a colon too, the names are counted as they are read.
    root, members, problem = _parsed(text, taken)
    twice = False
    if problem is None and members != colons:
        root, names, problem = _parsed(text, taken, as_pairs=True)
        twice = members != names
    if problem is not None:
        raise problem
    if not isinstance(root, dict):
        raise UnreadableSubmission("the document is JSON, but not an object")
    return text, root, twice


def _decoded(source: str | bytes, taken: _Taken) -> str:
    # A character takes at most four bytes, so that most text need not be encoded to be measured.
    if len(source) > MAX_BYTES // 4 and _bytes_of(source) > MAX_BYTES:
        raise UnreadableSubmission(TOO_LARGE)
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    if source[:1] not in _JSON or source[1:2] == b"\0":
        kind = _of_another_kind(source)
        if kind is not None:
            raise UnreadableSubmission(f"the document is {kind}; {taken[1]}")
    text = None
    # A decoding error holds the input, so it may not become a context.
    try:  # noqa: SIM105 - `suppress` costs as much as decoding
        text = source.decode()
    except UnicodeDecodeError:
        pass
    if text is None:
        raise UnreadableSubmission(f"the document is not UTF-8; {taken[1]}")
    return text.removeprefix("\ufeff")


def _bytes_of(source: str | bytes) -> int:
    return len(source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source)


def _of_another_kind(source: bytes) -> str | None:
    """What a file is that begins as none of what is taken does."""
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


_JSON: Final = (b"{", b"[", b" ", b"\n", b"\r", b"\t")


# What reads a value from a place in a text, and what says how many members its objects have.
_Reader = tuple[Callable[[str, int], tuple[Any, int]], Callable[[], int]]


def _reader(whole: Callable[[str], int | float] = int, *, as_pairs: bool = False) -> _Reader:
    """A reader that counts members; `as_pairs`: a name that stands twice is counted twice.

    `whole` reads a whole number.
    """
    members = 0

    def count(decoded: dict[str, Any]) -> dict[str, Any]:
        nonlocal members
        members += len(decoded)
        return decoded

    def count_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal members
        members += len(pairs)
        return dict(pairs)

    def counted() -> int:
        nonlocal members
        found, members = members, 0
        return found

    decoder: Any = JSONDecoder(
        object_hook=count,
        object_pairs_hook=count_pairs if as_pairs else None,
        parse_int=whole,
        parse_constant=_no_constant,
    )
    return decoder.scan_once, counted


class _OfThread(local):
    """The reader that a thread has for all its documents: to make one costs as much as to read."""

    def __init__(self) -> None:
        self.reader = _reader()


_of_thread: Final = _OfThread()


def _parsed(
    text: str, taken: _Taken, *, as_pairs: bool = False, reader: _Reader | None = None
) -> tuple[Any, int, UnreadableSubmission | None]:
    """The value, how many members its objects have, and what is wrong with the text.

    `as_pairs`: a name that stands twice is counted twice; `reader`: another than that of numbers
    as they are.
    """
    scan, counted = reader or (_reader(as_pairs=True) if as_pairs else _of_thread.reader)
    problem = "the document is not JSON"
    start = 0 if text[:1] == "{" else after_space(text, 0)
    if start == len(text):
        return None, 0, UnreadableSubmission("the document is empty")
    counted()  # what a text that was no JSON left behind
    try:
        root, at = scan(text, start)
        if at == len(text) or (at := after_space(text, at)) == len(text):
            return root, counted(), None
    except StopIteration as stopped:
        at = stopped.value
    except JSONDecodeError as error:
        at = error.pos
    except _NotANumber:
        return None, 0, UnreadableSubmission("NaN or Infinity stands in the document: not JSON")
    except ValueError:  # a whole number longer than Python takes
        return _parsed(text, taken, reader=_reader(_integer, as_pairs=as_pairs))
    if text[start] not in "{[":
        problem = f"the document is {taken[0]}; {taken[1]}"
    line = text.count("\n", 0, at) + 1
    return None, 0, UnreadableSubmission(problem, line, at - text.rfind("\n", 0, at))
