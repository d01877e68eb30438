"""Structural edits of a QPP JSON document, and the document that they leave.

A removed row or set leaves a gap until the document is written, so that every pointer is one into
the document as it was given, whatever was removed before. Nothing is changed in place.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, Literal

from attrs import frozen

from mips_pi_rules.documents.qpp import near_misses
from mips_pi_rules.documents.submission import OUR_CATEGORY
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.outcomes import Number, Outcome

Json = dict[str, Any]
Shown = bool | int | str | FrozenMap[int] | None
Values = Mapping[str, object]

_GAP: Final = object()


@frozen
class Edit:
    """One edit. `at` points into the caller's document, for rows by id to their set.

    set: `value` at `at`; remove: what is there; move: it to `name`; rename: the field of `at`
    that is much like `name`; put: the row `name` with `value`; drop: the rows `ids`; addSet: an
    empty set of the category. `asks`: the value is the caller's to give.
    """

    op: Literal["set", "remove", "move", "rename", "put", "drop", "addSet"]
    at: str
    name: str = ""
    value: bool | str | tuple[()] | None = None
    ids: tuple[str, ...] = ()
    asks: bool = False


@frozen
class Alternative:
    """An exclusion, level, answer or measure that may stand instead, and when it may."""

    id: str
    statement: str


@frozen
class Promise:
    """What evaluating the document gives."""

    outcome: Outcome
    score: Number | None


@frozen
class Step:
    """One change: the rule it is for, what it is in words, and what must be true before it.

    `field` is a field's name or a measure id, and the name under which `apply` takes the value
    that only the caller has (`needs_value`). `before` and `to` are answers, counts, dates and
    ids of closed lists, else None. `until`: the last day on which what it needs can be done.
    """

    kind: Literal["mend", "choice"]
    rule: str | None
    words: str
    why: str
    pointer: str
    field: str
    before: Shown
    to: Shown
    possible: bool
    until: date | None
    needs: tuple[str, ...]
    needs_value: bool
    instead: tuple[Alternative, ...]
    cites: tuple[str, ...]
    edits: tuple[Edit, ...]


def steps_applied(root: Json, steps: Iterable[Step], values: Values, *, all_: bool = False) -> Json:
    """`root` with the steps done that are possible (`all_`: any) and have their value."""
    for step in steps:
        if (step.possible or all_) and (not step.needs_value or step.field in values):
            root = edited(root, step.edits, values.get(step.field))
    return root


def last_start_day(policy: Policy) -> date:
    """The last day on which a period of the required length can start within the year."""
    days: int = policy.parameters["minimumDays"]["minimum"]
    end = year_end(policy)
    return date.fromordinal(end.toordinal() - days + 1)  # both ends count


def year_end(policy: Policy) -> date:
    """The last day of the performance year."""
    return date(policy.performance_year, 12, 31)


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


def edited(root: Json, edits: Iterable[Edit], given: object = None) -> Json:
    """`root` after the edits; what is not there to be edited is passed over."""
    for edit in edits:
        value = plain(given if edit.asks else edit.value)
        root = _DO[edit.op](root, edit, value)
    return root


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


def spread(root: Json, pointer: str) -> str:
    """A pointer into the compact document as one into `root`."""
    here: Any = root
    found = ""
    for token in pointer.split("/")[1:]:
        if isinstance(here, list) and token.isdecimal():
            live = [index for index, item in enumerate(here) if item is not _GAP]
            index = live[int(token)] if int(token) < len(live) else len(here)
            here = here[index] if index < len(here) else None
            found += f"/{index}"
        else:
            here = here.get(token) if isinstance(here, dict) else None
            found += f"/{token}"
    return found


def value_at(root: Json, pointer: str) -> Any:
    """What stands at `pointer`; None where nothing does."""
    here: Any = root
    for token in pointer.split("/")[1:]:
        if isinstance(here, list) and token.isdecimal() and int(token) < len(here):
            here = here[int(token)]
        elif isinstance(here, dict):
            here = here.get(token)
        else:
            return None
    return None if here is _GAP else here


def looks_like(key: object, name: str) -> bool:
    """Whether a field's name is much like `name` and no name of its own."""
    return isinstance(key, str) and bool(near_misses({key: None}, (name,)))


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
    changed: Json = _changed(root, pointer.split("/")[1:], change)
    return changed


def _set(root: Json, edit: Edit, value: object) -> Json:
    parent, _, name = edit.at.rpartition("/")

    def change(here: Any) -> Any:
        return {**here, name: value} if isinstance(here, dict) else here

    return _at(root, parent, change)


def _remove(root: Json, edit: Edit, _: object) -> Json:
    parent, _, name = edit.at.rpartition("/")

    def change(here: Any) -> Any:
        if isinstance(here, list) and int(name) < len(here):
            return [*here[: int(name)], _GAP, *here[int(name) + 1 :]]
        if isinstance(here, dict):
            return {key: item for key, item in here.items() if key != name}
        return here

    return _at(root, parent, change)


def _move(root: Json, edit: Edit, _: object) -> Json:
    value = value_at(root, edit.at)
    return _set(_remove(root, edit, None), Edit("set", edit.name), value)


def _rename(root: Json, edit: Edit, _: object) -> Json:
    def change(here: Any) -> Any:
        if not isinstance(here, dict):
            return here
        wrong = next((key for key in here if looks_like(key, edit.name)), None)
        return {edit.name if key == wrong else key: item for key, item in here.items()}

    return _at(root, edit.at, change)


def _put(root: Json, edit: Edit, value: object) -> Json:
    def change(here: Any) -> Any:
        if not isinstance(here, dict):
            return here
        rows = here.get("measurements")
        rows = list(rows) if isinstance(rows, list) else []
        place = next((i for i, row in enumerate(rows) if _id(row) == edit.name), None)
        if place is None:
            rows.append({"measureId": edit.name, "value": value})
        else:
            rows[place] = {**rows[place], "value": value}
        return {**here, "measurements": rows}

    return _at(root, edit.at, change)


def _drop(root: Json, edit: Edit, _: object) -> Json:
    def change(here: Any) -> Any:
        rows = here.get("measurements") if isinstance(here, dict) else None
        if not isinstance(rows, list):
            return here
        kept = [_GAP if _id(row) in edit.ids else row for row in rows]
        return {**here, "measurements": kept}

    return _at(root, edit.at, change)


def _add_set(root: Json, _: Edit, __: object) -> Json:
    sets = root.get("measurementSets")
    new = {"category": OUR_CATEGORY}
    return {**root, "measurementSets": [*sets, new] if isinstance(sets, list) else [new]}


def _id(row: object) -> str:
    name = row.get("measureId") if isinstance(row, dict) else None
    return name if isinstance(name, str) else ""


_DO: dict[str, Callable[[Json, Edit, object], Json]] = {
    "set": _set,
    "remove": _remove,
    "move": _move,
    "rename": _rename,
    "put": _put,
    "drop": _drop,
    "addSet": _add_set,
}
