"""Sheets of answers in a file: told from other files by how it begins, CSV from .xlsx."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from mips_pi_rules.documents.limits import MAX_BYTES
from mips_pi_rules.errors import UnreadableSubmission
from mips_pi_rules.forms.sheets import SheetRow, csv_rows, delimiter_of, sheet_kept_otherwise

_ZIP: Final = b"PK\x03\x04"
_NO_ROW: Final = (
    "the sheet has its heading and no row below it; fill in a row for each clinician or group"
)


def sheet_rows(stream: BinaryIO, begin: bytes) -> Iterator[SheetRow] | None:
    """The rows of a sheet of answers whose file begins so; None where the file is another.

    Raises UnreadableSubmission, OSError.
    """
    delimiter = delimiter_of(begin)
    if delimiter is not None:
        return _filled_in(csv_rows(stream, delimiter))
    why = sheet_kept_otherwise(begin)
    if why is not None:
        raise UnreadableSubmission(f"the sheet {why}")
    if not begin.startswith(_ZIP):
        return None
    # Imported when it is needed: it takes an extra.
    from mips_pi_rules.forms.excel import excel_rows  # noqa: PLC0415

    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableSubmission("the spreadsheet is larger than 32 MiB; save it as CSV")
    return _filled_in(excel_rows(content))


def _filled_in(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """The rows. Raises UnreadableSubmission where there are none, as in the empty sheet."""
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        raise UnreadableSubmission(_NO_ROW)
