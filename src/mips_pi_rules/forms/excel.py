"""Sheets of Excel (.xlsx), with the extra `excel`: the first that has a heading of a form.

openpyxl reads a sheet row by row, so that one cell far away costs nothing, and it reads no more of
a part than the file says that there is, which is asked first.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Final

from mips_pi_rules.errors import UnreadableSubmission
from mips_pi_rules.forms.cells import Habits
from mips_pi_rules.forms.fields import HEAD
from mips_pi_rules.forms.sheets import Record, SheetRow, rows_of

_LARGEST: Final = 64 * 1024 * 1024  # unpacked
_TOO_LARGE: Final = "the spreadsheet is larger than 64 MiB when it is unpacked; save it as CSV"
_NOT_ONE: Final = "the file is no spreadsheet that can be read; save it as .xlsx or as CSV UTF-8"
_NO_EXTRA: Final = "a spreadsheet is read with the extra excel: pip install 'mips-pi-rules[excel]'"
_NO_HEADING: Final = (
    "no sheet of the file has a heading of fields; `mips-pi questions YEAR --format csv` prints it"
)


def excel_rows(content: bytes) -> Iterator[SheetRow]:
    """The rows of the first sheet with a heading of a form. Raises UnreadableSubmission."""
    return rows_of(_records(content), Habits(commas_group=True))


def _records(content: bytes) -> Sequence[Record]:
    problem = _NOT_ONE
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > _LARGEST:
            problem = _TOO_LARGE
        else:
            found = _first_with_heading(content)
            if found is not None:
                return found
            problem = _NO_HEADING
    except ImportError:
        problem = _NO_EXTRA
    except Exception:  # noqa: BLE001, RUF100 - a broken file raises anything, and it may hold input
        problem = _NOT_ONE
    raise UnreadableSubmission(problem)


def _first_with_heading(content: bytes) -> Sequence[Record] | None:
    # Imported here: openpyxl is an extra, and only who reads a spreadsheet waits for it.
    from openpyxl import load_workbook  # noqa: PLC0415

    known = {name.casefold() for name in HEAD}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and validations, which are not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            records = [tuple(record) for record in sheet.iter_rows(values_only=True)]
            first = next((one for one in records if any(cell is not None for cell in one)), ())
            names = {str(cell).strip().casefold() for cell in first}
            if len(known & names) > 1:
                return records
    return None
