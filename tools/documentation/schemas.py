"""The page of the documents: every field of a submission, a context, a report and of facts.

It is written from the schemas, whose descriptions say what each field is.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from documentation.markdown import ROOT, code, link, page, table

SHOWN = ("report", "context", "submission", "facts")
_INSIDE = "defects."  # of these the place and the values are alike, and the schema has them
_REF = "#/$defs/"

_Schema = Mapping[str, Any]


def page_of() -> str:
    """The page."""
    return page(
        "Reports, contexts, submissions and facts, field by field",
        "Each is JSON that follows a schema (JSON Schema 2020-12), which comes with the library: "
        "`mips-pi schema report` prints it. The schemas say exactly what is valid; this page says "
        "what each field is.",
        *(part for name in SHOWN for part in _document(name)),
    )


def _document(name: str) -> Iterator[str]:
    file = f"schemas/{name}.schema.json"
    schema = json.loads((ROOT / file).read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    yield f"## {schema['title']}"
    yield f"{schema['description']} The schema: {link(f'{name}.schema.json', f'../../{file}')}."
    yield _fields(schema, definitions)
    for title, one in definitions.items():
        fields = _fields(one, definitions)
        if fields:
            yield f"### {name}: {title}"
            yield one.get("description", "")
            yield fields


def _fields(schema: _Schema, definitions: _Schema) -> str:
    return table(("Field", "Type", "What it is"), _rows(schema, definitions, ""))


def _rows(schema: _Schema, definitions: _Schema, above: str) -> Iterator[tuple[str, str, str]]:
    for name, one in schema.get("properties", {}).items():
        path = f"{above}{name}"
        said = one.get("description") or _named(one, definitions).get("description", "")
        yield code(path), _type(one, definitions), said
        if _INSIDE not in path:
            yield from _rows(one, definitions, f"{path}.")


def _named(schema: _Schema, definitions: _Schema) -> _Schema:
    """What a reference leads to; else the schema itself."""
    reference = str(schema.get("$ref", ""))
    return definitions.get(reference.removeprefix(_REF), {}) if reference else schema


def _type(schema: _Schema, definitions: _Schema) -> str:
    """What may stand there, in a few words."""
    reference = str(schema.get("$ref", ""))
    if reference.startswith(_REF):
        named = _named(schema, definitions)
        name = reference.removeprefix(_REF)
        return name if "properties" in named else _type(named, definitions)
    if "const" in schema:
        return code(json.dumps(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(json.dumps(value)) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(one, definitions) for one in schema["anyOf"])
    types = schema.get("type", [])
    names = [types] if isinstance(types, str) else list(types)
    inside = schema.get("items") or schema.get("additionalProperties")
    return " or ".join(
        f"{name} of {_type(inside, definitions)}"
        if name in ("array", "object") and isinstance(inside, dict)
        else name
        for name in names
    )
