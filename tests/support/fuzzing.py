"""What is fuzzed: for each target what is run, and what holds whatever it is given."""

import io
import json
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from random import Random
from typing import cast

from attrs import frozen

from mips_pi_rules import (
    AnswersError,
    Report,
    UnreadableSubmission,
    answers_of,
    evaluate,
    from_answers,
    policy,
    to_qpp,
    years,
)
from mips_pi_rules.documents.document import is_xml, read
from mips_pi_rules.forms.excel import excel_rows
from mips_pi_rules.forms.sheets import SheetRow, csv_records, csv_rows, delimiter_of
from support.cases import DATA, TOKEN
from support.fuzzedcommand import changed_command, command_lines, run_command
from support.fuzzseeds import (
    as_sheet,
    as_value,
    as_xml,
    documents,
    forms,
    reports,
    sheets,
    workbooks,
    wrapped,
    xml_documents,
)
from support.mutation import sheet_text
from support.soundness import REPORTS, is_sound, is_whole, judged, placed, tells_nothing, whole
from support.twins import twin, twin_xml
from support.workbooks import mutated_workbook, repacked

_BEFORE = b"\xef\xbb\xbf \t\r\n"  # marks and white space
_EVERY = 16  # formats are written for one in so many, as they are slow


@frozen
class Target:
    """One way in. `run` raises for an input that breaks what must hold."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    mutate: Callable[[bytes, Random], bytes]

    def words(self) -> set[str]:
        """Names that a mutation may put in."""
        ids = {name for year in years() for name in policy(year).roles}
        fields = {"performanceYear", "measurementSets", "measurements", "measureId", "value"}
        return ids | fields | {"numerator", "denominator", "cehrtId", "programName", "entityType"}

    def kept(self) -> list[Path]:
        """The folder of what broke it before, if any did."""
        folder = DATA / "fuzz" / self.name
        return [folder] if folder.exists() else []


def _quiet(data: bytes, report: Report) -> None:
    if len(data) % _EVERY == 0:
        tells_nothing(data, report)


def _placed(report: Report, data: bytes) -> None:
    """Each finding has a line of the text, and a column."""
    lines = len(data.splitlines()) + 1  # in UTF-16 some of them are none
    for finding in report.findings:
        assert finding.line
        assert finding.column
        assert finding.line <= lines


def _text(data: bytes) -> None:
    """JSON text: judged soundly, alike however it is written, and nothing told."""
    report = judged(data)
    if report is None or is_xml(data):
        return
    _quiet(data, report)
    is_whole(report)
    _placed(report, data)
    try:
        document = json.loads(data.lstrip(_BEFORE))
    except (ValueError, RecursionError):
        return  # a number of thousands of digits, or too deep for this decoder
    is_sound(report, document)
    if not any(finding.kind == "duplicate" for finding in report.findings):
        for other in (twin(document, Random(len(data))), data.decode("utf-8-sig"), document):
            assert whole(judged(other)) == whole(report)


def _qrda(data: bytes) -> None:
    """QRDA III: its report points into the QPP form, which is judged alike, as is its twin."""
    report = judged(data)
    if report is None or not is_xml(data):
        return
    submission = read(data).submission
    is_sound(report, to_qpp(submission))
    _placed(report, data)
    assert all(finding.path for finding in report.findings)
    assert whole(evaluate(submission)) == whole(report)
    _quiet(data, report)
    other = twin_xml(data, Random(len(data)))
    assert other is None or placed(judged(other)) == placed(report)


def _context(data: bytes) -> None:
    """{submission, context}: a context is taken or refused by name."""
    try:
        both = json.loads(data)
        document, context = both["submission"], both["context"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return
    if isinstance(document, dict):
        report = judged(document, context)
        if report is not None:
            is_sound(report, document)
            if len(data) % _EVERY == 0:
                tells_nothing(document, report, context)


def _report(data: bytes) -> None:
    """A report from JSON: taken exactly where its schema takes it, and equal again when written."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    valid = REPORTS.is_valid(document) if len(data) % _EVERY == 0 else None
    try:
        report = Report.from_dict(document)
    except ValueError as error:
        assert TOKEN not in str(error)
        assert not valid
        return
    assert valid is not False
    assert Report.from_dict(report.to_dict()) == report


def _answers(data: bytes) -> None:
    """Answers: refused by field without a value, or a submission that goes back and forth."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    try:
        submission = from_answers(document)
    except AnswersError as error:
        assert TOKEN not in f"{error!r}{error}{vars(error)}"
        return
    assert from_answers(answers_of(submission)) == submission
    is_sound(evaluate(submission), to_qpp(submission))


def _csv(data: bytes) -> None:
    """A sheet: each row is a submission or told why not, however its cells are quoted."""
    delimiter = delimiter_of(data[:4096])
    if delimiter is None:
        return
    rows = _rows(lambda: csv_rows(io.BytesIO(data), delimiter), data)
    if rows is not None:
        records = [record for _, record in csv_records(io.BytesIO(data), delimiter)]
        # A comma groups the digits of a sheet whose cells are not set apart by semicolons.
        other = {",": "\t", "\t": ","}.get(delimiter, delimiter)
        written = sheet_text(cast("list[list[str]]", records), other, Random(len(data)))
        again = io.BytesIO(written.encode("utf-8", "surrogateescape"))
        twins = _rows(lambda: csv_rows(again, other), data)
        assert [_told(row) for row in twins or ()] == [_told(row) for row in rows]


def _excel(data: bytes) -> None:
    """A workbook: each row is a submission or told why not, however its parts are packed."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        rows = _rows(lambda: excel_rows(data), data)
    assert printed.getvalue() == ""
    try:
        other = repacked(data, Random(len(data)))
    except ValueError:
        return  # a part that is not read is broken
    twins = _rows(lambda: excel_rows(other), data)
    assert [_told(row) for row in twins or ()] == [_told(row) for row in rows or ()]


def _rows(read_rows: Callable[[], Iterable[SheetRow]], data: bytes) -> list[SheetRow] | None:
    """The rows, each of which holds; None where the sheet cannot be read."""
    try:
        rows = list(read_rows())
    except UnreadableSubmission as error:
        assert TOKEN not in f"{error!r}{error}{vars(error)}{error.__context__!r}"
        return None
    for row in rows:
        assert TOKEN not in f"{row.problem}{row.advice}{row.place('cehrtId')}"
        assert (row.submission is None) is (row.problem is not None)
        if row.submission is not None:
            assert from_answers(answers_of(row.submission)) == row.submission
            report = evaluate(row.submission)
            is_sound(report, to_qpp(row.submission))
            if len(data) % _EVERY == 0:
                assert TOKEN not in repr(row.submission) + str(report)
    return rows


def _told(row: SheetRow) -> object:
    return row.number, row.submission, row.problem, row.advice


TARGETS = {
    target.name: target
    for target in (
        Target("json", _text, documents, as_value),
        Target("qrda", _qrda, xml_documents, as_xml),
        Target("context", _context, wrapped, as_value),
        Target("answers", _answers, forms, as_value),
        Target("csv", _csv, sheets, as_sheet),
        Target("excel", _excel, workbooks, mutated_workbook),
        Target("command", run_command, command_lines, changed_command),
        Target("report", _report, reports, as_value),
    )
}
