"""JSON Schemas as predicates: from a schema to a function that says whether a value is valid.

The schemas stay the only source of the rules; a predicate is derived from its schema when a
rulebook is loaded, and the tests prove it equal to jsonschema on every rule. A schema with a
keyword that is not in the table below is left to jsonschema itself, so that a rule of yours may
use all of JSON Schema 2020-12.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

Schema = bool | Mapping[str, Any]
Predicate = Callable[[Any], bool]
Definitions = Mapping[str, Schema]

# Where a rule finds the parameters of its year: `{"$ref": "<this>#/$defs/minimumDays"}`.
YEAR_RESOURCE: Final = "https://mips-pi-rules.dev/year"
_DEFINITION: Final = YEAR_RESOURCE + "#/$defs/"

# Keywords that describe and do not constrain.
_ANNOTATIONS = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "examples", "x-rule", "basis", "cites"}
)


class _NotCompiled(Exception):  # noqa: N818 - a signal inside this module, not an error
    """The schema uses a keyword or a reference that has no predicate here."""


class UnknownDefinition(LookupError):  # noqa: N818 - turned into a RulebookError by its callers
    """A schema refers to a parameter that the year does not have; `args[0]` is its name."""


def predicate(schema: Schema, year: Definitions = MappingProxyType({})) -> Predicate:
    """The predicate of `schema`; `year` has the schemas that it may refer to, by name.

    Falls back to jsonschema for what is not compiled here. Raises UnknownDefinition.
    """
    try:
        return _compile(schema, year)
    except _NotCompiled:
        return _stock(schema, year)


def _compile(schema: Schema, year: Definitions) -> Predicate:
    if isinstance(schema, bool):
        return _always if schema else _never
    tests = []
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS or keyword in ("then", "else"):
            continue
        maker = _KEYWORDS.get(keyword)
        if maker is None:
            raise _NotCompiled
        tests.append(maker(value, schema, year))
    return _all(tests)


def _all(tests: list[Predicate]) -> Predicate:
    if not tests:
        return _always
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda x: first(x) and second(x)
    many = tuple(tests)

    def every(x: Any) -> bool:
        for test in many:  # noqa: SIM110 - a loop is twice as fast as all() here
            if not test(x):
                return False
        return True

    return every


def _always(_: object) -> bool:
    return True


def _never(_: object) -> bool:
    return False


def _is_number(x: object) -> bool:
    return isinstance(x, int | float) and not isinstance(x, bool)


_TYPES: dict[str, Predicate] = {
    "object": lambda x: isinstance(x, dict),
    "array": lambda x: isinstance(x, list),
    "string": lambda x: isinstance(x, str),
    "boolean": lambda x: isinstance(x, bool),
    "null": lambda x: x is None,
    "number": _is_number,
    "integer": lambda x: _is_number(x) and x == x // 1,
}


def _equal(a: Any, b: Any) -> bool:
    """JSON equality: 1 is 1.0, true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_equal, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_equal(a[key], b[key]) for key in a)
    return bool(a == b)


def _type(value: Any, _: Schema, __: Definitions) -> Predicate:
    if isinstance(value, list):
        tests = [_TYPES[name] for name in value]
        return lambda x: any(test(x) for test in tests)
    return _TYPES[value]


def _const(value: Any, _: Schema, __: Definitions) -> Predicate:
    if isinstance(value, bool) or value is None:
        return lambda x: x is value
    return lambda x: _equal(x, value)


def _enum(value: list[Any], _: Schema, __: Definitions) -> Predicate:
    if all(isinstance(item, str) for item in value):
        names = frozenset(value)
        return lambda x: isinstance(x, str) and x in names
    return lambda x: any(_equal(x, item) for item in value)


def _required(value: list[str], _: Schema, __: Definitions) -> Predicate:
    if len(value) == 1:
        only = value[0]
        return lambda x: not isinstance(x, dict) or only in x
    names = frozenset(value)
    return lambda x: not isinstance(x, dict) or names <= x.keys()


def _properties(value: Mapping[str, Schema], _: Schema, year: Definitions) -> Predicate:
    path, end = _path(value)
    if path:
        return _along(path, _compile(end, year))
    tests = tuple((name, _compile(schema, year)) for name, schema in value.items())
    return lambda x: (
        not isinstance(x, dict) or all(name not in x or test(x[name]) for name, test in tests)
    )


