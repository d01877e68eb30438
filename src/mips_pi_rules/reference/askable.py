"""What facts are in the document: each fact as conditions on QPP JSON, as far as a schema can say.

The conditions say of a document what facts/stating.py states of it, where the document is not
refused for something else: a value of a wrong form, say, is said to be one by its own rule. What
no schema can say of a document raises Beyond.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from attrs import field, frozen

from mips_pi_rules.reference.conditions import (
    ALWAYS,
    NEVER,
    Condition,
    Part,
    Says,
    Schema,
    every,
    no,
    some,
)


class Beyond(Exception):  # noqa: N818 - a signal inside the gate, not an error
    """No schema of the document can say it."""


@frozen(eq=False, repr=False)
class Fact:
    """One fact: when it is there, and what is known of its value.

    `values`: when it has each of the values that it can have. `text`: a field of the document, a
    part and a property of it, whose schema is that of the fact. `least`: when its list has as many
    items. `parts`: facts inside it. `or_absent`: its values' conditions hold where it is absent.
    """

    there: Condition = ALWAYS
    values: Sequence[tuple[Any, Condition]] = ()
    text: "Field | None" = None
    least: Mapping[int, Condition] = field(factory=dict)
    parts: Mapping[str, "Fact"] | None = None
    or_absent: bool = False


@frozen(eq=False, repr=False)
class Field:
    """A field of the document that a fact repeats: where a schema of its value is asked.

    `path`: from the part to it, or, with `rows`, from each row that follows this schema.
    `capitals`: the fact has its letters in capitals, and an empty text is absent.
    """

    part: Part
    path: tuple[str, ...]
    capitals: bool = False
    rows: Schema | None = None

    def asked(self, schema: Schema) -> Condition:
        """Where the field is there it follows the schema."""
        if self.capitals:
            given = {"type": "string", "not": {"const": ""}}
            schema = {"if": given, "then": _of_any_case(schema)}
        for name in reversed(self.path):
            schema = {"properties": {name: schema}}
        if self.rows is not None:
            schema = {"items": {"if": self.rows, "then": schema}}
        return Says(self.part, schema)


def holds(schema: Any, fact: Fact) -> Condition:
    """When a fact that is there is valid against a schema. Raises Beyond."""
    if isinstance(schema, bool):
        return ALWAYS if schema else NEVER
    found: list[Condition] = []
    leaf: Schema = {}
    for word, value in schema.items():
        match word:
            case "properties":
                found += [_property(name, one, fact) for name, one in value.items()]
            case "required":
                found += [_part(fact, name).there for name in value]
            case "not":
                found.append(no(holds(value, fact)))
            case "allOf":
                found.append(every(holds(one, fact) for one in value))
            case "anyOf":
                found.append(some(holds(one, fact) for one in value))
            case "if":
                then, other = (holds(schema.get(w, True), fact) for w in ("then", "else"))
                asked = holds(value, fact)
                found += [some((no(asked), then)), some((asked, other))]
            case "then" | "else" | "title" | "description" | "examples":
                pass
            case _:
                leaf[word] = value
    if fact.parts is not None:
        leaf.pop("type", None)  # it is an object
    if leaf:
        found.append(_leaf(leaf, fact))
    return every(found)


def _property(name: str, schema: Any, fact: Fact) -> Condition:
    """Where the part is there it follows the schema."""
    part = _part(fact, name)
    if schema is False:
        return no(part.there)
    inside = holds(schema, part)
    asked_of_what_is_there = part.text is not None or part.or_absent
    if asked_of_what_is_there and isinstance(inside, Says):
        return inside
    return some((no(part.there), inside))


def _part(fact: Fact, name: str) -> Fact:
    if fact.parts is None or name not in fact.parts:
        raise Beyond(name)
    return fact.parts[name]


def _leaf(schema: Schema, fact: Fact) -> Condition:
    """What a schema says of a value without parts."""
    if fact.values:
        return some(when for value, when in fact.values if _admits(schema, value))
    if fact.text is not None:
        return fact.text.asked(schema)
    if fact.least and schema.keys() <= {"type", "minItems", "maxItems"}:
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        asked = [_at_least(fact, least)]
        if most is not None:
            asked.append(no(_at_least(fact, most + 1)))
        return every(asked)
    raise Beyond


def _at_least(fact: Fact, count: int) -> Condition:
    if count == 0:
        return ALWAYS
    if count not in fact.least:
        raise Beyond
    return fact.least[count]


_TYPES: Final = {"boolean": bool, "string": str, "integer": int, "number": int}


def _admits(schema: Schema, value: Any) -> bool:
    """Whether a simple schema takes a value that a fact can have."""
    for word, said in schema.items():
        match word:
            case "const":
                good = said == value and type(said) is type(value)
            case "enum":
                good = any(one == value and type(one) is type(value) for one in said)
            case "type":
                kinds = [said] if isinstance(said, str) else said
                good = any(type(value) is _TYPES.get(kind) for kind in kinds)
            case "minimum" if type(value) is int:
                good = value >= said
            case _:
                raise Beyond(word)
        if not good:
            return False
    return True


# ---- a pattern of capitals, asked of text in any case


def _of_any_case(schema: Schema) -> Schema:
    if not schema.keys() <= {"type", "pattern", "minLength", "maxLength"}:
        raise Beyond
    if "pattern" not in schema:
        return schema
    return {**schema, "pattern": any_case(schema["pattern"])}


_ESCAPED: Final = re.compile(r"\\|\[\^|[a-z]")
_PIECE: Final = re.compile(r"\[[^]]*\]|[A-Z]|[^A-Z[]+")
_LETTERS: Final = re.compile(r"[A-Z](?:-[A-Z])?")


def any_case(pattern: str) -> str:
    """A pattern of text in capitals as one of text in any case. Raises Beyond."""
    if _ESCAPED.search(pattern):
        raise Beyond
    return "".join(map(_piece, _PIECE.findall(pattern)))


def _piece(piece: str) -> str:
    if piece.startswith("["):
        return piece[:-1] + "".join(map(str.lower, _LETTERS.findall(piece))) + "]"
    return f"[{piece}{piece.lower()}]" if piece.isalpha() else piece


def form_of(schema: Schema) -> Schema:
    """What a part of submission.schema.json asks for, without what it says of itself."""
    return {name: value for name, value in schema.items() if name != "description"}


# ---- rows


def with_value(ids: Iterable[str], value: Any = None) -> Schema:
    """A row of one of these ids whose value follows a schema; by default one that is not null."""
    row = with_id(ids)
    given = {"not": {"type": "null"}} if value is None else value
    return {
        "properties": {**row["properties"], "value": given},
        "required": [*row["required"], "value"],
    }


def with_id(ids: Iterable[str]) -> Schema:
    """A row of one of these ids, whatever its value."""
    named = list(ids)
    one: Schema = {"const": named[0]} if len(named) == 1 else {"enum": named}
    return {"properties": {"measureId": one}, "required": ["measureId"]}


def a_row(*kinds: Schema) -> Condition:
    """There is a row of one of these kinds."""
    if not kinds:
        return NEVER
    return Says("rows", {"contains": kinds[0] if len(kinds) == 1 else {"anyOf": list(kinds)}})


def two_of(ids: Iterable[str], value: Any = None) -> Condition:
    """There are rows of two of these ids; `value` as in `with_value`, by default any at all."""
    rows = [a_row(with_id([one]) if value is None else with_value([one], value)) for one in ids]
    return some(every(pair) for pair in combinations(rows, 2))


def two_rows(kind: Schema, about: str | None = None) -> Condition:
    """There are two rows of the kind; `about`: the id that they have."""
    once: Schema = {"contains": kind, "minContains": 0, "maxContains": 1}
    return no(Says("rows", once, about=about))
