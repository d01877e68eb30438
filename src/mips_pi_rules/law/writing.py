"""JSON Schemas written as Python: functions over values as Python decodes them from JSON.

What keywords say is in keywords.py, and is handed to a Program; here is what a function reads
before it can say it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import field, frozen

from mips_pi_rules.law.shapes import ANY, Schema, Shape

Predicate = Callable[[Any], bool]
Definitions = Mapping[str, Schema]
Constraints = Mapping[str, Any]  # a schema that is an object
# What a keyword says of the value in a variable: from the function that is being written, the
# variable, the keyword's value, the schema that it stands in and how deep that is nested.
Writer = Callable[["Body", str, Any, Constraints, int], str]

_MOST_DEPTH: Final = 32  # of nested schemas; deeper ones would not fit the parser of Python


# Keywords that describe and do not constrain.
DESCRIBING: Final = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "examples", "x-rule", "basis", "cites"}
)
_PASSED_OVER: Final = DESCRIBING | {"then", "else"}  # which are read with their `if`


_NUMBER: Final = "(isinstance({x}, (int, float)) and {x} is not True and {x} is not False)"
TYPES: Final = {
    "object": "isinstance({x}, dict)",
    "array": "isinstance({x}, list)",
    "string": "isinstance({x}, str)",
    "boolean": "({x} is True or {x} is False)",
    "null": "({x} is None)",
    "number": _NUMBER,
    "integer": "(" + _NUMBER + " and {x} == {x} // 1)",
}


class NotWritten(Exception):  # noqa: N818 - a signal to Body.test, not an error
    """The schema uses a keyword or a reference that is not written as Python here."""


def joined(word: str, parts: Sequence[str], empty: str) -> str:
    """The tests with a word between them; `empty` where there is none."""
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


class _Absent:
    """Stands for a property that is not there."""


_ABSENT = _Absent()


@frozen(eq=False, repr=False)
class Program:
    """What is written so far: whole functions, and the constants that they name.

    `year` has the schemas that may be referred to, `keywords` what each keyword says.
    """

    year: Definitions
    keywords: Mapping[str, Writer]
    functions: list[str] = field(factory=list)
    constants: dict[str, Any] = field(factory=lambda: dict(GIVEN))

    def constant(self, value: Any) -> str:
        """The name under which `value` stands in the namespace; a set or pattern has one."""
        for known, other in self.constants.items():
            if not isinstance(value, dict | list) and type(other) is type(value) and other == value:
                return known
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


@frozen(eq=False, repr=False)
class Body:
    """The tests of one function. Each property on the way is one local variable, read once.

    `shapes`: what the value of a variable is known to be when it is there; `sure`: the variables
    whose value is there always.
    """

    program: Program
    variables: dict[tuple[str, str], str] = field(factory=dict)
    shapes: dict[str, Shape] = field(factory=lambda: {"x": ANY})
    sure: set[str] = field(factory=lambda: {"x"})

    def lines(self) -> list[str]:
        """Lines that read the properties, parents first; what is no object has none."""
        lines = []
        for (of, key), name in self.variables.items():
            read = f"{of}[{key!r}]"
            if name not in self.sure:
                there = f"{key!r} in {of}"
                if self.shapes[of].holds("object") is not True:
                    there = f"isinstance({of}, dict) and {there}"
                elif of not in self.sure:
                    there = f"{of} is not NONE and {there}"
                read += f" if {there} else NONE"
            lines.append(f"    {name} = {read}")
        return lines

    def property(self, of: str, key: str) -> str:
        """The variable that holds property `key` of the value in variable `of`."""
        known = self.variables.get((of, key))
        if known is not None:
            return known
        name = self.variables[of, key] = f"v{len(self.variables)}"
        shape = self.shapes[of]
        self.shapes[name] = shape.property(key)
        there = of in self.sure and shape.holds("object") is True and key in shape.required
        (self.sure.add if there else self.sure.discard)(name)
        return name

    def is_of(self, x: str, name: str) -> str:
        """An expression that says whether the value in variable `x` is of a type."""
        shape = self.shapes[x]
        known = shape.holds(name)
        if known is not None:
            return str(known)
        return f"({x} is not None)" if shape.nullable(name) else TYPES[name].format(x=x)

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
        """An expression that says whether the value in variable `x` is valid. Raises NotWritten."""
        if isinstance(schema, bool):
            return str(schema)
        if depth > _MOST_DEPTH:
            raise NotWritten
        parts = []
        # The type comes first: what is said of values of that type need not ask for it again.
        for keyword, value in sorted(schema.items(), key=lambda item: item[0] != "type"):
            if keyword in _PASSED_OVER:
                continue
            writer = self.program.keywords.get(keyword)
            if writer is None:
                raise NotWritten
            part = writer(self, x, value, schema, depth + 1)
            if part == "False":
                return "False"
            if part != "True":
                parts.append(part)
        return joined(" and ", parts, "True")


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
GIVEN: Final[Mapping[str, Any]] = {"equal": _equal, "NONE": _ABSENT}
