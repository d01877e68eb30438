"""Edits of a QPP JSON document, and the document that they leave.

A removed row or set leaves a gap until the document is written, so that every pointer is one into
the document as it was given, whatever was removed before. Nothing is changed in place.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from attrs import frozen

from mips_pi_rules.documents.fieldnames import KnownNames, near_misses
from mips_pi_rules.documents.submission import OUR_CATEGORY
from mips_pi_rules.pointers import name as name_of
from mips_pi_rules.pointers import parent as parent_of
from mips_pi_rules.pointers import split

Json = dict[str, Any]

_GAP: Final = object()


@frozen
class Edit:
    """One edit; `at` points into the caller's document.

    set: `value` at `at`; remove: what is there, with its `rows`; move: it to `name`; rename: the
    field of `at` that is much like `name`; put: in the set at `at` the row `name` with `value`;
    drop: the `rows` of the set at `at`; addSet: an empty set of the category. `asks`: the value
    is the caller's to give.
    """

    op: Literal["set", "remove", "move", "rename", "put", "drop", "addSet"]
    at: str
    name: str = ""
    value: bool | int | str | tuple[()] | None = None
    rows: tuple[int, ...] = ()
    asks: bool = False

    @property
    def changes(self) -> int:
        """How many rows or fields it changes."""
        return max(1, len(self.rows))


def edited(root: Json, edits: Iterable[Edit], given: object = None) -> Json:
    """`root` after the edits; what is not there to be edited is passed over.

    `given`: the value where an edit asks for one.
    """
    for edit in edits:
        root = _DO[edit.op](root, edit, plain(given if edit.asks else edit.value))
    return root


def plain(value: Any, seen: dict[int, Any] | None = None) -> Any:
    """A copy in dicts and lists, in which what was shared is shared."""
    if not isinstance(value, Mapping | list | tuple):
        return value
    seen = {} if seen is None else seen
    if id(value) not in seen:
        if isinstance(value, Mapping):
            seen[id(value)] = {name: plain(item, seen) for name, item in value.items()}
        else:
            seen[id(value)] = [plain(item, seen) for item in value]
    return seen[id(value)]


def compact(root: Json) -> Json:
    """The document without the gaps that removed rows and sets left."""
    sets = root.get("measurementSets")
    if isinstance(sets, list):
        return {**root, "measurementSets": [_closed(one) for one in sets if one is not _GAP]}
    whole: Json = _closed(root)
    return whole


def _closed(one: Any) -> Any:
    rows = one.get("measurements") if isinstance(one, dict) else None
    if not isinstance(rows, list):
        return one
    return {**one, "measurements": [row for row in rows if row is not _GAP]}


class Places:
    """Pointers into the compact document as pointers into a draft with gaps."""

    def __init__(self, root: Json) -> None:
        self._root = root
        self._standing: dict[int, list[int]] = {}  # by list: the places that are no gaps

    def in_draft(self, pointer: str) -> str:
        """The same place in the draft."""
        here: Any = self._root
        found = ""
        for token in split(pointer):
            step: Any = token
            if isinstance(here, list) and token.isdecimal():
                step = self._place(here, int(token))
                here = here[step] if step < len(here) else None
            else:
                here = here.get(token) if isinstance(here, dict) else None
            found += f"/{step}"
        return found

    def _place(self, items: list[Any], index: int) -> int:
        standing = self._standing.get(id(items))
        if standing is None:
            standing = [at for at, item in enumerate(items) if item is not _GAP]
            self._standing[id(items)] = standing
        return standing[index] if index < len(standing) else len(items)


def value_at(root: Json, pointer: str) -> Any:
    """What stands at `pointer`; None where nothing does."""
    here: Any = root
    for token in split(pointer):
        if isinstance(here, list) and token.isdecimal() and int(token) < len(here):
            here = here[int(token)]
        elif isinstance(here, dict):
            here = here.get(token)
        else:
            return None
    return None if here is _GAP else here


def rows_at(root: Json, base: str) -> list[tuple[int, Json]]:
    """The rows of the set at `base` that are objects, each with its index."""
    rows = value_at(root, f"{base}/measurements")
    if not isinstance(rows, list):
        return []
    return [(index, row) for index, row in enumerate(rows) if isinstance(row, dict)]


def much_like(here: Any, name: str) -> str | None:
    """The field of an object whose name is much like `name`, where `name` itself is missing."""
    if not isinstance(here, dict) or name in here:
        return None
    return next((key for key in here if near_misses({key: None}, KnownNames.of((name,)))), None)


def id_of(row: Any) -> str:
    """The measureId of a row, or "" where it is no text."""
    name = row.get("measureId") if isinstance(row, dict) else None
    return name if isinstance(name, str) else ""


def _changed(here: Any, tokens: list[str], change: Callable[[Any], Any]) -> Any:
    """A copy of `here` changed at the end of the way; the same where the way does not lead."""
    if not tokens:
        return change(here)
    token, *rest = tokens
    if isinstance(here, dict) and token in here:
        return {**here, token: _changed(here[token], rest, change)}
    if isinstance(here, list) and token.isdecimal() and int(token) < len(here):
        copy = here.copy()
        copy[int(token)] = _changed(here[int(token)], rest, change)
        return copy
    return here


def _at(root: Json, pointer: str, change: Callable[[Any], Any]) -> Json:
    changed: Json = _changed(root, split(pointer), change)
    return changed


def _set(root: Json, edit: Edit, value: object) -> Json:
    parent, name = parent_of(edit.at), name_of(edit.at)

    def change(here: Any) -> Any:
        if isinstance(here, list) and int(name) < len(here):
            return [*here[: int(name)], value, *here[int(name) + 1 :]]
        return {**here, name: value} if isinstance(here, dict) else here

    return _at(root, parent, change)


def _remove(root: Json, edit: Edit, _: object) -> Json:
    parent, name = parent_of(edit.at), name_of(edit.at)

    def change(here: Any) -> Any:
        if isinstance(here, dict):
            return {key: item for key, item in here.items() if key != name}
        return here

    return _set(root, edit, _GAP) if name.isdecimal() else _at(root, parent, change)


def _move(root: Json, edit: Edit, _: object) -> Json:
    value = value_at(root, edit.at)
    return _set(_remove(root, edit, None), Edit("set", edit.name), value)


def _rename(root: Json, edit: Edit, _: object) -> Json:
    def change(here: Any) -> Any:
        wrong = much_like(here, edit.name)
        if wrong is None:
            return here
        return {edit.name if key == wrong else key: item for key, item in here.items()}

    return _at(root, edit.at, change)


def _put(root: Json, edit: Edit, value: object) -> Json:
    def change(here: Any) -> Any:
        if not isinstance(here, dict):
            return here
        rows = here.get("measurements")
        rows = list(rows) if isinstance(rows, list) else []
        place = next((i for i, row in enumerate(rows) if id_of(row) == edit.name), None)
        if place is None:
            rows.append({"measureId": edit.name, "value": value})
        else:
            rows[place] = {**rows[place], "value": value}
        return {**here, "measurements": rows}

    return _at(root, edit.at, change)


def _drop(root: Json, edit: Edit, _: object) -> Json:
    gone = frozenset(edit.rows)

    def change(rows: Any) -> Any:
        if not isinstance(rows, list):
            return rows
        return [_GAP if index in gone else row for index, row in enumerate(rows)]

    return _at(root, f"{edit.at}/measurements", change)


def _add_set(root: Json, _: Edit, __: object) -> Json:
    sets = root.get("measurementSets")
    new = {"category": OUR_CATEGORY}
    return {**root, "measurementSets": [*sets, new] if isinstance(sets, list) else [new]}


_DO: dict[str, Callable[[Json, Edit, object], Json]] = {
    "set": _set,
    "remove": _remove,
    "move": _move,
    "rename": _rename,
    "put": _put,
    "drop": _drop,
    "addSet": _add_set,
}
