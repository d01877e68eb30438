"""What the cells of a CSV file of contexts hold: what context.schema.json says of their column."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from mips_pi_rules.days import TWO_DAYS, days_of_sheet
from mips_pi_rules.documents.meant import answer_meant
from mips_pi_rules.documents.submission import MAX_COUNT
from mips_pi_rules.errors import ContextError
from mips_pi_rules.law.files import shipped_schema


@cache
def _schema() -> dict[str, Any]:
    return shipped_schema("context")


def _resolved(schema: Any) -> dict[str, Any]:
    """A schema without references, and of a choice with null the other one."""
    while "$ref" in schema or "anyOf" in schema:
        if "$ref" in schema:
            schema = _schema()["$defs"][schema["$ref"].rpartition("/")[2]]
        else:
            schema = next(one for one in schema["anyOf"] if one.get("type") != "null")
    found: dict[str, Any] = schema
    return found


def _steps(path: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """The names of a dotted path with the schema of each; a name of an open list may hold dots."""
    here: dict[str, Any] | None = _resolved(_schema())
    rest = path
    while rest and here is not None:
        name, _, after = rest.partition(".")
        others = here.get("additionalProperties")
        if name in here.get("properties", {}):
            here = _resolved(here["properties"][name])
        elif isinstance(others, dict):
            here = _resolved(others)
            if "properties" not in here:
                name, after = rest, ""
        else:
            here = None
        yield name, here
        rest = after


def kind(path: str) -> str | None:
    """What a cell of this column holds: string, boolean, integer or a list of one of them.

    None where the path leads to no value of a context.
    """
    steps = list(_steps(path))
    here = steps[-1][1] if steps else None
    kinds = [] if here is None else here.get("type", [])
    found = next((one for one in kinds if one != "null"), "") if isinstance(kinds, list) else kinds
    if here is not None and found == "array":
        return f"list of {_resolved(here['items'])['type']}"
    return found if found in ("string", "boolean", "integer") else None


def enter(context: dict[str, Any], path: str, cell: str) -> None:
    """Put what a cell says into a context, at the path of a column that has a kind.

    Raises ContextError for a day that may be two.
    """
    inside, name = _place(context, path)
    *_, (_, schema) = _steps(path)
    days = days_of_sheet(cell) if schema is _schema()["$defs"]["day"] else ()
    if len(days) > 1:
        raise ContextError(_field(path), TWO_DAYS)
    if days:
        cell = days[0].isoformat()
    inside[name] = _value(str(kind(path)), cell)


def _field(path: str) -> str:
    """A path as errors of a context name it: without names of an open list, as of measures."""
    known, here = [], _resolved(_schema())
    for name, inside in _steps(path):
        if name in here.get("properties", {}):
            known.append(name)
        here = inside or {}
    return ".".join(known)


def _place(context: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that a path leads into, made where it is not there yet, and the last name."""
    names = [name for name, _ in _steps(path)]
    for name in names[:-1]:
        context = context.setdefault(name, {})
    return context, names[-1]


def _value(of: str, cell: str) -> object:
    """The JSON value of a cell; what has not its form stays text, to be refused by its field."""
    if of.startswith("list of "):
        one = of.removeprefix("list of ")
        return [_value(one, item.strip()) for item in cell.split(";") if item.strip()]
    if of == "boolean":
        meant = answer_meant(cell)
        return cell if meant is None else meant
    if of == "integer" and cell.isascii() and cell.isdigit():
        return int(cell) if len(cell) <= len(str(MAX_COUNT)) else cell
    return cell
