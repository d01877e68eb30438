"""The file of contexts for many documents: each by the name or the key of its document.

NDJSON has a line `{"name" or "key": …, "context": {…}}` for each. CSV has a column `name` or `key`
and columns of dotted paths into a context (`eligibility.specialStatuses`); the items of a list have
`;` between them, and an empty cell is absent. What a cell holds, context.schema.json says.
Between cells stands a comma, or, as spreadsheets of some countries write it, a semicolon or a tab.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.jsontext import read_object
from mips_pi_rules.documents.limits import MAX_BYTES
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.many import cells, keys
from mips_pi_rules.many.contexts import NAMES, Contexts, ContextsError, Held
from mips_pi_rules.sheettext import delimiter_of, kept_otherwise

# One row: its line, by what it names its document, that name, and the context.
_Row = tuple[int, str, str, Context]


def read_contexts(stream: BinaryIO) -> Contexts:
    """The contexts of a file, told apart by its first character.

    Raises ContextsError with every fault of the file, OSError where it cannot be read.
    """
    found, faults = Contexts(), list[str]()
    for line, row in _rows(stream):
        if isinstance(row, str):
            faults.append(f"line {line}: {row}")
            continue
        _, by, name, context = row
        first = found.by[by].setdefault(name, Held(line, context))
        if first.line != line:
            found.remarks.append(
                f"line {line}: a second context for the document of line {first.line}; "
                "the first one counts"
            )
    if faults:
        raise ContextsError(faults)
    return found


def _rows(stream: BinaryIO) -> Iterator[tuple[int, _Row | str]]:
    """The line of each row, and the row or what is wrong with it."""
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    lines = _lines(buffered)
    first = next(((at, line) for at, line in lines if line.strip()), None)
    if first is None:
        yield 1, "there is no context; the file is empty"
        return
    if first[1].lstrip().startswith(b"{"):
        yield from _json_rows(first, lines)
    else:
        yield from _csv_rows(first, lines)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := stream.readline(MAX_BYTES + 1):
        number += 1
        yield number, line.removeprefix(codecs.BOM_UTF8) if number == 1 else line


def _json_rows(
    first: tuple[int, bytes], lines: Iterator[tuple[int, bytes]]
) -> Iterator[tuple[int, _Row | str]]:
    for number, line in chain([first], lines):
        if not line.strip():
            continue
        try:
            row = read_object(line)
        except UnreadableSubmission as error:
            yield number, error.sentence
            continue
        given = [name for name in NAMES if name in row]
        if len(given) != 1 or row.keys() != {given[0], "context"}:
            yield number, 'is to be {"name" or "key": …, "context": {…}}, and nothing else'
            continue
        yield number, _row(number, given[0], row[given[0]], row["context"])


def _csv_rows(
    first: tuple[int, bytes], lines: Iterator[tuple[int, bytes]]
) -> Iterator[tuple[int, _Row | str]]:
    at = first[0]

    def decoded() -> Iterator[str]:
        nonlocal at
        for number, line in chain([first], lines):
            at = number
            yield line.decode("utf-8")

    why = kept_otherwise(first[1])
    if why is not None:
        yield at, why
        return
    delimiter = delimiter_of(first[1].decode("utf-8", "replace"), _parts_names)
    rows = csv.reader(decoded(), strict=True, delimiter=delimiter or ",")
    try:
        head = [name.strip() for name in next(rows)]
        wrong = _wrong_head(head)
        if wrong is not None:
            yield at, wrong
            return
        begins = at + 1
        for written in rows:
            line, begins = begins, at + 1
            if not any(map(str.strip, written)):
                continue
            yield line, _of_cells(line, head, written)
    except UnicodeDecodeError:
        yield at, "is not UTF-8; save the file as CSV UTF-8"
    except csv.Error:
        yield at, "is no row of CSV: a quotation mark that is not closed, or too long a cell"


def _parts_names(head: Sequence[str]) -> bool:
    """Whether the name or key is one of several cells."""
    return len(head) > 1 and not set(NAMES).isdisjoint(head)


def _wrong_head(head: Sequence[str]) -> str | None:
    given = [name for name in NAMES if name in head]
    if len(given) != 1:
        return "the head names one column name or key, and columns such as eligibility.exceptions"
    if len(set(head)) < len(head):
        return "the head names a column twice"
    for position, name in enumerate(head, 1):
        if name not in NAMES and cells.kind(name) is None:
            return f"column {position} names no field of a context"
    return None


def _of_cells(line: int, head: Sequence[str], written: Sequence[str]) -> _Row | str:
    if len(written) != len(head):
        return f"has {len(written)} cells, and the head {len(head)}"
    row = dict(zip(head, map(str.strip, written), strict=True))
    by = next(name for name in NAMES if name in row)
    context: dict[str, Any] = {}
    try:
        for path, cell in row.items():
            if path != by and cell:
                cells.enter(context, path, cell)
    except ContextError as error:
        return str(error)
    return _row(line, by, row[by], context)


def _row(line: int, by: str, name: object, context: object) -> _Row | str:
    """The row, or what is wrong with it."""
    if by == "key":
        key, refused = keys.checked(name)
        if refused == keys.LIKE_AN_IDENTIFIER:
            return "the key holds a number of nine or ten digits, as a TIN or NPI is"
        name = None if key is None else str(key)
    if not isinstance(name, str) or not name:
        return f"has no {by}"
    try:
        return line, by, name, Context.of(context)
    except ContextError as error:
        return str(error)
