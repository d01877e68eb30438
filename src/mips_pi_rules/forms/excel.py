"""Sheets of Excel (.xlsx), with the extra `excel`: the first that has a heading of a form.

openpyxl reads the rows, and no more of a part than the file says that there is, which is asked
first.
"""

import contextlib
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

from mips_pi_rules.errors import UnreadableSubmission
from mips_pi_rules.forms.cells import Formula, Habits
from mips_pi_rules.forms.sheets import Record, SheetRow, is_heading, rows_at
from mips_pi_rules.forms.values import is_blank

_LARGEST: Final = 64 * 1024 * 1024  # unpacked
_LAST_ROW: Final = 1_048_576  # of a sheet of Excel
_MOST_CELLS: Final = 16 * 1024 * 1024  # filled or not; 64 MiB hold three million that are filled
_TOO_LARGE: Final = "the spreadsheet is larger than 64 MiB when it is unpacked; save it as CSV"
_NOT_ONE: Final = "the file is no spreadsheet that can be read; save it as .xlsx or as CSV UTF-8"
_TOO_WIDE: Final = (
    "the rows of the sheet have more than 16 million cells, filled or not; delete the columns that "
    "are not of the form"
)
_NO_ORDER: Final = "rows or cells of the sheet do not stand in their order; save it as CSV UTF-8"
_NO_EXTRA: Final = "a spreadsheet is read with the extra excel: pip install 'mips-pi-rules[excel]'"
_NO_HEADING: Final = (
    "no sheet of the file has a heading of fields; `mips-pi questions YEAR --format csv` prints it"
)


def excel_rows(content: bytes) -> Iterator[SheetRow]:
    """The rows of the first sheet with a heading of a form. Raises UnreadableSubmission."""
    return rows_at(_records(content), Habits(commas_group=True))


def _records(content: bytes) -> Sequence[tuple[int, Record]]:
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
    except UnreadableSubmission as error:
        problem = error.args[0]
    except Exception:  # noqa: BLE001, RUF100 - a broken file raises anything, and it may hold input
        problem = _NOT_ONE
    raise UnreadableSubmission(problem)


def _first_with_heading(content: bytes) -> Sequence[tuple[int, Record]] | None:
    """The rows of the first sheet whose first row has fields of a form.

    Each sheet is read once, however often the file lists it, and nothing else that is not needed.
    """
    # Imported here: openpyxl is an extra, and only who reads a spreadsheet waits for it.
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415
    from openpyxl.styles.stylesheet import apply_stylesheet  # noqa: PLC0415

    # openpyxl warns of styles and validations, which are not read, and prints what it passes over.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        book: Any = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
        book.read_manifest()
        book.read_strings()
        book.read_workbook()
        apply_stylesheet(book.archive, book.wb)
        listed = (part.target for _, part in book.parser.find_sheets())
        for name in dict.fromkeys(listed):
            if name not in book.valid_files:
                continue
            records = _records_of(book, name)
            first = records[0][1] if records else ()
            if is_heading(first):
                return records
    return None


def _records_of(book: Any, name: str) -> list[tuple[int, Record]]:
    """The rows of a sheet that are not blank, with their numbers.

    They are the rows that stand in the file. openpyxl's own rows fill up all rows and columns
    between them, for which a few bytes can ask without end, and pass over a row out of order.
    """
    from openpyxl.worksheet._reader import WorkSheetParser  # noqa: PLC0415

    records: list[tuple[int, Record]] = []
    last = size = 0
    with book.archive.open(name) as part:
        parser = WorkSheetParser(
            part,
            book.shared_strings,
            data_only=True,
            epoch=book.wb.epoch,
            date_formats=book.wb._date_formats,
            timedelta_formats=book.wb._timedelta_formats,
        )
        read_cell = parser.parse_cell

        def told_apart(element: Any) -> Any:
            cell = read_cell(element)
            if _is_uncalculated(element, cell):
                cell["value"] = Formula.UNCALCULATED
            return cell

        parser.parse_cell = told_apart  # type: ignore[method-assign] # it has no hook
        for _, cells in parser.parse():
            filled = [one for one in cells if not is_blank(one["value"])]
            if not filled:
                continue
            columns = [one["column"] for one in filled]
            number = filled[0]["row"]
            same = all(one["row"] == number for one in filled)
            if not (same and last < number <= _LAST_ROW and columns == sorted(set(columns))):
                raise UnreadableSubmission(_NO_ORDER)
            last = number
            size += columns[-1]
            if size > _MOST_CELLS:
                raise UnreadableSubmission(_TOO_WIDE)
            record: list[object] = [None] * columns[-1]
            for one in filled:
                record[one["column"] - 1] = one["value"]
            records.append((number, record))
    return records


def _is_uncalculated(element: Any, cell: dict[str, Any]) -> bool:
    """Whether a cell is a formula without its value, which openpyxl takes for an empty cell.

    A program wrote it so; a spreadsheet calculates it, and says that an empty text is one.
    """
    if cell["value"] is not None or element.get("t") == "str":
        return False
    return any(child.tag.endswith("}f") for child in element)
