"""What facts are known to be: facts.schema.json, so that the code of rules need not ask again.

Facts follow their schema always; the tests hold them to it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from attrs import frozen

from mips_pi_rules.law.files import shipped_schema

Schema = bool | Mapping[str, Any]


@frozen(eq=False, repr=False)
class Shape:
    """What values are known to be, in so far as the code of a rule would ask for it.

    `types`: those that they may have, none where nothing is known; `required`: the properties
    that are there always; `properties` and `others`: the schemas of those named and of any other.
    """

    types: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    properties: Mapping[str, Schema] = {}
    others: Schema = True
    definitions: Mapping[str, Schema] = {}

    @classmethod
    def of(cls, schema: Schema, definitions: Mapping[str, Schema]) -> "Shape":
        """The shape of values that follow a schema; `definitions`: those that it refers to."""
        if not isinstance(schema, Mapping):
            return ANY
        if "$ref" in schema:
            return cls.of(definitions[schema["$ref"].rpartition("/")[2]], definitions)
        types = schema.get("type", "boolean" if isinstance(schema.get("const"), bool) else [])
        return cls(
            frozenset([types] if isinstance(types, str) else types),
            frozenset(schema.get("required", ())),
            schema.get("properties", {}),
            schema.get("additionalProperties", True),
            definitions,
        )

    def property(self, name: str) -> "Shape":
        """What a property of such a value is, when it is there."""
        return Shape.of(self.properties.get(name, self.others), self.definitions)

    def holds(self, type_: str) -> bool | None:
        """Whether such values are all of a type, or none of them; None where that is open."""
        if not self.types:
            return None
        may_be = {type_, "integer"} if type_ == "number" else {type_}
        if self.types <= may_be:
            return True
        open_ = self.types & may_be or (type_ == "integer" and "number" in self.types)
        return None if open_ else False

    def nullable(self, type_: str) -> bool:
        """Whether such values are of the type or null."""
        return self.types == {type_, "null"}


ANY: Final = Shape()


@cache
def facts(over: str) -> Shape:
    """The facts that rules over "submission", "set", "measure" or "judgment" are given.

    "unread" is what those over a submission are given that could not be read, or of no year.
    "stated" is what the conditions of readings are given: of a set, what else they ask for.
    """
    parts = shipped_schema("facts")["$defs"]
    if over == "stated":
        properties = parts["set"]["properties"] | {
            "referral": {"type": "boolean"},
            "ties": {"type": "array"},
        }
    elif over == "unread":
        properties = parts["submission"]["properties"] | parts["unreadable"]["properties"]
    else:
        return Shape.of(parts[over], parts)
    return Shape.of({"type": "object", "properties": properties}, parts)
