"""Parquet files: a column of submissions that batch reads, and the rows that it writes.

It needs the extra `arrow`: pip install "mips-pi-rules[arrow]".
"""

import json
from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
from attrs import frozen
from pyarrow import parquet

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.errors import BatchError
from mips_pi_rules.many.beside import Beside
from mips_pi_rules.many.keys import as_text
from mips_pi_rules.many.rows import Given
from mips_pi_rules.many.table import AT_ONCE, KEYED, givens, is_text, require_one, require_text

# What the parts of a file rest on beside the file itself.
VERSION: Final = f"pyarrow {pa.__version__}"
CONTEXT: Final = "context"
_ROWS: Final = 10_000  # written at once

_SCHEMA: Final = pa.schema([pa.field("position", pa.int64(), nullable=False), *KEYED])


@frozen(eq=False, repr=False)
class Values(ByValue):
    """Documents that were read already, and their keys where there are any."""

    given: tuple[Given, ...]
    keys: tuple[object, ...]
    beside: Beside

    def documents(self) -> Iterator[Given]:
        """The documents."""
        for one, value in zip(self.given, self.keys or repeat(None), strict=False):
            yield one if value is None else self.beside.of(one, (), value)


def sources(file: str, column: str, beside: Beside) -> Iterator[Values]:
    """The submissions of a column in parts; A key is of a column, and `context` is one if it is.

    The key of each is its value as it is. Raises BatchError for a file that cannot be read, for a
    column that is not there and for one of another type.
    """
    problem = None
    try:
        with Path(file).open("rb") as stream:
            schema = parquet.ParquetFile(stream).schema_arrow
        columns = _columns(schema, column, beside.field)
    except pa.ArrowException:
        problem = _DAMAGED
    except (ValueError, TypeError) as error:
        problem = str(error)
    if problem is not None:
        raise BatchError(problem)
    return _parts(file, columns, column, beside)


_DAMAGED: Final = "the Parquet file is damaged, or of a kind that is not known"


def _columns(schema: Any, column: str, key: str | None) -> list[str]:
    require_text(schema, column)
    if key is not None:
        require_one(schema, key)
        if key in (column, CONTEXT):
            raise ValueError(f"the column {key} is no key: it holds documents")
        if not (pa.types.is_integer(schema.field(key).type) or is_text(schema, key)):
            raise TypeError(f"the column {key} is no key: it holds neither text nor whole numbers")
    if CONTEXT not in schema.names:
        return [column, *([] if key is None else [key])]
    require_text(schema, CONTEXT)
    return [column, CONTEXT, *([] if key is None else [key])]


def _parts(file: str, columns: list[str], column: str, beside: Beside) -> Iterator[Values]:
    context = CONTEXT if CONTEXT in columns and column != CONTEXT else None
    broken = False
    try:
        with Path(file).open("rb") as stream:
            opened = parquet.ParquetFile(stream)
            for batch in opened.iter_batches(AT_ONCE, columns=columns, use_threads=False):
                found = list(givens(batch, column, context))
                named = beside.field is not None
                keys = batch.column(beside.field).to_pylist() if named else []
                yield Values(tuple(found), tuple(keys), beside)
    except (pa.ArrowException, UnicodeDecodeError):
        broken = True
    except OSError as error:
        if error.errno is not None:  # the system's own; without one it is what Arrow found
            raise
        broken = True
    if broken:  # raised out here, so that no exception that may hold input is its context
        raise BatchError(_DAMAGED, of_input=True)


def write_parquet(file: BinaryIO, rows: Iterator[bytes]) -> None:
    """Write rows, each a line of JSON, as a Parquet file; keys become text."""
    with parquet.ParquetWriter(file, _SCHEMA) as writer:
        while some := list(islice(rows, _ROWS)):
            read = [_row(json.loads(line)) for line in some]
            writer.write_batch(pa.RecordBatch.from_pylist(read, _SCHEMA))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"key": as_text(row["key"])}
