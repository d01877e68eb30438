"""Edits of a QPP JSON document, and the document that they leave.

A removed row or set leaves a gap until the document is written, so that every pointer is one into
the document as it was given, whatever was removed before. Nothing is changed in place.
"""

from collections.abc import Iterable
from typing import Any, Final, Literal

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.fieldnames import KnownNames, near_misses
from mips_pi_rules.documents.plain import plain_copy
from mips_pi_rules.documents.qpp import unwrapped
from mips_pi_rules.documents.submission import OUR_CATEGORY
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.pointers import join, name, parent, resolve, split, step

Json = dict[str, Any]

_GAP: Final = object()


@frozen(eq=False, repr=False)
class Edit(ByValue):
    """One edit; `at` points into the caller's document.

    set: `value` at `at`; remove: what is there, with its `rows`; move: it to `name`; copy: it there
    too; rename: the field of `at` that is much like `name`; put: in the set at `at` the row `name`
    with `value`; drop: the `rows` of the set at `at`; addSet: an empty set of the category in the
    list there; list: the object at `at`, or what it holds under numbers or other names, as a list
    of what has the field `name`. `asks`: the value is the caller's to give.
    """

    op: Literal["set", "remove", "move", "copy", "rename", "put", "drop", "addSet", "list"]
    at: str
    name: str = ""
    value: bool | int | str | tuple[()] | FrozenMap[int] | None = None
    rows: tuple[int, ...] = ()
    asks: bool = False

    @property
    def changes(self) -> int:
        """How many rows or fields it changes."""
        return max(1, len(self.rows))


def edited(root: Json, edits: Iterable[tuple[Edit, object]]) -> Json:
    """`root` after the edits; what is not there to be edited is passed over.

    Each with the value that is given for it, where it asks for one.
    """
    draft = _Draft(root)
    for edit, given in edits:
        draft.do(edit, plain_copy(given if edit.asks else edit.value))
    return draft.root


def compact(root: Json) -> Json:
    """The document without the gaps that removed rows and sets left, in its wrapper if in one."""
    wrapper = unwrapped(root)[1]
    inside = value_at(root, wrapper)
    sets = inside.get("measurementSets")
    if isinstance(sets, list):
        closed = {**inside, "measurementSets": [_closed(one) for one in sets if one is not _GAP]}
    else:
        closed = _closed(inside)
    return edited(root, [(Edit("set", wrapper, asks=True), closed)]) if wrapper else closed


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


def rows_at(base: str) -> str:
    """The pointer to the rows of the set at `base`."""
    return join(("measurements",), base)


def row_at(base: str, index: int) -> str:
    """The pointer to one of them."""
    return join(("measurements", index), base)


def row_of(pointer: str) -> tuple[str, int, list[str]] | None:
    """The set and the place of the row that a pointer leads to or into, and where in it."""
    tokens = split(pointer)
    if "measurements" not in tokens[:-1]:
        return None
    at = tokens.index("measurements")
    return join(tokens[:at]), int(tokens[at + 1]), tokens[at + 2 :]


def is_in(pointer: str, base: str) -> bool:
    """Whether a pointer leads to or into what stands at `base`."""
    tokens = split(base)
    return split(pointer)[: len(tokens)] == tokens


def value_at(root: Json, pointer: str) -> Any:
    """What stands at `pointer`; None where nothing does."""
    try:
        here = resolve(root, pointer)
    except LookupError:
        return None
    return None if here is _GAP else here


def rows_by_id(root: Json, base: str) -> dict[str, list[tuple[int, Any]]]:
    """By id the rows of the set at `base` that are objects: the place and the value of each."""
    rows = value_at(root, rows_at(base))
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


def listed(here: Any, field: str) -> list[Any]:
    """An object as a list: it alone, or all that it holds; of things that have `field`, else none.

    Where a list has one item some programs write the item, and some number what a list holds.
    """
    if not isinstance(here, dict):
        return []
    if field in here:
        return [here]
    several = list(here.values())
    return several if all(isinstance(one, dict) and field in one for one in several) else []


def id_of(row: Any) -> str:
    """The measureId of a row, or "" where it is no text."""
    name = row.get("measureId") if isinstance(row, dict) else None
    return name if isinstance(name, str) else ""


class _Draft:
    """A document that is edited: what changes is copied once, the rest shared with the original."""

    def __init__(self, root: Json) -> None:
        self.root = root.copy()
        self._own = {id(self.root)}

    def do(self, edit: Edit, value: object) -> None:
        """Edit it."""
        here = value_at(self.root, edit.at)
        match edit.op:
            case "set":
                self._put(edit.at, value)
            case "remove":
                self._put(edit.at, _GAP)
            case "move":
                self._put(edit.at, _GAP)
                self._put(edit.name, here)
            case "copy":
                self._put(edit.name, here)
            case "rename" if (wrong := much_like(here, edit.name)) is not None:
                here = self._owned(edit.at)
                items = [(edit.name if key == wrong else key, item) for key, item in here.items()]
                here.clear()
                here.update(items)
            case "addSet":
                sets = here if isinstance(here, list) else []
                self._put(edit.at, [*sets, {"category": OUR_CATEGORY}])
            case "list":
                self._put(edit.at, listed(here, edit.name))
            case "put":
                self._say(rows_at(edit.at), edit.name, value)
            case "drop":
                for index in edit.rows:
                    self._put(row_at(edit.at, index), _GAP)

    def _say(self, at: str, measure: str, value: object) -> None:
        """The row of an id gets a value; it is the last where there is none."""
        if not isinstance(value_at(self.root, at), list):
            self._put(at, [])
        rows = self._owned(at)
        if rows is not None:
            place = next((i for i, row in enumerate(rows) if id_of(row) == measure), len(rows))
            row = rows[place] if place < len(rows) else {"measureId": measure}
            rows[place : place + 1] = [{**row, "value": value}]

    def _put(self, at: str, value: Any) -> None:
        """A value, or a gap for nothing, at a place."""
        here, field = self._owned(parent(at)), name(at)
        if isinstance(here, dict):
            here[field] = value
            if value is _GAP:
                del here[field]
        elif isinstance(here, list) and int(field) < len(here):
            here[int(field)] = value

    def _owned(self, pointer: str) -> Any:
        """What stands at a place, copied if it was not yet, so that it may be changed."""
        here: Any = self.root
        for token in split(pointer):
            try:
                inner = step(here, token)
            except LookupError:
                return None
            if id(inner) not in self._own and isinstance(inner, dict | list):
                inner = inner.copy()
                self._own.add(id(inner))
                here[int(token) if isinstance(here, list) else token] = inner
            here = inner
        return here
