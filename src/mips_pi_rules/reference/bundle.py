"""The shipped JSON Schemas by name, and a year's rules as one schema without references."""

import json
from collections.abc import Mapping
from typing import Any

from mips_pi_rules.frozenmap import thaw
from mips_pi_rules.law.files import folder
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.writing import PARAMETER

_SUFFIX = ".schema.json"


def names(rulebook: Rulebook | None = None) -> tuple[str, ...]:
    """What `schema` can print: the schemas of documents, and rule ids."""
    rulebook = rulebook or Rulebook.default()
    files = sorted(file.name for file in folder("schemas").iterdir() if file.name.endswith(_SUFFIX))
    return (*(name.removesuffix(_SUFFIX) for name in files), *rulebook.rules)


def schema(name: str, rulebook: Rulebook | None = None) -> dict[str, Any] | None:
    """A schema by name ("submission", "report", "PI104"), or None; the caller's to change."""
    rulebook = rulebook or Rulebook.default()
    if name in rulebook.rules:
        rule: dict[str, Any] = thaw(rulebook.rules[name].schema)
        return rule
    file = folder("schemas") / f"{name}{_SUFFIX}"
    if name not in names(rulebook):
        return None
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def bundle(year: int, rulebook: Rulebook | None = None) -> dict[str, Any]:
    """The rules in force in a year under `$defs`, with the year's parameters written in.

    Raises UnsupportedYear.
    """
    rulebook = rulebook or Rulebook.default()
    policy = rulebook.policy(year)
    parameters = {
        PARAMETER + name: {
            key: value for key, value in parameter.items() if key not in ("basis", "cites")
        }
        for name, parameter in policy.parameters.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://mips-pi-rules.dev/bundle/{year}",
        "title": f"Rules in force in {year}",
        "description": "Each rule is a schema of what must hold of the facts its x-rule is over.",
        "$defs": {name: _inlined(rulebook.rules[name].schema, parameters) for name in policy.rules},
    }


def _inlined(value: Any, parameters: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        if value.get("$ref") in parameters:
            return thaw(parameters[value["$ref"]])
        return {name: _inlined(item, parameters) for name, item in value.items()}
    if isinstance(value, list):
        return [_inlined(item, parameters) for item in value]
    return value
