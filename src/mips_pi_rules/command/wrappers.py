"""{submission, context}: where the parts of such an object stand in its text."""

import json
from typing import Any, Final

from mips_pi_rules.documents.jsontext import TWICE, read_object
from mips_pi_rules.documents.positions import after_space
from mips_pi_rules.documents.qpp import AROUND
from mips_pi_rules.errors import ContextError, UnreadableSubmission

# Numbers are not read here, whatever their length.
DECODER: Final = json.JSONDecoder(parse_int=len, parse_float=len)
# What stands in a set, and in no object around a whole submission.
_OF_SETS: Final = frozenset({"measurementSets", "category", "measurements"})
_OTHER: Final = "another name"
_ALONE: Final = "is the only field that may stand beside submission, and another one does"
_TWICE: Final = "a name that stands twice"


def members(text: str) -> dict[str, tuple[int, int]] | None:
    """Where the values of {submission, context} stand, or None for a text that is none.

    Names that are not its own are one, `_OTHER`: a document may have millions.
    """
    found: dict[str, tuple[int, int]] = {}
    at = after_space(text, 0)
    if text[at : at + 1] != "{":
        return None
    try:
        while text[at] != "}":
            name, at = DECODER.raw_decode(text, after_space(text, at + 1))
            at = after_space(text, at)
            if not isinstance(name, str) or text[at] != ":":
                return None
            start = after_space(text, at + 1)
            _, at = DECODER.raw_decode(text, start)
            known = name if name in AROUND or name in _OF_SETS else _OTHER
            if known in found and known is not _OTHER:
                found[_TWICE] = start, at
            found[known] = start, at
            at = after_space(text, at)
            if text[at] not in ",}":
                return None
        whole = after_space(text, at + 1) == len(text)
    except (ValueError, IndexError, RecursionError):
        return None
    start, _ = found.get("submission", (0, 0))
    is_one = whole and start and text[start] == "{" and not found.keys() & _OF_SETS
    return found if is_one else None


def context_in(text: str, parts: dict[str, tuple[int, int]]) -> Any:
    """The context that stands there, None for none.

    Raises UnreadableSubmission and ContextError for what may not stand beside a submission.
    """
    if _TWICE in parts:
        raise UnreadableSubmission(TWICE)
    if parts.keys() - AROUND:
        raise ContextError("", _ALONE)
    if "context" not in parts:
        return None
    start, end = parts["context"]
    if text[start] == "{":
        return read_object(text[start:end].encode("utf-8", "surrogatepass"))
    return json.loads(text[start:end])