def _path(value: Mapping[str, Schema]) -> tuple[tuple[str, ...], Schema]:
    """The names on the way down while each object constrains one property and nothing else."""
    path: list[str] = []
    end: Schema = {"properties": value}
    while isinstance(end, Mapping) and end.keys() == {"properties"}:
        properties = end["properties"]
        if len(properties) != 1:
            break
        ((name, end),) = properties.items()
        path.append(name)
    return tuple(path), end


def _along(path: tuple[str, ...], test: Predicate) -> Predicate:
    def along(x: Any) -> bool:
        for name in path:
            if not isinstance(x, dict) or name not in x:
                return True
            x = x[name]
        return test(x)

    return along


def _additional(value: Schema, schema: Schema, year: Definitions) -> Predicate:
    assert isinstance(schema, Mapping)  # noqa: S101 - only called with the schema that holds it
    if "patternProperties" in schema:
        raise _NotCompiled
    named, test = frozenset(schema.get("properties", ())), _compile(value, year)
    return lambda x: (
        not isinstance(x, dict) or all(name in named or test(item) for name, item in x.items())
    )


def _not(value: Schema, _: Schema, year: Definitions) -> Predicate:
    test = _compile(value, year)
    return lambda x: not test(x)


def _all_of(value: list[Schema], _: Schema, year: Definitions) -> Predicate:
    return _all([_compile(schema, year) for schema in value])


def _any_of(value: list[Schema], _: Schema, year: Definitions) -> Predicate:
    tests = [_compile(schema, year) for schema in value]
    return lambda x: any(test(x) for test in tests)


def _one_of(value: list[Schema], _: Schema, year: Definitions) -> Predicate:
    tests = [_compile(schema, year) for schema in value]
    return lambda x: sum(test(x) for test in tests) == 1


def _if(value: Schema, schema: Schema, year: Definitions) -> Predicate:
    assert isinstance(schema, Mapping)  # noqa: S101 - only called with the schema that holds it
    test = _compile(value, year)
    then, otherwise = (_compile(schema.get(word, True), year) for word in ("then", "else"))
    return lambda x: then(x) if test(x) else otherwise(x)


def _items(value: Schema, schema: Schema, year: Definitions) -> Predicate:
    assert isinstance(schema, Mapping)  # noqa: S101 - only called with the schema that holds it
    if "prefixItems" in schema:
        raise _NotCompiled
    test = _compile(value, year)
    return lambda x: not isinstance(x, list) or all(test(item) for item in x)


def _pattern(value: str, _: Schema, __: Definitions) -> Predicate:
    search = re.compile(value).search
    return lambda x: not isinstance(x, str) or search(x) is not None


def _ref(value: str, _: Schema, year: Definitions) -> Predicate:
    if not value.startswith(_DEFINITION):
        raise _NotCompiled
    name = value.removeprefix(_DEFINITION)
    if name not in year:
        raise UnknownDefinition(name)
    return _compile(year[name], year)


_KEYWORDS: dict[str, Callable[[Any, Schema, Definitions], Predicate]] = {
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
    "minimum": lambda v, _, __: lambda x: not _is_number(x) or x >= v,
    "maximum": lambda v, _, __: lambda x: not _is_number(x) or x <= v,
    "minLength": lambda v, _, __: lambda x: not isinstance(x, str) or len(x) >= v,
    "maxLength": lambda v, _, __: lambda x: not isinstance(x, str) or len(x) <= v,
    "minItems": lambda v, _, __: lambda x: not isinstance(x, list) or len(x) >= v,
    "maxItems": lambda v, _, __: lambda x: not isinstance(x, list) or len(x) <= v,
}


def _stock(schema: Schema, year: Definitions) -> Predicate:
    # Imported where it is needed: it costs more than everything else that is loaded.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from referencing import Registry, Resource  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    resource: Resource[Any] = Resource.from_contents({"$defs": dict(year)}, DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(YEAR_RESOURCE, resource)
    validator = Draft202012Validator(schema, registry=registry)
    return lambda x: bool(validator.is_valid(x))
