"""What each keyword of JSON Schema says of a value, as an expression over local variables.

Strings and numbers of a schema enter the text by `repr`, everything else as a constant of the
namespace in which it runs.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from mips_pi_rules.law.shapes import Schema
from mips_pi_rules.law.writing import DESCRIBING, Body, Constraints, NotWritten, Writer, joined

# Where a rule finds the parameters of its year: `{"$ref": "<this>#/$defs/minimumDays"}`.
YEAR_RESOURCE: Final = "https://mips-pi-rules.dev/year"
PARAMETER: Final = YEAR_RESOURCE + "#/$defs/"


def constraints(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a schema says beside what only describes it."""
    return {name: value for name, value in schema.items() if name not in DESCRIBING}


_BOUNDS: Final = {  # keyword: (the type that it is about, what must be true of such a value)
    "minimum": ("number", "{x} >= {bound}"),
    "maximum": ("number", "{x} <= {bound}"),
    "minLength": ("string", "len({x}) >= {bound}"),
    "maxLength": ("string", "len({x}) <= {bound}"),
    "minItems": ("array", "len({x}) >= {bound}"),
    "maxItems": ("array", "len({x}) <= {bound}"),
}


def _type(body: Body, x: str, value: Any, _: Constraints, __: int) -> str:
    names = value if isinstance(value, list) else [value]
    if body.shapes[x].types and body.shapes[x].types <= set(names):
        return "True"
    tests = [body.is_of(x, name) for name in names]
    return "True" if "True" in tests else joined(" or ", tests, "False")


def _const(body: Body, x: str, value: Any, _: Constraints, __: int) -> str:
    if value is None or isinstance(value, bool):
        return f"({x} is {value!r})"
    if isinstance(value, str):
        return f"({x} == {value!r})"
    return f"equal({x}, {body.program.constant(value)})"


def _enum(body: Body, x: str, value: list[Any], schema: Constraints, depth: int) -> str:
    if all(isinstance(item, str) for item in value):
        listed = f"{x} in {body.program.constant(frozenset(value))}"
        known = body.is_of(x, "string")
        return f"({listed})" if known == "True" else f"({known} and {listed})"
    return joined(" or ", [_const(body, x, item, schema, depth) for item in value], "False")


def _of_type(body: Body, x: str, name: str, schema: Constraints, test: str) -> str:
    """`test`, asked only of values of the type, unless the schema takes no others anyway."""
    said = schema.get("type")
    if test == "True" or said == name or (said, name) == ("integer", "number"):
        return test
    known = body.is_of(x, name)
    return {"True": test, "False": "True"}.get(known, f"(not {known} or {test})")


def _required(body: Body, x: str, value: list[str], schema: Constraints, _: int) -> str:
    asked = [name for name in value if name not in body.shapes[x].required]
    if body.shapes[x].holds("object"):
        asked = [name for name in asked if name not in _asked_with(schema)]
    there = joined(" and ", [f"{name!r} in {x}" for name in asked], "True")
    return _of_type(body, x, "object", schema, there)


def _asked_with(schema: Constraints) -> Collection[str]:
    """Required properties of which more is said: that they are there is asked with it."""
    said = schema.get("properties", {})
    return [name for name in schema.get("required", ()) if said.get(name, True) is not True]


def _properties(
    body: Body, x: str, value: Mapping[str, Schema], of: Constraints, depth: int
) -> str:
    parts = []
    for name, schema in value.items():
        before = dict(body.variables)
        variable = body.property(x, name)
        test = body.written(schema, variable, depth)
        if body.shapes[x].holds("object") and name in _asked_with(of):
            sure = variable in body.sure or _names_values(body, schema)
            there = "True" if sure else f"{variable} is not NONE"
            parts.append(joined(" and ", [t for t in (there, test) if t != "True"], "True"))
        elif test == "True":
            body.variables.clear()
            body.variables.update(before)  # nothing is asked of it
        else:
            absent = "False" if variable in body.sure else f"{variable} is NONE"
            # Most values are there and as they should be: that is asked first where it can be.
            either = (test, absent) if _names_values(body, schema) else (absent, test)
            parts.append(joined(" or ", [t for t in either if t != "False"], "False"))
    return joined(" and ", parts, "True")


def _names_values(body: Body, schema: Schema) -> bool:
    """Whether a schema only says which values there may be: what is absent is none of them."""
    if isinstance(schema, Mapping) and "$ref" in schema:
        schema = _referred(body, schema["$ref"])
    return isinstance(schema, Mapping) and constraints(schema).keys() in ({"const"}, {"enum"})


def _additional(body: Body, x: str, value: Schema, schema: Constraints, depth: int) -> str:
    named = body.program.constant(frozenset(schema.get("properties", ())))
    if value is False:
        return _of_type(body, x, "object", schema, f"(not {x}.keys() - {named})")
    test = body.program.items(value, depth)
    every = f"all({test}(item) for name, item in {x}.items() if name not in {named})"
    return _of_type(body, x, "object", schema, every)


def _items(body: Body, x: str, value: Schema, schema: Constraints, depth: int) -> str:
    every = f"all(map({body.program.items(value, depth)}, {x}))"
    return _of_type(body, x, "array", schema, every)


def _not(body: Body, x: str, value: Schema, _: Constraints, depth: int) -> str:
    return f"(not {body.written(value, x, depth)})"


def _all_of(body: Body, x: str, value: list[Schema], _: Constraints, depth: int) -> str:
    return joined(" and ", [body.written(schema, x, depth) for schema in value], "True")


def _any_of(body: Body, x: str, value: list[Schema], _: Constraints, depth: int) -> str:
    return joined(" or ", [body.written(schema, x, depth) for schema in value], "False")


def _one_of(body: Body, x: str, value: list[Schema], _: Constraints, depth: int) -> str:
    tests = [f"bool({body.written(schema, x, depth)})" for schema in value]
    return f"({' + '.join(tests)} == 1)"


def _if(body: Body, x: str, value: Schema, schema: Constraints, depth: int) -> str:
    then, otherwise = (body.written(schema.get(word, True), x, depth) for word in ("then", "else"))
    return f"({then} if {body.written(value, x, depth)} else {otherwise})"


def _pattern(body: Body, x: str, value: str, schema: Constraints, _: int) -> str:
    search = body.program.constant(re.compile(value).search)
    return _of_type(body, x, "string", schema, f"{search}({x}) is not None")


def _ref(body: Body, x: str, value: str, _: Constraints, depth: int) -> str:
    return body.written(_referred(body, value), x, depth)


def _referred(body: Body, reference: str) -> Schema:
    if not reference.startswith(PARAMETER):
        raise NotWritten
    return body.program.year[reference.removeprefix(PARAMETER)]


def _bound(keyword: str) -> Writer:
    about, holds = _BOUNDS[keyword]

    def write(body: Body, x: str, value: Any, schema: Constraints, _: int) -> str:
        return _of_type(body, x, about, schema, holds.format(x=x, bound=repr(value)))

    return write


KEYWORDS: Final[dict[str, Writer]] = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "not": _not,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "if": _if,
    "items": _items,
    "pattern": _pattern,
    "$ref": _ref,
    **{keyword: _bound(keyword) for keyword in _BOUNDS},
}
