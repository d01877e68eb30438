"""JSON Pointer (RFC 6901): how it is written, taken apart and followed."""

from collections.abc import Iterable, Mapping
from typing import Any


def escape(name: str) -> str:
    """One name as a token of a pointer."""
    if "~" in name or "/" in name:
        return name.replace("~", "~0").replace("/", "~1")
    return name


def join(tokens: Iterable[str | int], base: str = "") -> str:
    """The pointer that leads from `base` by these names and places in lists."""
    return base + "".join(f"/{escape(str(token))}" for token in tokens)


def split(pointer: str) -> list[str]:
    """The tokens of a pointer, unescaped; none for the whole document."""
    tokens = pointer.split("/")[1:]
    if "~" in pointer:
        return [token.replace("~1", "/").replace("~0", "~") for token in tokens]
    return tokens


def parent(pointer: str) -> str:
    """The pointer to what holds the value at `pointer`; of the whole document itself."""
    return pointer.rpartition("/")[0]


def name(pointer: str) -> str:
    """The last token of a pointer, unescaped; empty for the whole document."""
    return split(pointer)[-1] if pointer else ""


def step(value: Any, token: str) -> Any:
    """What stands in a mapping or list under one token. Raises LookupError where nothing does."""
    if isinstance(value, Mapping):
        return value[token]
    if isinstance(value, list | tuple) and token.isascii() and token.isdecimal():
        return value[int(token)]
    raise LookupError


def resolve(document: Any, pointer: str) -> Any:
    """The value at a pointer. Raises LookupError, which holds nothing of the document."""
    here = document
    try:
        for token in split(pointer):
            here = step(here, token)
    except LookupError:
        pass
    else:
        return here
    raise LookupError("the pointer leads nowhere")


def replaced(document: Any, pointer: str, value: Any) -> Any:
    """A copy of `document` with `value` at `pointer`; what is not on the way is shared."""
    return _replaced(document, split(pointer), value)


def _replaced(document: Any, tokens: list[str], value: Any) -> Any:
    if not tokens:
        return value
    key: Any = int(tokens[0]) if isinstance(document, list) else tokens[0]
    copy = document.copy()
    copy[key] = _replaced(document[key], tokens[1:], value)
    return copy
