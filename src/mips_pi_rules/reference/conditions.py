"""Conditions on a QPP document: what a schema of one of its parts says, and how these combine.

The parts are those of two shapes of a document: a whole submission with its list of measurement
sets, and a bare set that has its submission inside.
"""

from collections.abc import Iterable
from typing import Any, Final, Literal

from attrs import frozen

from mips_pi_rules.documents.submission import OUR_CATEGORY

Schema = dict[str, Any]
# The whole document; its head (year, entity, identifiers); each set of any category, each of this
# category, the list of its rows.
Part = Literal["document", "head", "anySet", "set", "rows"]


@frozen(eq=False, repr=False)
class Says:
    """A part of the document is valid against a schema, in a bare set against `bare` if given.

    `about`: the id of which it speaks, where it speaks of one.
    """

    part: Part
    schema: Schema
    bare: Schema | None = None
    about: str | None = None


@frozen(eq=False, repr=False)
class Every:
    """All of these hold; of none: always."""

    of: tuple["Condition", ...] = ()


@frozen(eq=False, repr=False)
class Some:
    """One of these holds at least; of none: never."""

    of: tuple["Condition", ...] = ()


@frozen(eq=False, repr=False)
class Not:
    """It does not hold."""

    of: "Condition"


Condition = Says | Every | Some | Not
ALWAYS: Final[Condition] = Every()
NEVER: Final[Condition] = Some()


def every(conditions: Iterable[Condition]) -> Condition:
    """All of them, without those that always hold."""
    found: list[Condition] = []
    for one in conditions:
        if isinstance(one, Every):
            found += one.of
        elif isinstance(one, Some) and not one.of:
            return NEVER
        else:
            found.append(one)
    return found[0] if len(found) == 1 else Every(tuple(found))


def some(conditions: Iterable[Condition]) -> Condition:
    """One of them at least, without those that never hold."""
    found: list[Condition] = []
    for one in conditions:
        if isinstance(one, Some):
            found += one.of
        elif isinstance(one, Every) and not one.of:
            return ALWAYS
        else:
            found.append(one)
    return found[0] if len(found) == 1 else Some(tuple(found))


def no(condition: Condition) -> Condition:
    """The opposite."""
    match condition:
        case Not():
            return condition.of
        case Every(of=()):
            return NEVER
        case Some(of=()):
            return ALWAYS
        case _:
            return Not(condition)


def parts(condition: Condition) -> frozenset[Part]:
    """The parts of the document that a condition is about."""
    match condition:
        case Says():
            return frozenset({condition.part})
        case Not():
            return parts(condition.of)
        case _:
            return frozenset().union(*map(parts, condition.of))


# ---- conditions as schemas

OURS: Final[Schema] = {
    "properties": {"category": {"const": OUR_CATEGORY}},
    "required": ["category"],
}


def written(condition: Condition, *, bare: bool, of_one: Part | None = None) -> Schema:
    """The condition as a schema of the whole document, or of the one part that it is about."""
    about = parts(condition)
    if not about:
        return {"not": {}} if isinstance(condition, Some) else {}
    if of_one is None and len(about) == 1:
        (part,) = about
        return placed(part, written(condition, bare=bare, of_one=part), bare=bare)
    match condition:
        case Says():
            return condition.bare if bare and condition.bare is not None else condition.schema
        case Not():
            return {"not": written(condition.of, bare=bare, of_one=of_one)}
        case Every():
            return {"allOf": [written(one, bare=bare, of_one=of_one) for one in condition.of]}
        case Some():
            return {"anyOf": [written(one, bare=bare, of_one=of_one) for one in condition.of]}


def placed(part: Part, schema: Schema, *, bare: bool) -> Schema:
    """A schema of a part as one of the whole document: it holds where there is no such part."""
    if part == "head" and bare:
        return in_property("submission", schema)
    if part == "rows":
        rows = {"if": {"type": "array", "minItems": 1}, "then": schema}
        schema, part = in_property("measurements", rows), "set"
    if part == "set":
        schema = {"if": OURS, "then": schema}
    if part in ("set", "anySet") and not bare:
        items = {"items": only("object", schema)}
        schema = in_property("measurementSets", only("array", items))
    return schema


def in_property(name: str, schema: Schema) -> Schema:
    """A schema of what has a property, which follows `schema` where it is there."""
    return {"properties": {name: schema}}


def only(kind: str, schema: Schema) -> Schema:
    """The schema, asked only of what has this type."""
    return {"if": {"type": kind}, "then": schema}


_SPINE: Final = frozenset({"if", "then", "else", "properties", "items", "allOf"})


def marked(schema: Schema, said: Schema) -> Schema:
    """The schema with `x-rule` beside each keyword whose failure is shown by validators.

    Those show what fails inside properties, items, allOf and then; of not, anyOf and contains
    they show that it fails.
    """
    found = dict(schema)
    for word in ("then", "else", "items"):
        if isinstance(found.get(word), dict):
            found[word] = marked(found[word], said)
    if "properties" in found:
        found["properties"] = {
            name: one if one is True else marked({"not": {}} if one is False else one, said)
            for name, one in found["properties"].items()
        }
    if "allOf" in found:
        found["allOf"] = [marked(one, said) for one in found["allOf"]]
    if found.keys() - _SPINE:
        found = {"x-rule": said, **found}
    return found
