"""From what the caller has to a Document: text, bytes, mapping or Submission.

Only what cannot be read at all is refused here, with UnreadableSubmission; everything else is
left to the rules. The caller's document is neither changed nor kept beyond one evaluation.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from attrs import define, evolve, field

from mips_pi_rules.documents.asqpp import to_qpp
from mips_pi_rules.documents.fieldnames import FIELD_NAMES
from mips_pi_rules.documents.jsontext import MAX_DEPTH, strict
from mips_pi_rules.documents.places import xpath
from mips_pi_rules.documents.plain import plain_copy
from mips_pi_rules.documents.positions import positions, repeated_names
from mips_pi_rules.documents.qpp import from_qpp
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.errors import UnreadableSubmission
from mips_pi_rules.pointers import join, split

_LEAVES: Final = frozenset({str, int, float, bool, type(None)})
# What stands before the first character of XML: marks, white space, and zeros of UTF-16 or 32.
_XML_BYTES = re.compile(rb"[\xef\xbb\xbf\xff\xfe \t\r\n\0]*+<")
_XML_TEXT = re.compile(r"[\ufeff \t\r\n]*+<")


@define(eq=False, repr=False)
class Document:
    """A submission together with what is needed to point into it."""

    submission: Submission
    _root: Mapping[str, Any] | None = None  # as it was read; None: not from JSON
    text: str | None = None
    _ranks: dict[int, dict[str, int]] = field(factory=dict, init=False)

    @property
    def root(self) -> Mapping[str, Any]:
        """The decoded JSON; of a Submission its QPP JSON form, written when it is asked for."""
        if self._root is None:
            self._root = to_qpp(self.submission)
        return self._root

    def context_unless(self, given: object) -> object:
        """The context that is `given`, else the one that stands beside the submission.

        What a caller says of a submitter is not for the document to change.
        """
        wrapper = self.submission.wrapper
        if given is not None or self._root is None or not wrapper.startswith("/submission"):
            return given
        return self._root.get("context")

    def nearest(self, pointer: str) -> tuple[str, tuple[int, ...]]:
        """`pointer` cut back to what exists, and a key that sorts places as they stand."""
        here: Any = self.root
        key: list[int] = []
        tokens = split(pointer)
        for token in tokens:
            known = here.__class__
            if known is list or (known is not dict and isinstance(here, list | tuple)):
                if not token.isdecimal() or int(token) >= len(here):
                    return join(tokens[: len(key)]), tuple(key)
                key.append(int(token))
                here = here[int(token)]
            elif known is dict or isinstance(here, Mapping):
                # Which of the names it is is counted once for all names of a mapping.
                ranks = self._ranks.get(id(here))
                if ranks is None:
                    ranks = self._ranks[id(here)] = {name: n for n, name in enumerate(here)}
                if token not in ranks:
                    return join(tokens[: len(key)]), tuple(key)
                key.append(ranks[token])
                here = here[token]
            else:
                return join(tokens[: len(key)]), tuple(key)
        return pointer, tuple(key)

    def positions(
        self, pointers: Collection[str]
    ) -> dict[str, tuple[int | None, int | None, str | None]]:
        """Line and column of each pointer when the document was read from JSON text."""
        if self.text is None:
            return {}
        found = positions(self.text, pointers, to_the_end=bool(self.submission.repeated))
        return {pointer: (*found[pointer], None) for pointer in found}

    def paths(self, pointers: Collection[str]) -> dict[str, tuple[int, int, str]]:
        """Line, column and path (XPath) of the part of an XML document nearest to each pointer."""
        found = self.submission.nearest_places(pointers)
        return {at: (line, column, xpath(way)) for at, (line, column, way) in found.items()}

    def path(self, pointer: str) -> tuple[int, int, str] | None:
        """The one of this pointer; None where the document is not XML."""
        return self.paths((pointer,)).get(pointer)


def read(source: object) -> Document:
    """Read a submission: QPP JSON as a mapping, JSON or QRDA III as text, or a Submission.

    What text is, its first character says: `<` is QRDA III, anything else JSON; never a path.
    Raises UnreadableSubmission; see there for what it is raised for.
    """
    if isinstance(source, Submission):
        return Document(_renumbered(source))
    if isinstance(source, (bytes, str)):
        return _from_text(source)
    if isinstance(source, Mapping):
        problem = None
        try:
            if _deeper_than(MAX_DEPTH, source):
                problem = "the document is more than 100 levels deep"
            else:
                # A foreign mapping is copied, so that it is asked once and in here.
                root = source if type(source) is dict else plain_copy(source)
                return Document(from_qpp(root), root)
        except Exception:  # noqa: BLE001, RUF100 - a foreign mapping may raise anything
            problem = "the mapping cannot be read"
        # Raised out here so that no exception that holds the input is kept as its context.
        raise UnreadableSubmission(problem)
    raise UnreadableSubmission(
        "a submission is a mapping, str or bytes of JSON or of QRDA III, or a Submission; "
        "of a file give what is in it"
    )


def _renumbered(submission: Submission) -> Submission:
    """The submission with its parts where `to_qpp` writes them; often it is so already."""
    if not submission.left_out and not submission.bare and not submission.wrapper:
        return submission
    return evolve(submission, left_out=(), bare=False, wrapper="")


def _from_text(source: str | bytes) -> Document:
    if is_xml(source):
        # Imported where it is needed: whoever has JSON alone does not pay for it.
        from mips_pi_rules.documents.qrda3.document import submission_of  # noqa: PLC0415

        return Document(submission_of(source))
    text, root, twice = strict(source)
    repeated = repeated_names(text, FIELD_NAMES) if twice else ()
    return Document(from_qpp(root, repeated), root, text)


def is_xml(source: str | bytes) -> bool:
    """Whether the first character of a text is that of XML."""
    if isinstance(source, bytes):
        return _XML_BYTES.match(source) is not None
    return _XML_TEXT.match(source) is not None


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
