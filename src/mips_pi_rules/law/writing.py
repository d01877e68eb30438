"""JSON Schemas written as Python: keyword by keyword, as expressions over local variables.

Strings and numbers of a schema enter the text by `repr`, everything else as a constant of the
namespace in which it runs. Values are JSON as Python decodes it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

Schema = bool | Mapping[str, Any]
Predicate = Callable[[Any], bool]
Definitions = Mapping[str, Schema]

# Where a rule finds the parameters of its year: `{"$ref": "<this>#/$defs/minimumDays"}`.
YEAR_RESOURCE: Final = "https://mips-pi-rules.dev/year"
PARAMETER: Final = YEAR_RESOURCE + "#/$defs/"

# Keywords that describe and do not constrain; `then` and `else` are read with their `if`.
_SILENT: Final = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "examples", "x-rule", "basis", "cites"}
    | {"then", "else"}
)
_MOST_DEPTH: Final = 32  # of nested schemas; deeper ones would not fit the parser of Python


def constraints(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What a schema says beside what only describes it."""
    return {name: value for name, value in schema.items() if name not in _SILENT}


class _Absent:
    """Stands for a property that is not there."""


_ABSENT = _Absent()


class NotWritten(Exception):  # noqa: N818 - a signal inside this module, not an error
    """The schema uses a keyword or a reference that is not written as Python here."""


class UnknownDefinition(LookupError):  # noqa: N818 - turned into a RulebookError by its callers
    """A schema refers to a parameter that the year does not have; `args[0]` is its name."""


@frozen(eq=False)
class Program:
    """What is written so far: whole functions, and the constants that they name."""

    year: Definitions
    functions: list[str] = field(factory=list)
    constants: dict[str, Any] = field(factory=lambda: dict(GIVEN))

    def constant(self, value: Any) -> str:
        """The name under which `value` stands in the namespace."""
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def function(self, lines: Sequence[str]) -> str:
        """Add a function of one argument `x` with these lines, and return its name."""
        name = f"f{len(self.functions)}"
        self.functions.append("\n".join([f"def {name}(x):", *lines]))
        return name

    def items(self, schema: Schema, depth: int) -> str:
        """A function of its own for values that are found by going through a list or object."""
        body = Body(self)
        test = body.written(schema, "x", depth)
        return self.function([*body.lines(), f"    return {test}"])

    def run(self, source: str, name: str) -> Callable[[Any], Any]:
        """The function of that name, compiled."""
        names = dict(self.constants)
        exec(compile(source, "<rules>", "exec"), names)  # noqa: S102 - written above, from schemas
        made: Callable[[Any], Any] = names[name]
        return made


_NUMBER: Final = "(isinstance({x}, (int, float)) and {x} is not True and {x} is not False)"
_TYPES: Final = {
    "object": "isinstance({x}, dict)",
    "array": "isinstance({x}, list)",
    "string": "isinstance({x}, str)",
    "boolean": "({x} is True or {x} is False)",
    "null": "({x} is None)",
    "number": _NUMBER,
    "integer": "(" + _NUMBER + " and {x} == {x} // 1)",
}
_BOUNDS: Final = {  # keyword: (the type that it is about, what must be true of such a value)
    "minimum": ("number", "{x} >= {bound}"),
    "maximum": ("number", "{x} <= {bound}"),
    "minLength": ("string", "len({x}) >= {bound}"),
    "maxLength": ("string", "len({x}) <= {bound}"),
    "minItems": ("array", "len({x}) >= {bound}"),
    "maxItems": ("array", "len({x}) <= {bound}"),
}


@frozen(eq=False)
class Body:
    """The tests of one function. Each property on the way is one local variable, read once."""

    program: Program
    variables: dict[tuple[str, str], str] = field(factory=dict)

    def lines(self) -> list[str]:
        """Lines that read the properties, parents first; what is no object has none."""
        lines = ["    get = x.get if isinstance(x, dict) else nothing"] if self.variables else []
        for (of, key), name in self.variables.items():
            read = f"get({key!r}, NONE)"
            if of != "x":
                read = f"{of}.get({key!r}, NONE) if isinstance({of}, dict) else NONE"
            lines.append(f"    {name} = {read}")
        return lines

    def property(self, of: str, key: str) -> str:
        """The variable that holds property `key` of the value in variable `of`."""
        return self.variables.setdefault((of, key), f"v{len(self.variables)}")

    def test(self, schema: Schema, stock: Callable[[Schema], Predicate]) -> str:
        """An expression that says whether the argument is valid; `stock` says it where needed."""
        known = dict(self.variables)
        constants = dict(self.program.constants)
        try:
            return self.written(schema, "x", 0)
        except NotWritten:
            self.variables.clear()
            self.variables.update(known)
            self.program.constants.clear()
            self.program.constants.update(constants)
            return f"{self.program.constant(stock(schema))}(x)"

    def written(self, schema: Schema, x: str, depth: int) -> str:
        """An expression that says whether the value in variable `x` is valid."""
        if isinstance(schema, bool):
            return str(schema)
        if depth > _MOST_DEPTH:
            raise NotWritten
        parts = []
        # The type comes first: what is said of values of that type need not ask for it again.
        for keyword, value in sorted(schema.items(), key=lambda item: item[0] != "type"):
            if keyword in _SILENT:
                continue
            writer = _KEYWORDS.get(keyword)
            if writer is None:
                raise NotWritten
            part = writer(self, x, value, schema, depth + 1)
            if part == "False":
                return "False"
            if part != "True":
                parts.append(part)
        return _joined(" and ", parts, "True")


