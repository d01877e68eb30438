"""Workbooks of answers: cells with formulas, rows out of place, and what is no such file."""

import io
import re
import sys
import warnings

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from mips_pi_rules import UnreadableSubmission, from_answers
from mips_pi_rules.forms.excel import excel_rows
from support.cases import TOKEN
from support.sheets import records_of, row_of, xlsx
from support.workbooks import SHEET, packed, parts_of

SIMPLE = row_of(2025)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_the_sheet_with_a_heading_is_read_whichever_it_is() -> None:
    content = xlsx(records_of(2025, [SIMPLE]), [["Notes"]], [])
    assert [row.submission for row in excel_rows(content)] == [from_answers(SIMPLE)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (packed({"note": b"text"}), "is no spreadsheet that can be read"),
        (b"PK\x03\x04", "is no spreadsheet that can be read"),
        (
            packed({"large": b"0" * (64 * 1024 * 1024 + 1)}),
            "larger than 64 MiB when it is unpacked",
        ),
        (xlsx([["Notes", TOKEN]]), "no sheet of the file has a heading"),
    ],
    ids=["another archive", "broken", "a bomb", "no heading"],
)
def test_what_is_no_sheet_of_answers_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableSubmission, match=why) as error:
        list(excel_rows(content))
    assert error.value.__context__ is None or TOKEN not in repr(error.value.__context__)


def test_one_cell_far_away_costs_nothing() -> None:
    book = load_workbook(io.BytesIO(xlsx(records_of(2025, [SIMPLE]))))
    book.worksheets[0]["XFD1048576"] = TOKEN
    written = io.BytesIO()
    book.save(written)
    first, last = excel_rows(written.getvalue())
    assert (first.number, last.number) == (2, 1048576)
    assert str(last.problem).endswith("; column XFD: stands under no heading")


def with_cell(record: int, name: str, value: str, cell: str = "") -> bytes:
    """A workbook of one row with a value in one cell, or that cell of its XML as this."""
    records = records_of(2025, [SIMPLE])
    column = records[0].index(name)
    records[record][column] = value
    content = xlsx(records)
    if not cell:
        return content
    parts = parts_of(content)
    inside = re.escape(value[1:].encode())
    parts[SHEET], count = re.subn(b"<c (r=[^>]*?)><f>" + inside + b"</f><v ?/?>(</v>)?</c>",
        lambda found: b"<c " + found[1] + cell.encode() + b"</c>", parts[SHEET])  # fmt: skip
    assert count == 1
    return packed(parts)


def test_a_formula_that_nothing_calculated_is_no_blank_cell() -> None:
    """A program wrote it; read as blank, it would force the score to 0 without a word why."""
    (row,) = excel_rows(with_cell(1, "PI_EP_1", '=CONCAT("45/","50")'))
    assert row.submission is None
    assert "(PI_EP_1): holds a formula that was not calculated yet" in str(row.problem)
    (row,) = excel_rows(with_cell(1, "performanceYear", "=2020+5"))
    assert "(performanceYear): holds a formula that was not calculated yet" in str(row.problem)
    (heading,) = excel_rows(with_cell(0, "PI_EP_1", '=CONCAT("PI_","EP_1")'))
    assert str(heading.problem).endswith(": is no field of the form")


def test_a_formula_that_was_calculated_is_its_value() -> None:
    formula = '=CONCAT("45/","50")'
    (row,) = excel_rows(with_cell(1, "PI_EP_1", formula, ' t="str"><f>A1</f><v>45/50</v>'))
    assert row.submission == from_answers(SIMPLE | {"PI_EP_1": "45/50"})
    (row,) = excel_rows(with_cell(1, "PI_EP_1", formula, ' t="str"><f>A1</f><v></v>'))
    assert row.submission == from_answers(SIMPLE | {"PI_EP_1": None})


def changed(part: str, pattern: str, to: str) -> bytes:
    """The workbook of two rows with one of its parts changed."""
    parts = parts_of(xlsx(records_of(2025, [SIMPLE, SIMPLE])))
    parts[part] = re.sub(pattern.encode(), to.encode(), parts[part], flags=re.DOTALL)
    return packed(parts)


