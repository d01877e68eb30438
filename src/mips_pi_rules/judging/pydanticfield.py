"""A Report as a field of pydantic, and so as a response of FastAPI: its JSON, both ways.

Imported by pydantic's own asking alone; nothing here is loaded by who does not use it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


def report_field(report: type[Any]) -> "CoreSchema":
    """What is taken is a Report or its JSON; what is written is its JSON."""

    def taken(value: Any) -> Any:
        return value if isinstance(value, report) else report.from_dict(value)

    return core_schema.no_info_plain_validator_function(
        taken,
        json_schema_input_schema=core_schema.any_schema(),
        serialization=core_schema.plain_serializer_function_ser_schema(report.to_dict),
    )


def json_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """report.schema.json, with references that hold wherever it is put: its `$id` is their base."""
    document: dict[str, Any] = _absolute(schema, schema["$id"])
    return document


def _absolute(value: Any, base: str) -> Any:
    if isinstance(value, dict):
        return {
            name: base + item if name == "$ref" and isinstance(item, str) else _absolute(item, base)
            for name, item in value.items()
        }
    return [_absolute(item, base) for item in value] if isinstance(value, list) else value
