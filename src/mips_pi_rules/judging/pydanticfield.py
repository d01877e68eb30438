"""A Report as a field of pydantic, and so as a response of FastAPI: its JSON, both ways.

Imported by pydantic's own asking alone; nothing here is loaded by who does not use it.
"""

from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from mips_pi_rules.judging.report import Report, report_schema

if TYPE_CHECKING:
    from pydantic_core import CoreSchema


def report_field() -> "CoreSchema":
    """What is taken is a Report or its JSON; what is written is its JSON."""
    return core_schema.no_info_plain_validator_function(
        _report,
        json_schema_input_schema=core_schema.any_schema(),
        serialization=core_schema.plain_serializer_function_ser_schema(Report.to_dict),
    )


def _report(value: Any) -> Report:
    return value if isinstance(value, Report) else Report.from_dict(value)


def json_schema() -> dict[str, Any]:
    """report.schema.json, with references that hold wherever it is put: its `$id` is their base."""
    document: dict[str, Any] = _absolute(report_schema(), report_schema()["$id"])
    return document


def _absolute(value: Any, base: str) -> Any:
    if isinstance(value, dict):
        return {
            name: base + item if name == "$ref" and isinstance(item, str) else _absolute(item, base)
            for name, item in value.items()
        }
    return [_absolute(item, base) for item in value] if isinstance(value, list) else value
