"""JSON text, read strictly: UTF-8, no NaN or Infinity, not too large or deep, one object.

Raises UnreadableSubmission, which holds nothing of the text.
"""

import json
import re
from typing import Any, Final

from mips_pi_rules.documents.positions import too_deep
from mips_pi_rules.errors import UnreadableSubmission

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 100
_TAKEN: Final = "taken are QPP JSON in UTF-8 and QRDA III (XML)"
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
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
    twice: list[bool] = []

    def to_dict(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            twice.append(True)
        return found

    root, problem = _parsed(text, to_dict)
    if problem is not None:
        raise problem
    if not isinstance(root, dict):
        raise UnreadableSubmission("the document is JSON, but not an object")
    return text, root, bool(twice)


def _decoded(source: str | bytes) -> str:
    if len(source) > MAX_BYTES or (
        isinstance(source, str) and len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES
    ):
        raise UnreadableSubmission("the document is larger than 32 MiB")
    if isinstance(source, bytes):
        for start, kind in _OTHERS:
            if source.startswith(start):
                raise UnreadableSubmission(f"the document is {kind}; {_TAKEN}")
        if _ZEROS.match(source):
            raise UnreadableSubmission(f"the document is in UTF-16 or UTF-32; {_TAKEN}")
        # Decoding errors hold the input, so none of them may become a context.
        text = source.decode("utf-8", "surrogateescape")
        if _NOT_UTF8.search(text):
            raise UnreadableSubmission(f"the document is not UTF-8; {_TAKEN}")
    else:
        text = source
    text = text.removeprefix("\ufeff")
    if not text.strip(" \t\r\n"):
        raise UnreadableSubmission("the document is empty")
    return text


class _NotANumber(ValueError):  # noqa: N818 - a signal inside this module
    """NaN or Infinity stands in the text."""


def _no_constant(_: str) -> None:
    raise _NotANumber


def _integer(digits: str) -> int | float:
    """An integer; one too long for Python's own limit is no count and becomes infinite."""
    return int(digits) if len(digits) < 400 else float("inf")


def _parsed(text: str, to_dict: Any) -> tuple[Any, UnreadableSubmission | None]:
    hooks: dict[str, Any] = {"object_pairs_hook": to_dict, "parse_constant": _no_constant}
    try:
        return json.loads(text, **hooks, parse_int=_integer), None
    except json.JSONDecodeError as error:
        sentence = "the document is not JSON"
        if not text.lstrip(" \t\r\n").startswith(("{", "[")):
            sentence = f"the document is neither JSON nor XML; {_TAKEN}"
        return None, UnreadableSubmission(sentence, error.lineno, error.colno)
    except _NotANumber:
        return None, UnreadableSubmission("NaN or Infinity stands in the document: not JSON")
