"""Sheets of answers for tests: rows under the heading of a year, as CSV and as .xlsx."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from mips_pi_rules import answers_of
from mips_pi_rules.documents.document import read
from mips_pi_rules.forms.sheets import heading
from support.cases import Json, full


def row_of(year: int, **changes: object) -> Json:
    """The answers of a submission in which everything is reported; names with _ for a dot."""
    answers = answers_of(read(full(year)).submission)
    return answers | {name.replace("__", "."): value for name, value in changes.items()}


def csv_text(year: int, rows: Sequence[Json], delimiter: str = ",") -> str:
    """The sheet as CSV."""
    written = io.StringIO()
    writer = csv.DictWriter(written, heading(year), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def xlsx(records: Sequence[Sequence[Any]], *before: Sequence[Sequence[Any]]) -> bytes:
    """A workbook whose last sheet has these records; `before`: the sheets before it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in (*before, records):
        made = book.create_sheet()
        for record in sheet:
            made.append(list(record))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def records_of(year: int, rows: Sequence[Json]) -> list[list[Any]]:
    """The heading of a year and these rows under it."""
    names = heading(year)
    return [list(names), *([row.get(name) for name in names] for row in rows)]
