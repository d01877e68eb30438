"""Apache Spark: a data frame with a column of submissions, judged where its partitions are.

    evaluate_frame(df, "submission", key="recordId")

It is a thin adapter over `mapInArrow`: what judges on each executor is what judges one table.
The library has to be on the executors (docs/cluster.md), with the extra `spark`.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from mips_pi_rules.many import keys, table
from mips_pi_rules.many.rows import COLUMNS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

# The columns of rows, as Spark writes types in JSON.
_TEXTS: Final = {"type": "array", "elementType": "string", "containsNull": True}
_TYPES: Final[dict[str, Any]] = dict(
    zip(COLUMNS, ("string", "boolean", "double", "double", _TEXTS, "string"), strict=True)
)
_TEXT: Final = ("string", "binary", "varchar", "char")


def evaluate_frame(
    df: "DataFrame",
    column: str = "submission",
    *,
    key: str | None = None,
    context: str | None = None,
) -> "DataFrame":
    """The frame with the columns of the rows: outcome, forcedToZero, score, subtotal, rules, error.

    `column`: its submissions, QPP JSON or QRDA III, as text or bytes; `context`: a column with
    the context of each as JSON, where there is one. All other columns stay as they are; with
    `key` there is that one alone, as text and called key, before the rows. Nothing is judged
    before Spark is asked for a result.

    Raises ValueError for a column that is not there, that has the name of a new one or that may
    be no key, TypeError for one that holds neither text nor bytes.
    """
    for name in (column, context):
        if name is not None:
            _require_text(df, name)
    if key is not None:
        _require_one(df, key)
        refused = keys.refusal(key)
        if refused is not None:
            raise ValueError(refused)
        judge = partial(table.keyed, column=column, key=key, context=context)
        wanted = dict.fromkeys(name for name in (column, key, context) if name is not None)
        return df.select(*map(_quoted, wanted)).mapInArrow(
            judge, _schema(df, [], {"key": "string", **_TYPES})
        )
    taken = {name.lower() for name in df.columns}  # to Spark they are one
    for name in _TYPES:
        if name.lower() in taken:
            raise ValueError(f"the frame has a column {name} already; rename it first")
    schema = _schema(df, df.schema.jsonValue()["fields"], _TYPES)
    return df.mapInArrow(partial(table.evaluated, column=column, context=context), schema)


def _schema(df: "DataFrame", fields: list[Any], added: Mapping[str, Any]) -> Any:
    """The schema of a frame with these fields of its own and those that are added."""
    added_fields = [
        {"name": name, "type": kind, "nullable": True, "metadata": {}}
        for name, kind in added.items()
    ]
    return type(df.schema).fromJson({"type": "struct", "fields": [*fields, *added_fields]})


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _require_one(df: "DataFrame", column: str) -> None:
    if df.columns.count(column) != 1:
        raise ValueError(f"the frame has not one column {column}")


def _require_text(df: "DataFrame", column: str) -> None:
    _require_one(df, column)
    if df.schema[column].dataType.typeName() not in _TEXT:
        raise TypeError(f"the column {column} holds neither text nor bytes")
