"""Sheets of answers: a heading of the fields of a form, and a submission in each row.

A row has the fields of `questions`, and `<id>.numerator` and `<id>.denominator` for the counts of
a proportion. Rows and columns are told as a person sees them: row 12, column F.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import BinaryIO, Final

from attrs import define, field, frozen

from mips_pi_rules import sheettext
from mips_pi_rules.days import written_year
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.documents.submission import Submission
from mips_pi_rules.errors import AnswersError, UnreadableSubmission
from mips_pi_rules.forms.answers import from_answers
from mips_pi_rules.forms.cells import Habits, cell_of
from mips_pi_rules.forms.fields import HEAD, HEAD_FIELDS, answers_by_id, fields_of
from mips_pi_rules.forms.values import is_blank
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import NoYear, Year

NUMERATOR: Final = "numerator"
DENOMINATOR: Final = "denominator"
_PARTS: Final = (NUMERATOR, DENOMINATOR)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_YEAR: Final = "performanceYear"
_HEAD_NAMES: Final = frozenset(map(str.casefold, HEAD))
_ENOUGH: Final = 2  # fields beside measures that make a line a heading

Record = Sequence[object]


@frozen(eq=False, repr=False)
class SheetRow:
    """One row: its number as a person counts, and the submission or why there is none.

    `columns`: where each field of the heading stands, from 1; `advice`: what was mended, told
    once for a column; `problems` name the columns and hold no value.
    """

    number: int
    submission: Submission | None
    columns: Mapping[str, int]
    problems: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def problem(self) -> str | None:
        """Its problems in one sentence; None where it has a submission."""
        return f"row {self.number}, {'; '.join(self.problems)}" if self.problems else None

    @property
    def told(self) -> tuple[str, ...]:
        """Each of its problems in a sentence of its own."""
        return tuple(f"row {self.number}, {one}" for one in self.problems)

    def place(self, name: str | None) -> tuple[int, str]:
        """The column of a field and its cell in words, "row 12, column F"; else that of the row."""
        column = self.columns.get(name) if name is not None else None
        if column is None:
            return 1, f"row {self.number}"
        return column, f"row {self.number}, column {letters(column)}"


def letters(column: int) -> str:
    """A column's letters: 1 is A, 27 is AA."""
    written = ""
    while column > 0:
        column, letter = divmod(column - 1, len(_LETTERS))
        written = _LETTERS[letter] + written
    return written


def heading(year: int, *, rulebook: Rulebook | None = None) -> tuple[str, ...]:
    """The heading of an empty sheet of a year, which every year of a rulebook has."""
    found = Rulebook.of(rulebook).year(year)
    if isinstance(found, NoYear):
        return ()
    names: list[str] = []
    for one in fields_of(found).values():
        names.append(one.name)
        if one.kind == "proportion":
            names += [f"{one.name}.{part}" for part in _PARTS]
    return tuple(names)


def delimiter_of(begin: bytes) -> str | None:
    """What stands between the fields of a first line that is a heading; None for another text."""
    line = begin.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    return sheettext.delimiter_of(line, is_heading)


def sheet_kept_otherwise(begin: bytes) -> str | None:
    """Why a sheet is not read whose text would begin so with a heading; None for another text."""
    why = sheettext.kept_otherwise(begin)
    if why is None:
        return None
    # A heading is ASCII, so that what is left of it without marks and zeros is its text.
    plain = begin.lstrip(codecs.BOM_UTF16_LE + codecs.BOM_UTF8).replace(b"\0", b"")
    below = plain.partition(b"\n")[2]
    return None if delimiter_of(plain) is None and delimiter_of(below) is None else why


def is_heading(cells: Iterable[object]) -> bool:
    """Whether cells are the heading of a form, as several fields beside measures show."""
    found = _HEAD_NAMES.intersection(str(cell).strip().casefold() for cell in cells)
    return len(found) >= _ENOUGH


def csv_rows(stream: BinaryIO, delimiter: str) -> Iterator[SheetRow]:
    """The rows of a CSV file, each read when it is asked for.

    Raises UnreadableSubmission for what is no CSV, OSError.
    """
    return rows_at(csv_records(stream, delimiter), habits_of(delimiter))


def habits_of(delimiter: str) -> Habits:
    """How numbers are written in a CSV file of this delimiter."""
    return Habits(delimiter != ";")


def csv_records(stream: BinaryIO, delimiter: str) -> Iterator[tuple[int, Record]]:
    """The records of a CSV file with their numbers, from 1. Raises as `csv_rows` does."""
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")
    number = 0
    try:
        for number, record in enumerate(csv.reader(text, delimiter=delimiter), 1):
            yield number, record
    except csv.Error:
        pass
    else:
        return
    finally:
        with suppress(ValueError):  # the stream may have been closed before
            text.detach()  # it is the caller's to close
    raise UnreadableSubmission(f"row {number + 1} cannot be read: it is no CSV")


