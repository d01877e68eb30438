"""Edits of a QPP JSON document, and the document that they leave.

A removed row or set leaves a gap until the document is written, so that every pointer is one into
the document as it was given, whatever was removed before. Nothing is changed in place.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from attrs import frozen

from mips_pi_rules.documents.fieldnames import KnownNames, near_misses
from mips_pi_rules.documents.submission import OUR_CATEGORY
from mips_pi_rules.pointers import join, name, parent, replaced, resolve, split

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
    if isinstance(one, dict) and isinstance(rows := one.get("measurements"), list):
        return {**one, "measurements": [row for row in rows if row is not _GAP]}
    return one


class Places:
    """Pointers into the compact document as pointers into a draft with gaps."""

    def __init__(self, root: Json) -> None:
        self._root = root
        self._standing: dict[int, list[int]] = {}  # by list: the places that are no gaps

    def in_draft(self, pointer: str) -> str:
        """The same place in the draft."""
        here: Any = self._root
        found: list[str | int] = []
        for token in split(pointer):
            if isinstance(here, list) and token.isdecimal():
                place = self._place(here, int(token))
                found.append(place)
                here = here[place] if place < len(here) else None
            else:
                found.append(token)
                here = here.get(token) if isinstance(here, dict) else None
        return join(found)

    def _place(self, items: list[Any], index: int) -> int:
        standing = self._standing.get(id(items))
        if standing is None:
            standing = [at for at, item in enumerate(items) if item is not _GAP]
            self._standing[id(items)] = standing
        return standing[index] if index < len(standing) else len(items)


def row_at(base: str, index: int) -> str:
    """The pointer to a row of the set at `base`."""
    return join(("measurements", index), base)


def row_of(pointer: str) -> tuple[str, int, str] | None:
    """The set and the place of the row that a pointer leads to or into, and the rest of it."""
    tokens = split(pointer)
    if "measurements" not in tokens[:-1]:
        return None
    at = tokens.index("measurements")
    return join(tokens[:at]), int(tokens[at + 1]), join(tokens[at + 2 :])


def value_at(root: Json, pointer: str) -> Any:
    """What stands at `pointer`; None where nothing does."""
    try:
        here = resolve(root, pointer)
    except LookupError:
        return None
    return None if here is _GAP else here


def rows_by_id(root: Json, base: str) -> dict[str, list[tuple[int, Any]]]:
    """By id the rows of the set at `base` that are objects: the place and the value of each."""
    rows = value_at(root, f"{base}/measurements")
    found: dict[str, list[tuple[int, Any]]] = {}
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            found.setdefault(id_of(row), []).append((index, row.get("value")))
    return found


def much_like(here: Any, name: str) -> str | None:
    """The field of an object whose name is much like `name`, where `name` itself is missing."""
    if not isinstance(here, dict) or name in here:
        return None
    return next((key for key in here if near_misses({key: None}, KnownNames.of((name,)))), None)


def id_of(row: Any) -> str:
    """The measureId of a row, or "" where it is no text."""
    name = row.get("measureId") if isinstance(row, dict) else None
    return name if isinstance(name, str) else ""


def _at(root: Json, pointer: str, change: Callable[[Any], Any]) -> Json:
    """`root` with what stands at `pointer` changed; as it is where nothing does."""
    here = value_at(root, pointer)
    changed: Json = root if here is None else replaced(root, pointer, change(here))
    return changed


def _set(root: Json, edit: Edit, value: object) -> Json:
    field = name(edit.at)

    def change(here: Any) -> Any:
        if isinstance(here, dict):
            return {**here, field: value}
        held = isinstance(here, list) and int(field) < len(here)
        return replaced(here, f"/{field}", value) if held else here

    return _at(root, parent(edit.at), change)


def _remove(root: Json, edit: Edit, _: object) -> Json:
    field = name(edit.at)
    if field.isdecimal():
        return _set(root, edit, _GAP)

    def change(here: Any) -> Any:
        if isinstance(here, dict):
            return {key: item for key, item in here.items() if key != field}
        return here

    return _at(root, parent(edit.at), change)


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
    rows = value_at(root, f"{edit.at}/measurements")
    rows = list(rows) if isinstance(rows, list) else []
    place = next((i for i, row in enumerate(rows) if id_of(row) == edit.name), None)
    if place is None:
        rows.append({"measureId": edit.name, "value": value})
    else:
        rows[place] = {**rows[place], "value": value}
    return _set(root, Edit("set", f"{edit.at}/measurements"), rows)


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


_DO: Final[dict[str, Callable[[Json, Edit, object], Json]]] = {
    "set": _set,
    "remove": _remove,
    "move": _move,
    "rename": _rename,
    "put": _put,
    "drop": _drop,
    "addSet": _add_set,
}
