"""The key of a document: what a caller calls it, read from a field that the caller names.

It is the one thing of a caller's own that rows hold, and only when it is asked for. A TIN may be a
person's Social Security number, so no TIN and no NPI is taken for one.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.documents.asqpp import to_qpp
from mips_pi_rules.documents.document import is_xml
from mips_pi_rules.documents.qpp import unwrapped
from mips_pi_rules.documents.submission import Submission

NAME: Final = "name"  # of a file in a folder
NO_KEY: Final = "the key is neither text nor a whole number, and is left out"
LIKE_AN_IDENTIFIER: Final = (
    "the key holds a number of nine or ten digits, as a TIN or NPI is, and is left out"
)
_IDENTIFIERS: Final = ("taxpayerIdentificationNumber", "nationalProviderIdentifier")
_LIKE_ONE: Final = re.compile(
    r"(?<![0-9A-Za-z])([0-9]{9,10}|[0-9]{2}-[0-9]{7}|[0-9]{3}-[0-9]{2}-[0-9]{4})(?![0-9A-Za-z])"
)

Key = str | int | None


def refusal(field: str) -> str | None:
    """Why this field can be no key, or None."""
    if not field:
        return "a key takes the name of a field"
    if field in _IDENTIFIERS:
        return f"{field} is no key: rows hold no TIN and no NPI"
    return None


def nowhere(field: str) -> str:
    """What is said where a key was asked for, and no document has one."""
    return f"no document has a key in {field}"


def checked(key: object) -> tuple[Key, str | None]:
    """A key as rows have it, text or a whole number, and what there is to say of it, if anything.

    None is no key, and what is neither is left out.
    """
    if key is None:
        return None, None
    if isinstance(key, bool) or not isinstance(key, str | int):
        return None, NO_KEY
    if _LIKE_ONE.search(str(key)):
        return None, LIKE_AN_IDENTIFIER
    return key, None


def as_text(key: Key) -> str | None:
    """A key for a column of text; half a character, which JSON can hold, is none there."""
    return None if key is None else str(key).encode("utf-8", "replace").decode()


def key_of(content: object, field: str) -> tuple[Key, str | None]:
    """The key in a field of a submission in JSON, or of a row of a sheet, as `checked` has it.

    None for what is none.
    """
    if isinstance(content, Submission):
        return checked(to_qpp(content).get(field))
    if not isinstance(content, bytes | str) or is_xml(content):
        return None, None
    try:
        submission = json.loads(content)
    except (ValueError, RecursionError):
        return None, None
    return checked(_found(submission, field) if isinstance(submission, dict) else None)


def _found(document: dict[str, Any], field: str) -> object:
    """The field of a document, else of what it wraps, else of the submission in a bare set."""
    inside = unwrapped(document)[0]
    parts = (document, inside, inside.get("submission"))
    there = (part[field] for part in parts if isinstance(part, Mapping) and field in part)
    return next((one for one in there if one is not None), None)
