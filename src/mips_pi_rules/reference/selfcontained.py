"""Schemas that stand alone: parameters written in, and every type and property declared.

A rule may leave unsaid what facts.schema.json says of all facts: that a record is an object, a
list a list. Validators in a strict mode, ajv's for one, ask that a keyword stands beside the type
that it is about and that a required property is declared; over facts nothing changes by that.
"""

from collections.abc import Mapping
from typing import Any, Final

from mips_pi_rules.law.keywords import PARAMETER

Schema = dict[str, Any]

_OBJECT: Final = (
    *("properties", "required", "additionalProperties", "propertyNames", "patternProperties"),
    *("minProperties", "maxProperties", "dependentRequired", "dependentSchemas"),
)
_ARRAY: Final = ("items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems")
_STRING: Final = ("pattern", "minLength", "maxLength")
_NUMBER: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_ABOUT: Final = {  # what type a keyword is about
    **dict.fromkeys(_OBJECT, "object"),
    **dict.fromkeys(_ARRAY, "array"),
    **dict.fromkeys(_STRING, "string"),
    **dict.fromkeys(_NUMBER, "number"),
}
_OF_THE_SAME: Final = ("not", "if", "then", "else")  # a schema of the same value
_OF_PARTS: Final = ("additionalProperties", "items", "contains", "propertyNames")
_SEVERAL: Final = ("allOf", "anyOf", "oneOf")
_BY_NAME: Final = ("properties", "patternProperties", "dependentSchemas")


def inlined(schema: Any, parameters: Mapping[str, Any]) -> Any:
    """A copy in which each `$ref` to a parameter of the year is the parameter itself.

    What stands beside the `$ref` stays; what both say stands in `allOf`, so that both hold.
    """
    if isinstance(schema, list):
        return [inlined(item, parameters) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    here = {name: inlined(item, parameters) for name, item in schema.items() if name != "$ref"}
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith(PARAMETER):
        return here if reference is None else {"$ref": reference, **here}
    entry = parameters[reference.removeprefix(PARAMETER)]
    there = {name: item for name, item in entry.items() if name not in ("basis", "cites")}
    there = inlined(there, parameters)
    if here.keys().isdisjoint(there):
        return here | there
    return {**here, "allOf": [*here.get("allOf", ()), there]}


def declared(schema: Any, known: frozenset[str] = frozenset()) -> Any:
    """A copy with the type and the properties that its keywords are about; `known`: its types."""
    if not isinstance(schema, Mapping):
        return schema
    said = schema.get("type")
    types = frozenset([said] if isinstance(said, str) else said or ())
    needed = {_ABOUT[word] for word in schema if word in _ABOUT} - types - known
    found: Schema = dict(schema)
    if needed and not types and not ("number" in needed and "integer" in known):
        found = {"type": sorted(needed)[0], **found}
        types = frozenset(needed)
    if "required" in found:
        properties = dict(found.get("properties", {}))
        found["properties"] = properties | {
            name: True for name in found["required"] if name not in properties
        }
    inside = types or known
    for word in found:
        if word in _OF_THE_SAME:
            found[word] = declared(found[word], inside)
        elif word in _OF_PARTS:
            found[word] = declared(found[word])
        elif word in _SEVERAL:
            found[word] = [declared(one, inside) for one in found[word]]
        elif word in _BY_NAME:
            of = inside if word == "dependentSchemas" else frozenset()
            found[word] = {name: declared(one, of) for name, one in found[word].items()}
    return found
