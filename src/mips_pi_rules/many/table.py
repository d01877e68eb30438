"""Arrow in, Arrow out: a table with a column of submissions gets the columns of their rows.

    evaluate_table(table, "submission")     # a Table for a Table, else a RecordBatchReader

What pandas, Polars, DuckDB and Parquet files hold is Arrow, or is taken for it without a copy.
It needs the extra `arrow`: pip install "mips-pi-rules[arrow]".
"""

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from mips_pi_rules.documents.jsontext import read_context
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.many import keys
from mips_pi_rules.many.rows import Given, Row, judged, row_of

AT_ONCE: Final = 1000  # rows that are in memory as more than Arrow

# The columns that every way of judging many adds.
ROW: Final = pa.schema(
    [
        pa.field("outcome", pa.string(), nullable=False),
        pa.field("forcedToZero", pa.bool_(), nullable=False),
        pa.field("score", pa.float64()),
        pa.field("subtotal", pa.float64()),
        pa.field("rules", pa.list_(pa.string()), nullable=False),
        pa.field("error", pa.string()),
    ]
)
KEYED: Final = pa.schema([pa.field("key", pa.string()), *ROW])


def evaluate_table(
    table: Any,
    column: str = "submission",
    *,
    context: str | None = None,
    rulebook: Rulebook | None = None,
) -> Any:
    """The table with six more columns: outcome, forcedToZero, score, subtotal, rules, error.

    `table`: a Table, which gives a Table, or anything that Arrow can read as a stream (a
    RecordBatchReader, a frame of pandas or Polars, a relation of DuckDB), which gives a
    RecordBatchReader that judges while it is read. `column`: its submissions, QPP JSON or QRDA
    III, as text or bytes; `context`: a column with the context of each as JSON, where there is
    one. All other columns stay as they are. A null or unreadable submission has a row that says so.

    Raises ValueError for a column that is not there or has the name of a new one, TypeError for
    one that holds neither text nor bytes and for what is no table.
    """
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError("a table of Arrow, or what Arrow can read as a stream, is taken here")
    reader = pa.RecordBatchReader.from_stream(table)
    schema = with_row(reader.schema)
    require_text(reader.schema, column)
    if context is not None:
        require_text(reader.schema, context)
    batches = evaluated(reader, column, context, rulebook)
    judged_batches = pa.RecordBatchReader.from_batches(schema, batches)
    return judged_batches.read_all() if isinstance(table, pa.Table) else judged_batches


def with_row(schema: Any) -> Any:
    """A schema with the columns of rows after its own. Raises ValueError where one is there."""
    for field in ROW:
        if field.name in schema.names:
            raise ValueError(f"the table has a column {field.name} already; rename it first")
        schema = schema.append(field)
    return schema


def require_text(schema: Any, column: str) -> None:
    """Raise ValueError where there is not one such column, TypeError where it is not of text."""
    require_one(schema, column)
    if not is_text(schema, column):
        raise TypeError(f"the column {column} holds neither text nor bytes")


def is_text(schema: Any, column: str) -> bool:
    """Whether a column holds text or bytes."""
    kind = _plain(schema.field(column).type)
    return any(is_kind(kind) for is_kind in _TEXT)


def require_one(schema: Any, column: str) -> None:
    """Raise ValueError where there is not one such column."""
    if column not in schema.names:
        raise ValueError(f"the table has no column {column}")
    if schema.names.count(column) > 1:
        raise ValueError(f"the table has several columns {column}")


_TEXT: Final = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_null,  # what a column without any value is
)


def _plain(kind: Any) -> Any:
    """The type of the values of a column, whatever they are wrapped in."""
    if isinstance(kind, pa.BaseExtensionType):
        return _plain(kind.storage_type)
    return _plain(kind.value_type) if pa.types.is_dictionary(kind) else kind


def evaluated(
    batches: Any, column: str, context: str | None = None, rulebook: Rulebook | None = None
) -> Iterator[Any]:
    """Batches with the columns of their rows, a part of a batch at a time."""
    rulebook = Rulebook.of(rulebook)
    for some in _parts(batches):
        rows = [_row(given, rulebook) for given in givens(some, column, context)]
        columns = [*some.columns, *_columns(rows, ROW)]
        yield pa.RecordBatch.from_arrays(columns, schema=with_row(some.schema))


def keyed(batches: Any, column: str, key: str, context: str | None = None) -> Iterator[Any]:
    """Batches of the rows alone, each with its key as text, as batch writes them."""
    rulebook = Rulebook.default()
    for some in _parts(batches):
        rows = []
        values = some.column(key).to_pylist()
        for one, value in zip(givens(some, column, context), values, strict=True):
            name, complaint = keys.checked(value)
            row = _row(one._replace(complaint=complaint), rulebook)
            rows.append((keys.as_text(name), *row))
        yield pa.RecordBatch.from_arrays(_columns(rows, KEYED), schema=KEYED)


def _parts(batches: Any) -> Iterator[Any]:
    """The batches in parts of so many rows as are judged at once."""
    for batch in batches:
        for start in range(0, batch.num_rows, AT_ONCE):
            yield batch.slice(start, AT_ONCE)


def _row(given: Given, rulebook: Rulebook) -> Row:
    verdict, error = judged(given, rulebook)
    return row_of(verdict.case, error)


def _columns(rows: list[Any], schema: Any) -> list[Any]:
    columns = zip(zip(*rows, strict=True), schema, strict=True)
    return [pa.array(column, field.type) for column, field in columns]


def givens(batch: Any, column: str, context: str | None = None) -> Iterator[Given]:
    """The documents of a batch; a null is one that says so."""
    contents = _bytes(batch, column)
    contexts = [None] * len(contents) if context is None else _bytes(batch, context)
    for content, said in zip(contents, contexts, strict=True):
        yield _given(content, said)


def _bytes(batch: Any, column: str) -> list[bytes | None]:
    # As bytes: text that is not UTF-8 is for the reader of documents to refuse.
    values: list[bytes | None] = batch.column(column).cast(pa.large_binary()).to_pylist()
    return values


def _given(content: bytes | None, context: bytes | None) -> Given:
    if content is None:
        return Given(problem=UnreadableSubmission("there is no submission, the value is null"))
    if context is None:
        return Given(content)
    try:
        return Given(content, read_context(context))
    except UnreadableSubmission as error:
        problem = ContextError("", error.sentence)
    return Given(problem=problem)