def _joined(word: str, parts: Sequence[str], empty: str) -> str:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


def _type(_: Body, x: str, value: Any, __: Schema, ___: int) -> str:
    names = value if isinstance(value, list) else [value]
    return _joined(" or ", [_TYPES[name].format(x=x) for name in names], "False")


def _const(body: Body, x: str, value: Any, _: Schema, __: int) -> str:
    if value is None or isinstance(value, bool):
        return f"({x} is {value!r})"
    if isinstance(value, str):
        return f"({x} == {value!r})"
    return f"equal({x}, {body.program.constant(value)})"


def _enum(body: Body, x: str, value: list[Any], schema: Schema, depth: int) -> str:
    if all(isinstance(item, str) for item in value):
        return f"(isinstance({x}, str) and {x} in {body.program.constant(frozenset(value))})"
    return _joined(" or ", [_const(body, x, item, schema, depth) for item in value], "False")


def _of_type(x: str, name: str, schema: Schema, test: str) -> str:
    """`test`, asked only of values of the type, unless the schema takes no others anyway."""
    said = schema.get("type") if isinstance(schema, Mapping) else None
    if said == name or (said, name) == ("integer", "number"):
        return test
    return f"(not {_TYPES[name].format(x=x)} or {test})"


def _required(_: Body, x: str, value: list[str], schema: Schema, __: int) -> str:
    there = _joined(" and ", [f"{name!r} in {x}" for name in value], "True")
    return _of_type(x, "object", schema, there)


def _properties(body: Body, x: str, value: Mapping[str, Schema], _: Schema, depth: int) -> str:
    parts = []
    for name, schema in value.items():
        before = dict(body.variables)
        variable = body.property(x, name)
        test = body.written(schema, variable, depth)
        if test == "True":
            body.variables.clear()
            body.variables.update(before)  # nothing is asked of it
        else:
            parts.append(
                f"({variable} is NONE)" if test == "False" else f"({variable} is NONE or {test})"
            )
    return _joined(" and ", parts, "True")


def _additional(body: Body, x: str, value: Schema, schema: Schema, depth: int) -> str:
    if not isinstance(schema, Mapping) or "patternProperties" in schema:
        raise NotWritten
    named = body.program.constant(frozenset(schema.get("properties", ())))
    if value is False:
        return _of_type(x, "object", schema, f"(not {x}.keys() - {named})")
    test = body.program.items(value, depth)
    every = f"all({test}(item) for name, item in {x}.items() if name not in {named})"
    return _of_type(x, "object", schema, every)


def _items(body: Body, x: str, value: Schema, schema: Schema, depth: int) -> str:
    if isinstance(schema, Mapping) and "prefixItems" in schema:
        raise NotWritten
    every = f"all(map({body.program.items(value, depth)}, {x}))"
    return _of_type(x, "array", schema, every)


def _not(body: Body, x: str, value: Schema, _: Schema, depth: int) -> str:
    return f"(not {body.written(value, x, depth)})"


def _all_of(body: Body, x: str, value: list[Schema], _: Schema, depth: int) -> str:
    return _joined(" and ", [body.written(schema, x, depth) for schema in value], "True")


def _any_of(body: Body, x: str, value: list[Schema], _: Schema, depth: int) -> str:
    return _joined(" or ", [body.written(schema, x, depth) for schema in value], "False")


def _one_of(body: Body, x: str, value: list[Schema], _: Schema, depth: int) -> str:
    tests = [f"bool({body.written(schema, x, depth)})" for schema in value]
    return f"({' + '.join(tests)} == 1)"


def _if(body: Body, x: str, value: Schema, schema: Schema, depth: int) -> str:
    others = schema if isinstance(schema, Mapping) else {}
    then, otherwise = (body.written(others.get(word, True), x, depth) for word in ("then", "else"))
    return f"({then} if {body.written(value, x, depth)} else {otherwise})"


def _pattern(body: Body, x: str, value: str, schema: Schema, _: int) -> str:
    search = body.program.constant(re.compile(value).search)
    return _of_type(x, "string", schema, f"{search}({x}) is not None")


def _ref(body: Body, x: str, value: str, _: Schema, depth: int) -> str:
    if not value.startswith(PARAMETER):
        raise NotWritten
    name = value.removeprefix(PARAMETER)
    if name not in body.program.year:
        raise UnknownDefinition(name)
    return body.written(body.program.year[name], x, depth)


def _bound(keyword: str) -> "_Writer":
    about, holds = _BOUNDS[keyword]

    def write(_: Body, x: str, value: Any, schema: Schema, __: int) -> str:
        return _of_type(x, about, schema, holds.format(x=x, bound=repr(value)))

    return write


_Writer = Callable[[Body, str, Any, Schema, int], str]
_KEYWORDS: Final[dict[str, _Writer]] = {
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


def _nothing(_: str, absent: object) -> object:
    """What every property of a value is that is no object."""
    return absent


def _equal(a: Any, b: Any) -> bool:
    """JSON equality: 1 is 1.0, true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    return bool(a == b)


# What the code may name, whatever the schemas; the other names stand for values out of them.
GIVEN: Final[Mapping[str, Any]] = {"equal": _equal, "nothing": _nothing, "NONE": _ABSENT}
