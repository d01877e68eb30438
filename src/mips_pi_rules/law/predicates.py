"""JSON Schemas as Python: from the schemas of rules to one function that says which do not hold.

The schemas stay the only source of the rules. The function is written from them (writing.py) when
it is first needed, and can be printed: `Function.source`. The tests prove it equal to jsonschema
on every rule. A schema with a keyword that is not written as Python is left to jsonschema itself,
so that a rule of yours may use all of JSON Schema 2020-12.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from attrs import frozen

from mips_pi_rules.law.keywords import KEYWORDS, YEAR_RESOURCE
from mips_pi_rules.law.shapes import ANY, Schema, Shape
from mips_pi_rules.law.writing import Body, Definitions, Predicate, Program


@frozen(eq=False, repr=False)
class Function:
    """Which schemas a value breaks: called with it, the indices of those that do not hold.

    `source` is the Python that runs; `constants` what its names stand for.
    """

    source: str
    constants: Mapping[str, Any]
    run: Callable[[Any], list[int]]

    def __call__(self, value: Any) -> list[int]:
        """The indices, in order, of the schemas that `value` breaks: what `run` says."""
        return self.run(value)


def function(
    schemas: Sequence[Schema], year: Definitions = MappingProxyType({}), shape: Shape = ANY
) -> Function:
    """One function for several schemas; `year` has those that they may refer to, by name.

    `shape` is what the values that it will be called with are known to be. Raises KeyError for a
    name that `year` does not have.
    """
    program = Program(year, KEYWORDS)
    body = Body(program, shapes={"x": shape})
    tests = [body.test(schema, lambda one: _stock(one, year)) for schema in schemas]
    lines = [f"    if not {test}: broken.append({n})" for n, test in enumerate(tests)]
    written = [line for line, test in zip(lines, tests, strict=True) if test != "True"]
    name = program.function([*body.lines(), "    broken = []", *written, "    return broken"])
    source = "\n\n".join(program.functions) + "\n"
    return Function(source, MappingProxyType(program.constants), program.run(source, name))


def predicate(schema: Schema) -> Predicate:
    """A function that says whether a value is valid against one schema, which refers to none."""
    broken = function([schema])
    return lambda value: not broken(value)


def _stock(schema: Schema, year: Definitions) -> Predicate:
    # Imported where it is needed: it costs more than everything else that is loaded.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from referencing import Registry, Resource  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    resource: Resource[Any] = Resource.from_contents({"$defs": dict(year)}, DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(YEAR_RESOURCE, resource)
    validator = Draft202012Validator(schema, registry=registry)
    return lambda x: bool(validator.is_valid(x))
