"""The command and forms: the empty sheet that it prints, and sheets that it reads row by row."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import questions, years
from mips_pi_rules.command.main import main
from mips_pi_rules.forms.sheets import heading, letters
from support.cases import TOKEN, Json
from support.sheets import csv_text, records_of, row_of, xlsx

SIMPLE = row_of(2025)


def checked(
    file: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, list[Json], str]:
    status = main(["check", str(file), "--format", "jsonl", *options])
    printed = capsys.readouterr()
    return status, [json.loads(line) for line in printed.out.splitlines()], printed.err


ROWS = [SIMPLE, SIMPLE | {"PI_PPHI_2": "no"}, SIMPLE | {"PI_PPHI_2": TOKEN}]
FILES: dict[str, bytes] = {
    "answers.csv": csv_text(2025, ROWS).encode(),
    "answers.csv.gz": gzip.compress(csv_text(2025, ROWS).encode()),
    "answers.txt": csv_text(2025, ROWS, "\t").encode(),
    "answers.xlsx": xlsx(records_of(2025, ROWS)),
    "answers": gzip.compress(xlsx(records_of(2025, ROWS))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_command_checks_a_sheet_row_by_row(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.write_bytes(FILES[name])
    status, lines, err = checked(file, capsys)
    assert status == 2
    assert [line["name"].rpartition(":")[2] for line in lines] == ["2", "3", "4"]
    assert [line["report"]["outcome"] for line in lines] == ["scored", "zero", "rejected"]
    (finding,) = lines[1]["report"]["findings"]
    column = list(heading(2025)).index("PI_PPHI_2") + 1
    assert (finding["line"], finding["column"]) == (3, column)
    assert finding["path"] == f"row 3, column {letters(column)}"
    assert f"row 4, column {letters(column)} (PI_PPHI_2): takes yes or no" in err
    assert TOKEN not in err + json.dumps(lines)
    main(["check", str(file)])
    assert f"Where: row 3, column {letters(column)}\n" in capsys.readouterr().out.replace(
        f"{file}:3", ""
    )


def test_a_missing_answer_is_shown_in_its_column_and_advice_told_once_for_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    short = SIMPLE | {"PI_PPHI_2": "", "taxpayerIdentificationNumber": "1"}
    file.write_text(csv_text(2025, [short, short]))
    status, lines, err = checked(file, capsys)
    assert status == 1
    assert err.count("leading zeros") == 1
    paths = [one["path"] for line in lines for one in line["report"]["findings"]]
    column = letters(list(heading(2025)).index("PI_PPHI_2") + 1)
    assert paths == [f"row 2, column {column}", f"row 3, column {column}"]


@pytest.mark.parametrize("year", [2023, 2025, 2027])
def test_the_fix_of_a_level_has_the_words_that_its_column_takes(
    year: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    levels = {one.field: one.options for one in questions(year) if one.kind == "level"}
    file.write_text(csv_text(year, [row_of(year) | dict.fromkeys(levels, "")]))
    _, (line,), _ = checked(file, capsys)
    findings = [one for one in line["report"]["findings"] if one["field"] in levels]
    assert len(findings) > 1
    for one in findings:
        taken = " or ".join(levels[one["field"]])
        assert one["fix"].startswith(f"Add the level of active engagement: {taken}. In JSON ")


def test_each_cell_that_is_not_taken_has_a_line_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(csv_text(2025, [SIMPLE | {"PI_PPHI_1": TOKEN, "PI_PPHI_2": TOKEN}]))
    _, _, err = checked(file, capsys)
    first, second = err.splitlines()
    for line, field in ((first, "PI_PPHI_1"), (second, "PI_PPHI_2")):
        column = letters(list(heading(2025)).index(field) + 1)
        assert line == f"mips-pi: {file}: row 2, column {column} ({field}): takes yes or no"
    assert main(["plan", str(file)]) == 2
    assert capsys.readouterr() == ("", err)


@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_sheet_that_is_not_filled_in_is_told_to_be(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "the sheet has its heading and no row below it"
    for name, content in (
        ("answers.csv", csv_text(2025, []).encode()),
        ("answers.xlsx", xlsx(records_of(2025, []))),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        assert main([command, str(file)]) == 2
        assert f"{file}: {told}" in capsys.readouterr().err


def test_of_a_row_the_plan_of_its_sheet_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(csv_text(2025, [SIMPLE | {"PI_PPHI_2": "no"}]))
    assert main(["check", str(file)]) == 1
    out = capsys.readouterr().out
    assert "where the sheet has no other row:" in " ".join(out.split())
    assert f"mips-pi plan {file}\n" in out


def test_a_folder_has_its_sheets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "A.CSV").write_text(csv_text(2025, [SIMPLE]))
    (tmp_path / "b.xlsx").write_bytes(xlsx(records_of(2025, [SIMPLE])))
    status, lines, _ = checked(tmp_path, capsys)
    assert (status, len(lines)) == (0, 2)


def test_a_row_is_planned_and_run_over_in_a_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(csv_text(2025, [SIMPLE | {"PI_PPHI_2": "no"}]))
    assert main(["plan", str(file)]) == 1
    assert "PI_PPHI_2" in capsys.readouterr().out
    file.write_text(csv_text(2025, ROWS))
    out = tmp_path / "rows.ndjson"
    key = ["--key", "performanceYear"]
    assert main(["batch", str(file), "-o", str(out), "--workers", "1", *key]) == 0
    rows: list[Any] = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["outcome"] for row in rows] == ["scored", "zero", "rejected"]
    assert [row["key"] for row in rows] == [2025, 2025, None]
    assert TOKEN not in out.read_text()


@pytest.mark.parametrize("year", years())
def test_the_command_prints_the_form(year: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questions", str(year), "--format", "csv"]) == 0
    assert capsys.readouterr().out == ",".join(heading(year)) + "\n"
    assert main(["questions", str(year), "--format", "json"]) == 0
    form = json.loads(capsys.readouterr().out)
    assert [one["field"] for one in form] == [one.field for one in questions(year)]
    assert set(form[0]) == {"field", "text", "kind", "objective", "required", "options", "gate"}
    assert main(["questions", str(year)]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert all(f"\n  {one.field}" in text for one in questions(year))
    assert " individual (One clinician); " in text
    assert "Answers: registry; " in text  # whose words say no more


def test_the_command_names_the_years_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questions", "2021"]) == 2
    assert "2022" in capsys.readouterr().err
