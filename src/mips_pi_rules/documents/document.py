"""From what the caller has to a Document: text, bytes, mapping or Submission.

Only what cannot be read at all is refused here, with UnreadableSubmission; everything else is
left to the rules. The caller's document is neither changed nor kept beyond one evaluation.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from mips_pi_rules.documents.positions import escape, positions, repeated_names, too_deep
from mips_pi_rules.documents.qpp import FIELD_NAMES, structure, to_qpp
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.errors import UnreadableSubmission

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 100
_LEAVES: Final = frozenset({str, int, float, bool, type(None)})
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@frozen(eq=False)
class Document:
    """A submission together with what is needed to point into it."""

    submission: Submission
    root: Mapping[str, Any]  # for a Submission its QPP JSON form
    text: str | None = None

    def place(self, pointer: str) -> tuple[str, tuple[int, ...]]:
        """`pointer` cut back to what exists, and a key that sorts places as they stand."""
        here: Any = self.root
        kept, key = "", []
        for token in _tokens(pointer):
            if isinstance(here, Mapping) and token in here:
                key.append(list(here).index(token))
                here = here[token]
            elif isinstance(here, list | tuple) and token.isdecimal() and int(token) < len(here):
                key.append(int(token))
                here = here[int(token)]
            else:
                break
            kept += "/" + escape(token)
        return kept, tuple(key)

    def positions(
        self, pointers: Collection[str]
    ) -> dict[str, tuple[int | None, int | None, str | None]]:
        """Line and column of each pointer when the document was read from JSON text."""
        if self.text is None:
            return {}
        found = positions(self.text, pointers)
        return {pointer: (*found[pointer], None) for pointer in found}

    def path(self, pointer: str) -> tuple[int, int, str] | None:
        """Line, column and path (XPath) of the nearest part that stands in an XML document read."""
        places = self.submission.places
        while pointer and pointer not in places:
            pointer = pointer.rpartition("/")[0]
        return places.get(pointer)


def _tokens(pointer: str) -> list[str]:
    return pointer.split("/")[1:]


def read(source: object) -> Document:
    """Read a QPP submission: dict, str or bytes of JSON (never a path), or a Submission.

    Raises UnreadableSubmission; see there for what it is raised for.
    """
    if isinstance(source, Submission):
        written = _renumbered(source)
        return Document(written, to_qpp(written))
    if isinstance(source, str | bytes):
        return _from_text(source)
    if isinstance(source, Mapping):
        problem = None
        try:
            if _deeper_than(MAX_DEPTH, source):
                problem = "the document is more than 100 levels deep"
            else:
                # A foreign mapping is copied, so that it is asked once and in here.
                root = source if type(source) is dict else _plain(source)
                return Document(structure(root), root)
        except Exception:  # noqa: BLE001, RUF100 - a foreign mapping may raise anything
            problem = "the mapping cannot be read"
        # Raised out here so that no exception that holds the input is kept as its context.
        raise UnreadableSubmission(problem)
    raise UnreadableSubmission("a submission is a mapping, str or bytes of JSON, or a Submission")


def _renumbered(submission: Submission) -> Submission:
    """The submission with its sets numbered as `to_qpp` writes them."""
    sets = submission.measurement_sets
    if isinstance(sets, tuple):
        sets = tuple(evolve(one, index=index) for index, one in enumerate(sets))
    return evolve(submission, measurement_sets=sets, bare=False)


def _from_text(source: str | bytes) -> Document:
    text, root, twice = _strict(source)
    repeated = repeated_names(text, FIELD_NAMES) if twice else ()
    return Document(structure(root, repeated), root, text)


def read_object(source: bytes) -> dict[str, Any]:
    """A JSON object, read as strictly as a submission, in which no name stands twice.

    Raises UnreadableSubmission.
    """
    _, root, twice = _strict(source)
    if twice:
        raise UnreadableSubmission("a field name stands twice in one object of the document")
    return root


def _strict(source: str | bytes) -> tuple[str, dict[str, Any], bool]:
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
        # Decoding errors hold the input, so none of them may become a context.
        text = source.decode("utf-8", "surrogateescape")
        if _NOT_UTF8.search(text):
            raise UnreadableSubmission("the document is not UTF-8")
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
        return None, UnreadableSubmission("the document is not JSON", error.lineno, error.colno)
    except _NotANumber:
        return None, UnreadableSubmission("NaN or Infinity stands in the document: not JSON")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _deeper_than(limit: int, root: Mapping[str, Any]) -> bool:
    """Whether containers nest deeper than `limit`; ends on shared and circular ones too."""
    seen: dict[int, int] = {}
    stack: list[tuple[Any, int]] = [(root, 1)]
    while stack:
        here, depth = stack.pop()
        if depth > limit:
            return True
        for child in here if isinstance(here, list | tuple) else here.values():
            if type(child) in _LEAVES:
                continue
            if isinstance(child, Mapping | list | tuple) and seen.get(id(child), 0) <= depth:
                seen[id(child)] = depth + 1
                stack.append((child, depth + 1))
    return False
