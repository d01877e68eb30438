"""Rules: what must hold, declared as JSON Schemas, and what is said when it does not."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.frozenmap import FrozenMap, freeze
from mips_pi_rules.law.keywords import PARAMETER, constraints
from mips_pi_rules.law.predicates import Function, function
from mips_pi_rules.law.shapes import Schema, facts
from mips_pi_rules.outcomes import Kind, Severity
from mips_pi_rules.pointers import split

# What in a document mends what a rule finds; schemas/rule.schema.json says what each word means.
Repair = Literal[
    "answer",
    "correct",
    "remove",
    "rename",
    "chooseWay",
    "addLevel",
    "period",
    "identifier",
    "none",
]


@frozen(eq=False, repr=False)
class Words(ByValue):
    """What a finding says, with {placeholders} for its values: what is wrong, and what to do."""

    message: str
    fix: str


@frozen(eq=False, repr=False)
class Rule(ByValue):
    """One file of schemas/rules/. `schema` says what must hold; the rest is its `x-rule`.

    `kind` is the kind of fault that it finds, `repair` what mends it in the document;
    `outcome` is rejected, zero, None, or the name of an outcome that the year's policy declares;
    `severity` is that of a finding without outcome; `every_year`: it needs no policy; `xml` has
    the words for QRDA III where `message` and `fix` are words of JSON.
    """

    id: str
    title: str
    over: Literal["submission", "set", "measure", "judgment"]
    kind: Kind
    repair: Repair
    outcome: str | None
    severity: Severity
    at: str
    message: str
    fix: str
    cites: tuple[str, ...]
    values: FrozenMap[str]
    every_year: bool
    schema: FrozenMap[Any] = field(repr=False)
    defect: str | None  # says that no defect of this name was found
    measure: str | None  # over a set, but about this one measure
    about_rows: bool
    without_rows: bool  # also about a set without rows
    xml: Words | None
    about: Literal["place", "level", "none"]  # what says which field of a form it is
    parameters: frozenset[str]  # those of the year that its schema refers to

    @cached_property
    def looks_at(self) -> frozenset[tuple[str, ...]]:
        """What in the facts the schema says something of: by the names that lead there."""
        return frozenset(looks_at(self.schema))

    def words(self, *, in_xml: bool) -> Words:
        """What a finding of the rule says, in the words of the document's format."""
        return self.xml if in_xml and self.xml is not None else self._in_json

    @cached_property
    def _in_json(self) -> Words:
        return Words(self.message, self.fix)

    @cached_property
    def ways(self) -> FrozenMap[tuple[str, ...]]:
        """By the name of a value the tokens that lead to it in the facts or the policy."""
        return FrozenMap((name, tuple(split(at))) for name, at in self.values.items())


def rule_from(document: Mapping[str, Any]) -> Rule:
    """A rule file's JSON, valid against schemas/rule.schema.json, as a Rule."""
    raw: FrozenMap[Any] = freeze(document)
    declared = raw["x-rule"]
    at = declared.get("at", "")
    part, *below = split(at) or [""]
    return Rule(
        id=declared["id"],
        title=raw["title"],
        over=declared["over"],
        kind=declared["kind"],
        repair=declared["repair"],
        outcome=declared["outcome"],
        severity=declared.get("severity", "error"),
        at=at,
        message=declared["message"],
        fix=declared["fix"],
        cites=tuple(declared["cites"]),
        values=FrozenMap(declared.get("values", {})),
        every_year=declared.get("everyYear", False),
        schema=raw,
        about=declared.get("field", "place"),
        defect=declared.get("defect"),
        measure=below[0] if part == "measures" and below else None,
        xml=Words(**declared["xml"]) if "xml" in declared else None,
        about_rows=part in ("measures", "choices"),
        without_rows=declared.get("withoutRows", False),
        parameters=frozenset(_parameters(raw)),
    )


def looks_at(schema: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The values of which a schema says something.

    Of what holds them it says that they do, and facts as a whole are an object always.
    """
    if not isinstance(schema, Mapping):
        yield at
        return
    below, asked = schema.get("properties", {}), schema.get("required", ())
    for name, one in below.items():
        yield from looks_at(one, (*at, name))
    yield from ((*at, name) for name in asked if name not in below)
    for word, value in constraints(schema).items():
        if word in ("not", "if", "then", "else"):
            yield from looks_at(value, at)
        elif word in ("allOf", "anyOf", "oneOf"):
            for one in value:
                yield from looks_at(one, at)
        elif word not in ("properties", "required") and not (
            (word, value) == ("type", "object") and (below or asked or not at)
        ):
            yield at


def _parameters(schema: Any) -> Iterator[str]:
    """The names of the year's parameters that a schema refers to."""
    for name, value in schema.items() if isinstance(schema, Mapping) else enumerate(schema):
        if name == "$ref" and isinstance(value, str) and value.startswith(PARAMETER):
            yield value.removeprefix(PARAMETER)
        elif name != "x-rule" and isinstance(value, Mapping | list | tuple):
            yield from _parameters(value)


@frozen(eq=False, repr=False)
class BoundRule:
    """A rule as one year applies it, with the year's citations."""

    rule: Rule
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Scope:
    """The rules of a year over one kind of facts.

    `over` says which facts, as in `shapes.facts`. `rules` are decided by their schemas, together
    in one function; `of_defect` by whether a defect of a name was found, which is what their
    schemas say.
    """

    over: str
    rules: tuple[BoundRule, ...]
    of_defect: FrozenMap[BoundRule]
    parameters: FrozenMap[Schema]

    @classmethod
    def of(cls, over: str, rules: Iterable[BoundRule], parameters: FrozenMap[Schema]) -> "Scope":
        """The scope of these rules, whose schemas may refer to these parameters."""
        given = tuple(rules)
        return cls(
            over,
            tuple(one for one in given if one.rule.defect is None),
            FrozenMap((one.rule.defect, one) for one in given if one.rule.defect is not None),
            parameters,
        )

    def naming(self, parameter: str) -> "Scope":
        """Those of the rules whose schemas refer to a parameter of the year."""
        named = (one for one in self.rules if parameter in one.rule.parameters)
        return Scope.of(self.over, named, self.parameters)

    def parted(self, first: Callable[[Rule], bool]) -> "tuple[Scope, Scope]":
        """The rules of which `first` holds, and the others with what is said of defects."""
        ours = tuple(one for one in self.rules if first(one.rule))
        others = tuple(one for one in self.rules if one not in ours)
        return (
            Scope(self.over, ours, FrozenMap(), self.parameters),
            Scope(self.over, others, self.of_defect, self.parameters),
        )

    @cached_property
    def find(self) -> Callable[[Any], list[int]]:
        """What `broken` runs."""
        return self.broken.run

    @cached_property
    def broken(self) -> Function:
        """Which of `rules` the facts break, by index; written when first asked for."""
        schemas = [one.rule.schema for one in self.rules]
        return function(schemas, self.parameters, facts(self.over))
