"""A CSV file of answers, cut into parts: one process reads its records, workers make submissions.

A record may have lines of its own, so that only who reads a file from its start knows where one
begins.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, cast

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.errors import BatchError, UnreadableSubmission
from mips_pi_rules.forms.sheets import (
    Record,
    csv_records,
    delimiter_of,
    habits_of,
    rows_at,
    sheet_kept_otherwise,
)
from mips_pi_rules.forms.values import is_blank
from mips_pi_rules.many.beside import Beside
from mips_pi_rules.many.rows import Given

ROWS: Final = 2000  # in a part
_DOCUMENTS: Final = (b"{", b"[", b"<")

_Numbered = tuple[int, Record]


@frozen(eq=False, repr=False)
class Records(ByValue):
    """Some records of a sheet, each with its number, and its heading."""

    file: str
    delimiter: str
    beside: Beside
    heading: _Numbered
    records: tuple[_Numbered, ...]

    def documents(self) -> Iterator[Given]:
        """The submissions of its rows."""
        for row in rows_at([self.heading, *self.records], habits_of(self.delimiter)):
            problem = None if row.problem is None else UnreadableSubmission(row.problem)
            names = [f"{name}:{row.number}" for name in (Path(self.file).name, self.file)]
            given = Given(row.submission, problem=problem, advice=row.advice)
            yield self.beside.of(given, names)


def sheet(name: str, begin: bytes, beside: Beside, *, zipped: bool) -> Iterator[Records] | None:
    """The parts of a file whose text begins so, None where it is no CSV of answers.

    Raises BatchError for a heading that is none, and where the file is no CSV further on.
    """
    if begin.lstrip()[:1] in _DOCUMENTS:
        return None
    delimiter = delimiter_of(begin)
    if delimiter is None:
        why = sheet_kept_otherwise(begin)
        if why is not None:
            raise BatchError(f"the sheet {why}", of_input=True)
        return None
    return _parts(partial(Records, name, delimiter, beside), name, delimiter, zipped=zipped)


def _parts(
    made: Callable[[_Numbered, tuple[_Numbered, ...]], Records],
    name: str,
    delimiter: str,
    *,
    zipped: bool,
) -> Iterator[Records]:
    heading: _Numbered | None = None
    some: list[_Numbered] = []
    problem = None
    try:
        with gzip.open(name) if zipped else Path(name).open("rb") as stream:
            for record in csv_records(cast("BinaryIO", stream), delimiter):
                if all(map(is_blank, record[1])):
                    continue
                if heading is None:
                    heading = _checked(record, delimiter)
                    continue
                some.append(record)
                if len(some) == ROWS:
                    yield made(heading, tuple(some))
                    some = []
    except UnreadableSubmission as error:
        problem = error.sentence
    except (EOFError, zlib.error, gzip.BadGzipFile):
        problem = "the gzip data are broken: the file is cut off or damaged"
    if problem is not None:  # raised out here, so that no exception that may hold input is held
        raise BatchError(problem, of_input=True)
    if some and heading is not None:
        yield made(heading, tuple(some))


def _checked(heading: _Numbered, delimiter: str) -> _Numbered:
    for row in rows_at([heading], habits_of(delimiter)):  # of a good heading there is none
        raise BatchError(str(row.problem), of_input=True)
    return heading
