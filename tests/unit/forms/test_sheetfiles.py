"""A file of answers: what it is, how large it may be, and how its numbers are written."""

import io
import zipfile

import pytest

from mips_pi_rules import Proportion, UnreadableSubmission
from mips_pi_rules.forms import excel, sheetfiles
from mips_pi_rules.forms.sheetfiles import sheet_rows
from support.sheets import csv_text, row_of, xlsx

SHEET = xlsx(
    [
        ["performanceYear", "entityType", "PI_EP_1.numerator", "PI_EP_1.denominator"],
        [2025, "group", "1,134", "1,208"],
    ]
)


def counts(content: bytes) -> object:
    rows = sheet_rows(io.BytesIO(content), content[:1000])
    assert rows is not None
    (row,) = rows
    assert row.submission is not None, row.problem
    (one,) = row.submission.measurement_sets  # type: ignore[union-attr,misc]
    return one.measurements[0].value  # type: ignore[union-attr,index]


def test_a_comma_groups_thousands_in_a_spreadsheet() -> None:
    assert counts(SHEET) == Proportion(1134, 1208)


def test_a_file_is_a_sheet_by_its_content() -> None:
    assert counts(csv_text(2025, [row_of(2025) | {"PI_EP_1": "1/2"}]).encode()) == Proportion(1, 2)
    for other in (b"{}", b"", b"PK", b"<a/>"):
        assert sheet_rows(io.BytesIO(other), other) is None


@pytest.mark.parametrize(
    ("codec", "first", "why"),
    [
        ("utf-16", "", "is in UTF-16"),
        ("utf-16-be", "", "is in UTF-16"),
        ("utf-16", "sep=;\r\n", "is in UTF-16"),
        ("utf-8", "sep=,\r\n", "first line"),
        ("utf-8-sig", '"sep=;"\n', "first line"),
        ("utf-8", "sep=\t\n", "first line"),
    ],
)
def test_a_sheet_that_is_kept_otherwise_is_told_what_to_do(
    codec: str, first: str, why: str
) -> None:
    content = (first + csv_text(2025, [row_of(2025)])).encode(codec)
    with pytest.raises(UnreadableSubmission, match=why):
        sheet_rows(io.BytesIO(content), content)


@pytest.mark.parametrize("text", ["sep=,\nmeasureId,numerator\n", "measureId,value\n"])
def test_other_cells_kept_otherwise_are_no_sheet(text: str) -> None:
    for content in (text.encode(), text.encode("utf-16")):
        assert sheet_rows(io.BytesIO(content), content) is None


def test_a_spreadsheet_may_be_as_large_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetfiles, "MAX_BYTES", len(SHEET))
    assert counts(SHEET) == Proportion(1134, 1208)
    monkeypatch.setattr(sheetfiles, "MAX_BYTES", len(SHEET) - 1)
    with pytest.raises(UnreadableSubmission, match="larger than 32 MiB"):
        counts(SHEET)


def test_a_spreadsheet_is_measured_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(io.BytesIO(SHEET)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    monkeypatch.setattr(excel, "_LARGEST", size)
    assert counts(SHEET) == Proportion(1134, 1208)
    monkeypatch.setattr(excel, "_LARGEST", size - 1)
    with pytest.raises(UnreadableSubmission, match="larger than 64 MiB when it is unpacked"):
        counts(SHEET)


def test_a_sheet_has_only_so_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "_MOST_CELLS", 8)  # two rows of four
    assert counts(SHEET) == Proportion(1134, 1208)
    monkeypatch.setattr(excel, "_MOST_CELLS", 7)
    with pytest.raises(UnreadableSubmission, match="more than 16 million cells"):
        counts(SHEET)
