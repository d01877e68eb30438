"""Edits of a QPP JSON document, and the document that they leave.

A removed row or set leaves a gap until the document is written, so that every pointer is one into
the document as it was given, whatever was removed before. Nothing is changed in place.
"""

from collections.abc import Iterable, Mapping
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
    drop: the `rows` of the set at `at`; addSet: an empty set of the category in the list there.
    `asks`: the value is the caller's to give.
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
        root = _done(root, edit, plain(given if edit.asks else edit.value))
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


def _done(root: Json, edit: Edit, value: object) -> Json:
    if edit.op in ("put", "drop"):
        return _with_rows(root, edit, value)
    here = value_at(root, edit.at)
    match edit.op:
        case "set":
            return _with(root, edit.at, value)
        case "move":
            return _with(_with(root, edit.at, _GAP), edit.name, here)
        case "rename" if (wrong := much_like(here, edit.name)) is not None:
            renamed = {edit.name if key == wrong else key: item for key, item in here.items()}
            return _with(root, edit.at, renamed)
        case "addSet":
            sets = here if isinstance(here, list) else []
            return _with(root, edit.at, [*sets, {"category": OUR_CATEGORY}])
        case "remove":
            return _with(root, edit.at, _GAP)
    return root


def _with_rows(root: Json, edit: Edit, value: object) -> Json:
    at = f"{edit.at}/measurements"
    here = value_at(root, at)
    rows = list(here) if isinstance(here, list) else []
    gone = frozenset(edit.rows)
    if gone:
        return _with(root, at, [_GAP if index in gone else row for index, row in enumerate(rows)])
    place = next((i for i, row in enumerate(rows) if id_of(row) == edit.name), None)
    if place is None:
        rows.append({"measureId": edit.name, "value": value})
    else:
        rows[place] = {**rows[place], "value": value}
    return _with(root, at, rows)


def _with(root: Json, pointer: str, value: Any) -> Json:
    """`root` with the value at a place, a gap for nothing; as it is where no way leads there."""
    here, field = value_at(root, parent(pointer)), name(pointer)
    if isinstance(here, dict):
        here = {key: item for key, item in {**here, field: value}.items() if item is not _GAP}
    elif isinstance(here, list) and int(field) < len(here):
        here = [*here[: int(field)], value, *here[int(field) + 1 :]]
    else:
        return root
    changed: Json = replaced(root, parent(pointer), here if pointer else value)
    return changed