def rows_at(
    records: Iterable[tuple[int, Record]], habits: Habits, *, rulebook: Rulebook | None = None
) -> Iterator[SheetRow]:
    """The rows below the heading, which is the first record that is not blank.

    `records` bring their numbers, as a person counts. A heading that has what is no field is one
    row with its problem, and nothing follows.
    """
    rules = Rulebook.of(rulebook)
    sheet: _Sheet | None = None
    for number, record in records:
        if all(map(is_blank, record)):
            continue
        if sheet is not None:
            yield sheet.row(number, record)
            continue
        sheet = _Sheet.of(record, habits, rules)
        if sheet.problems:
            yield SheetRow(number, None, {}, tuple(sheet.problems))
            return


def _meant(written: str, like: Names, answers: Mapping[str, str]) -> str:
    """What a heading may mean that is no field: one much like it, or an answer to one."""
    said = answers.get(written.casefold())
    if said is not None:
        return f"; {said}"
    near = like.near(written)
    return f"; meant may be {near[0]}" if near else ""


@define(eq=False, repr=False)
class _Sheet:
    """What the heading says, and what has been told of the columns."""

    habits: Habits
    rulebook: Rulebook
    cells: dict[int, tuple[str, str | None]] = field(factory=dict)
    columns: dict[str, int] = field(factory=dict)
    problems: list[str] = field(factory=list)
    told: set[tuple[int, str]] = field(factory=set)

    @classmethod
    def of(cls, record: Record, habits: Habits, rulebook: Rulebook) -> "_Sheet":
        sheet = cls(habits, rulebook)
        every = (name for one in rulebook.years() for name in heading(one, rulebook=rulebook))
        known = {name.casefold(): name for name in every}
        like = Names.of(known.values())
        answers = {
            name.casefold(): said
            for one in rulebook.years()
            for name, said in answers_by_id(rulebook.policy(one)).items()
        }
        for column, written in enumerate(record, 1):
            if is_blank(written):
                continue
            name = known.get(str(written).strip().casefold())
            if name is None:
                meant = _meant(str(written).strip(), like, answers)
                sheet.problems.append(f"column {letters(column)}: is no field of the form{meant}")
            elif _split(name) in sheet.cells.values():
                sheet.problems.append(f"column {letters(column)}: has the same heading as another")
            else:
                sheet.cells[column] = _split(name)
                sheet.columns.setdefault(sheet.cells[column][0], column)
        if _YEAR not in sheet.columns:
            sheet.problems.append(f"the heading: has no column {_YEAR}")
        return sheet

    def row(self, number: int, record: Record) -> SheetRow:
        year = self._year(record)
        habits = Habits(self.habits.commas_group, year)
        found = self.rulebook.year(year)
        has_rules = isinstance(found, Year)
        fields = fields_of(found) if isinstance(found, Year) else HEAD_FIELDS
        answers: dict[str, object] = {}
        counts: dict[str, dict[str, object]] = {}
        at = dict(self.columns)
        refused: dict[int, str] = {}
        advice = []
        for column, written in enumerate(record, 1):
            if is_blank(written):
                continue
            if column not in self.cells:
                refused[column] = "stands under no heading"
                continue
            name, part = self.cells[column]
            one = fields.get(name)
            if one is None:
                if has_rules:  # else the year is what is wrong
                    refused[column] = "is no question of the year"
                continue
            cell = cell_of(one, part, written, habits)
            if cell.refusal is not None:
                refused[column] = cell.refusal
            if cell.value is None:
                continue
            at[name] = column
            if part is None:
                answers[name] = cell.value
            else:
                counts.setdefault(name, {})[part] = cell.value
            if cell.advice is not None and (column, cell.advice) not in self.told:
                self.told.add((column, cell.advice))
                advice.append(self._said(number, column, cell.advice))
        for name, pair in counts.items():
            if name in answers:
                refused[at[name]] = "is answered in another column too"
            elif len(pair) < len(_PARTS) and not refused:
                refused[at[name]] = "is one count of two"
            answers[name] = pair
        return self._made(number, answers, at, refused, tuple(advice))

    def _made(
        self,
        number: int,
        answers: Mapping[str, object],
        at: Mapping[str, int],
        refused: dict[int, str],
        advice: tuple[str, ...],
    ) -> SheetRow:
        submission = None
        told_of = {self.cells[column][0] for column in refused if column in self.cells}
        try:
            submission = from_answers(answers, rulebook=self.rulebook)
        except AnswersError as error:
            for fault in error.faults:
                if fault.field is not None and fault.field not in told_of:
                    refused.setdefault(at.get(fault.field, 0), fault.takes)
        if not refused:
            return SheetRow(number, submission, at, (), advice)
        told = (self._said(None, column, why) for column, why in sorted(refused.items()))
        return SheetRow(number, None, at, tuple(told), advice)

    def _said(self, number: int | None, column: int, sentence: str) -> str:
        row = "" if number is None else f"row {number}, "
        name, part = self.cells.get(column, ("", None))
        called = f" ({name}{'.' + part if part else ''})" if name else ""
        return f"{row}column {letters(column)}{called}: {sentence}"

    def _year(self, record: Record) -> int | None:
        column = self.columns[_YEAR]
        written = record[column - 1] if column <= len(record) else None
        return written_year(str(written).strip().removesuffix(".0"))


def _split(name: str) -> tuple[str, str | None]:
    field_name, _, part = name.rpartition(".")
    return (field_name, part) if part in _PARTS else (name, None)