@pytest.mark.parametrize(
    ("pattern", "to"),
    [
        ('r="([A-Z]*)3"', r'r="\g<1>1048577"'),
        ('r="([A-Z]*)3"', r'r="\g<1>2"'),
        ('r="([A-Z]*)3"', r'r="\g<1>1"'),
        ('r="B3"', 'r="A3"'),
        ('r="B3"', 'r="B9"'),
    ],
    ids=[
        "beyond all",
        "a number twice",
        "rows back",
        "a cell twice",
        "a cell of another row",
    ],
)
def test_rows_that_are_not_where_they_say_are_refused_and_none_is_lost(
    pattern: str, to: str
) -> None:
    with pytest.raises(UnreadableSubmission, match="do not stand in their order"):
        list(excel_rows(changed(SHEET, pattern, to)))


def test_rows_without_numbers_are_where_their_cells_are() -> None:
    rows = list(excel_rows(changed(SHEET, '<row r="[0-9]+"', "<row")))
    assert [(row.number, row.submission) for row in rows] == [
        (number, from_answers(SIMPLE)) for number in (2, 3)
    ]


def test_cells_far_away_in_every_row_are_refused_before_they_are_many() -> None:
    far = '<row><c r="XFD{0}"><v>1</v></c></row>'
    rows = "".join(far.replace("{0}", str(number)) for number in range(4, 1028))
    with pytest.raises(UnreadableSubmission, match="more than 16 million cells"):
        list(excel_rows(changed(SHEET, "</sheetData>", f"{rows}</sheetData>")))


def test_a_sheet_is_read_once_however_often_it_is_listed() -> None:
    rows = '<row><c t="str"><v>1</v></c></row>' * 50
    parts = parts_of(changed(SHEET, "<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>"))
    book = parts["xl/workbook.xml"]
    (sheet,) = re.findall(rb"<sheet .*?/>", book)
    parts["xl/workbook.xml"] = book.replace(sheet, sheet * 10_000)
    with pytest.raises(UnreadableSubmission, match="no sheet of the file has a heading"):
        list(excel_rows(packed(parts)))


def test_what_the_reader_of_workbooks_prints_is_not_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(UnreadableSubmission):
        list(excel_rows(changed("xl/styles.xml", 'xfId="0" builtin', 'xfId="7" builtin')))
    assert capsys.readouterr() == ("", "")


def test_what_the_reader_of_workbooks_warns_of_is_not_told() -> None:
    content = changed("xl/styles.xml", "<cellStyles.*?</cellStyles>", "")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert len(list(excel_rows(content))) == 2
    assert told == []


def test_without_the_extra_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl.reader.excel", None)
    with pytest.raises(UnreadableSubmission) as raised:
        list(excel_rows(xlsx(records_of(2025, [SIMPLE]))))
    assert str(raised.value) == (
        "a spreadsheet is read with the extra excel: pip install 'mips-pi-rules[excel]'"
    )


def test_texts_may_stand_in_a_table_of_their_own() -> None:
    """Excel writes each text once, and its number in the cells."""
    parts = parts_of(xlsx(records_of(2025, [SIMPLE])))
    texts: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f't="s"><v>{len(texts) - 1}</v></c>'

    sheet = parts[SHEET].decode()
    parts[SHEET] = re.sub('t="inlineStr"><is><t>(.*?)</t></is></c>', numbered, sheet).encode()
    table = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{table}</sst>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = parts["[Content_Types].xml"].decode()
    listed = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", listed).encode()
    assert texts
    assert [row.submission for row in excel_rows(packed(parts))] == [from_answers(SIMPLE)]


def test_a_row_that_is_formatted_and_blank_ends_nothing() -> None:
    book = load_workbook(io.BytesIO(xlsx(records_of(2025, [SIMPLE, {}, SIMPLE]))))
    book.worksheets[0].cell(3, 1).font = Font(bold=True)
    written = io.BytesIO()
    book.save(written)
    assert [row.number for row in excel_rows(written.getvalue())] == [2, 4]


def test_a_sheet_that_is_listed_and_not_there_is_passed_over() -> None:
    parts = parts_of(xlsx(records_of(2025, [SIMPLE]), [["Notes"]]))
    del parts[SHEET]  # the first of two
    assert [row.submission for row in excel_rows(packed(parts))] == [from_answers(SIMPLE)]
