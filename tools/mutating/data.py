"""Changes of the law: a keyword of a rule dropped, a value of it changed, a number of a year."""

import copy
import json
from collections.abc import Iterator
from typing import Any

Change = tuple[str, str, str, str]  # where, what, the whole file, and that again
Path = tuple[Any, ...]

SAID = ("$schema", "$id", "title", "description", "$comment", "x-rule")  # words, and no schema


def changes_of_rule(text: str) -> Iterator[Change]:
    """Each keyword and each item dropped, and each plain value changed."""
    document = json.loads(text)
    for path, value in _places(document):
        if path[0] in SAID:
            continue
        yield _change(document, path, "dropped")
        if not isinstance(value, dict | list) and path[-1] not in ("type", "$ref"):
            yield _change(document, path, f"{json.dumps(value)} -> {json.dumps(_other(value))}")


def changes_of_policy(text: str) -> Iterator[Change]:
    """Each number changed; `meta` describes the file and is no law."""
    document = json.loads(text)
    for path, value in _places(document):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and path[0] != "meta":
            yield _change(document, path, f"{json.dumps(value)} -> {json.dumps(_other(value))}")


def _places(here: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in here.items() if isinstance(here, dict) else enumerate(here):
        yield (*path, key), value
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}0"


def _change(document: Any, path: Path, what: str) -> Change:
    made = copy.deepcopy(document)
    here = made
    for key in path[:-1]:
        here = here[key]
    if what == "dropped":
        del here[path[-1]]
    else:
        here[path[-1]] = _other(here[path[-1]])
    text = json.dumps(made)
    return "/".join(map(str, path)), what, text, text
