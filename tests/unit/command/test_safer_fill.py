"""`mips-pi safer fill` and the sheet: asked one after the other, saved at once, gone on with."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import policy
from mips_pi_rules.command import saferfill, terminal
from mips_pi_rules.command.main import main
from mips_pi_rules.context.safer import SaferSelfAssessment
from mips_pi_rules.context.safersheet import from_csv, to_csv
from mips_pi_rules.errors import ContextError
from support.cases import ROOT, TOKEN
from support.records import (
    FULLY,
    LISTED,
    NOT_AT_ALL,
    OWN_PRACTICES,
    OWN_SCALE,
    PARTIALLY,
    PRACTICES,
    SCALE,
    UNLISTED,
    assessment,
)
from support.terminals import plain


def fill(monkeypatch: Any, file: Path, *answers: str, year: int = 2025, more: str = "") -> int:
    text = "".join(f"{answer}\n" for answer in answers)
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return main(["safer", "fill", str(file), "--year", str(year), *more.split()])


def read(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))


def test_all_is_asked_for_and_the_file_supports_a_yes(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    file = tmp_path / "safer.json"
    answers = ["2025-03-14", "physician; nurse", *["1", "2", "3"] * 6]
    assert fill(monkeypatch, file, *answers) == 0
    out, err = capsys.readouterr()
    assert out == ""
    asked = [f"{one} {topic}" for one, topic in topics(2025).items()]
    assert [err.index(one) for one in asked] == sorted(err.index(one) for one in asked)
    assert "the guide decides" in plain(err)
    groups = policy(2025).evidence.safer_self_assessment.topic_groups
    for number, topic in groups.items():  # each once, before its first practice
        assert err.count(f"Part {number}: {topic}") == 1
        assert err.index(f"Part {number}: ") < err.index(f"{number}.1 ")
    assert "YES: this record supports a yes." in err
    assert err.endswith(f"Next: mips-pi safer print {file} --year 2025\n")
    assert read(file)["statuses"] == dict(zip(PRACTICES, [*SCALE] * 6, strict=True))
    assert read(file)["participants"] == ["physician", "nurse"]
    assert main(["safer", "check", str(file), "--year", "2025"]) == 0


def topics(year: int) -> dict[str, str]:
    return dict(policy(year).evidence.safer_self_assessment.topics)


def test_each_answer_is_saved_before_the_next_question(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    file, saved = tmp_path / "safer.json", []
    answers = iter(["2025-03-14", "nurse", "1", "2"])

    def ask(_: str) -> str | None:
        saved.append(read(file))
        return next(answers, None)

    monkeypatch.setattr(terminal, "ask", ask)
    assert main(["safer", "fill", str(file), "--year", "2025"]) == 0
    capsys.readouterr()
    given = [
        (one.get("date"), len(one["participants"]), sum(map(bool, one["statuses"].values())))
        for one in saved
    ]
    day = "2025-03-14"
    assert given == [(None, 0, 0), (day, 0, 0), (day, 1, 0), (day, 1, 1), (day, 1, 2)]


def test_who_stops_goes_on_with_what_has_no_answer(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    file = tmp_path / "safer.json"
    assert fill(monkeypatch, file, "2025-03-14", "nurse", "1", "", "q") == 0
    assert "17 of 18 practices without a status: 1.2, 1.3" in plain(capsys.readouterr().err)
    assert fill(monkeypatch, file, *["not implemented"] * 17) == 0
    err = capsys.readouterr().err
    assert "1.1 " not in err
    assert read(file)["statuses"] == dict.fromkeys(PRACTICES, NOT_AT_ALL) | {"1.1": FULLY}
    assert fill(monkeypatch, file) == 0  # nothing is left to ask for
    assert "Status: " not in capsys.readouterr().err


def test_all_goes_through_everything_again_and_enter_keeps(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    file = tmp_path / "safer.json"
    fill(monkeypatch, file, "2025-03-14", "nurse", *["1"] * 18)
    capsys.readouterr()
    assert fill(monkeypatch, file, "", "", "2", more="--all") == 0
    assert f"  1  {FULLY} (as it stands)" in capsys.readouterr().err
    found = read(file)
    assert (found["date"], found["participants"]) == ("2025-03-14", ["nurse"])
    assert found["statuses"] == dict.fromkeys(PRACTICES, FULLY) | {"1.1": PARTIALLY}


def test_back_asks_the_practice_before_again(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    file = tmp_path / "safer.json"
    fill(monkeypatch, file, "2025-03-14", "nurse", "b", "1", "b", "3", "2", "q")
    capsys.readouterr()
    assert [read(file)["statuses"][one] for one in ("1.1", "1.2")] == [NOT_AT_ALL, PARTIALLY]


def test_what_is_not_accepted_is_told_what_is_and_asked_again(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    file = tmp_path / "safer.json"
    answers = ["2024-03-14", "2025-02-30", TOKEN, "2025-03-14", "nurse", "4", TOKEN, "0", "1", "q"]
    fill(monkeypatch, file, *answers)
    err = plain(capsys.readouterr().err)
    assert err.count("That is no day of 2025: write it as YYYY-MM-DD.") == 3
    assert err.count(f"Accepted are 1 to 3, or in words: {', '.join(SCALE)}.") == 3
    assert TOKEN not in err
    assert read(file)["statuses"]["1.1"] == FULLY


@pytest.mark.parametrize("name", ["safer.json", "safer.csv"])
@pytest.mark.parametrize("year", UNLISTED)
def test_an_edition_without_a_list_is_asked_for_scale_and_practices(
    tmp_path: Path, monkeypatch: Any, capsys: Any, year: int, name: str
) -> None:
    file = tmp_path / name
    numbers = " ".join(OWN_PRACTICES)
    answers = [f"{year}-03-14", "nurse", *OWN_SCALE, "all", "", TOKEN, numbers, *["5"] * 16]
    assert fill(monkeypatch, file, *answers, year=year) == 0
    err = plain(capsys.readouterr().err)
    assert "take it from the checklist of your guide" in err
    assert "it is published to have 16" in err
    assert "That step is there already." in err
    assert "must be a list of numbers such as 1.1" in err
    assert TOKEN not in err
    assert "YES" in err
    assert main(["safer", "check", str(file), "--year", str(year)]) == 0
    assert "no status" not in capsys.readouterr().out


def test_a_list_of_another_length_is_pointed_out_at_once(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    answers = ["2026-03-14", "nurse", "all; none;", "", "1.1 1.2", "1", "2"]
    fill(monkeypatch, tmp_path / "a.json", *answers, year=2026)
    assert read(tmp_path / "a.json")["scale"] == ["all", "none"]
    assert "You gave 2: look again" in plain(capsys.readouterr().err)


def test_a_file_that_cannot_be_read_or_written_is_2(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(f'{{"edition": "2016", "{TOKEN}": 1}}', encoding="utf-8")
    for file in (broken, tmp_path / "no" / "folder.json", tmp_path):
        before = broken.read_bytes()
        assert fill(monkeypatch, file, "2025-03-14") == 2
        assert TOKEN not in capsys.readouterr().err
        assert broken.read_bytes() == before
    assert main(["safer", "fill", "-", "--year", "2025"]) == 2
    assert main(["safer", "fill", str(broken), "--year", "2021"]) == 2


def test_ctrl_c_leaves_what_was_saved(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    def interrupted(_: str) -> str:
        raise KeyboardInterrupt

    file = tmp_path / "safer.json"
    fill(monkeypatch, file, "2025-03-14", "nurse", "2", "q")
    before = file.read_bytes()
    monkeypatch.setattr(terminal, "ask", interrupted)
    assert main(["safer", "fill", str(file), "--year", "2025"]) == 130
    assert file.read_bytes() == before
    capsys.readouterr()


def test_it_speaks_on_a_real_terminal(tmp_path: Path) -> None:
    file = tmp_path / "safer.json"
    leader, follower = pty.openpty()
    os.write(leader, b"2025-03-14\nnurse\n1\nq\n")
    command = [sys.executable, "-m", "mips_pi_rules", "safer", "fill", str(file), "--year", "2025"]
    done = subprocess.run(
        command,
        stdin=follower,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    os.close(leader)
    os.close(follower)
    assert (done.returncode, done.stdout) == (0, b"")
    assert read(file)["statuses"]["1.1"] == FULLY


def test_input_that_is_no_text_or_closed_is_no_traceback(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    given = io.BytesIO(b"\xff\xfe\n")
    in_some_locales = io.TextIOWrapper(given, encoding="utf-8", errors="surrogateescape")
    in_others = io.TextIOWrapper(io.BytesIO(given.getvalue()), encoding="utf-8")
    for stream in (None, in_some_locales, in_others):
        monkeypatch.setattr(sys, "stdin", stream)
        assert main(["safer", "fill", str(tmp_path / "a.json"), "--year", "2025"]) == 0
    assert "That is no day" in capsys.readouterr().err


def test_half_a_character_in_a_file_is_kept_as_it_was_written(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    file = tmp_path / "safer.json"
    file.write_text(r'{"edition": "\ud800", "practices": ["1.1"], "scale": ["\ud800", "none"]}')
    assert fill(monkeypatch, file, "2026-03-14", "nurse", "1", year=2026) == 0
    assert read(file)["statuses"] == {"1.1": "\ud800"}
    assert "NO" in capsys.readouterr().err


# The sheet.


@pytest.mark.parametrize("year", LISTED + UNLISTED)
def test_a_sheet_reads_back_as_what_was_written(year: int) -> None:
    law = policy(year)
    for one in (assessment(year), assessment(year, date=None, participants=(), statuses={})):
        again = from_csv(to_csv(one, law), law)
        assert again == one
        for delimiter in ";\t":
            assert from_csv(other(to_csv(one, law), delimiter), law) == one


def other(sheet: str, delimiter: str) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(csv.reader(io.StringIO(sheet)))
    return written.getvalue()


def test_the_empty_sheet_says_what_is_accepted_in_each_row(capsys: Any) -> None:
    assert main(["safer", "new", "--year", "2025", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    practices = [row for row in rows if row["field"] in PRACTICES]
    assert [row["field"] for row in practices] == list(PRACTICES)
    for row in practices:
        assert row["accepted"] == " or ".join(SCALE)
        assert row["about"] == topics(2025)[row["field"]]
        assert row["value"] == ""


def test_statuses_of_a_sheet_may_be_in_any_case(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "sheet.csv"
    rows = "".join(f"{one}, {FULLY.upper()} \r\n" for one in PRACTICES)
    file.write_bytes(
        f"\ufefffield,value\r\nedition,2016\r\ndate,2025-02-03\r\n,\r\n{rows}".encode()
    )
    assert main(["safer", "check", str(file), "--year", "2025"]) == 0
    assert main(["safer", "print", str(file), "--year", "2025"]) == 0
    assert "no status" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ("", "row 1 must be the columns field, value"),
        (f"{TOKEN},value\n", "row 1 must be the columns"),
        ("field,value\n", "edition is needed"),
        (f"field,value\nedition,2016\n{TOKEN},x\n", "row 3 begins with neither a field nor"),
        ("field,value\nedition,2016\n1.1,x\n1.1,y\n", "row 4 is a field or practice that stands"),
        (f"field,value\nedition,2016\ndate,{TOKEN}\n", "date must be"),
        (f'field,value\n"edition,{TOKEN * 20000}', "must be CSV"),
        (f"field,value\nscope,{TOKEN}\nedition,2016\n", "scope must be"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_which_row_and_repeats_nothing(
    tmp_path: Path, capsys: Any, sheet: str, says: str
) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text(sheet, encoding="utf-8")
    assert main(["safer", "check", str(file), "--year", "2025"]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert TOKEN not in err


def test_a_sheet_of_very_many_rows_or_of_no_text_is_refused(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "sheet.csv"
    for content in (b"field,value\n" + b"\n" * 5000, b"field,\xff\xfe"):
        file.write_bytes(content)
        assert main(["safer", "check", str(file), "--year", "2025"]) == 2
    assert "one row too many" in capsys.readouterr().err
    with pytest.raises(ContextError):
        from_csv("field,value\nedition,2016\n3.4.5.6.7,x\n1 1,y\nx,y\n", policy(2025))


@pytest.mark.parametrize(
    ("written", "day"),
    [("5/13/2025", "2025-05-13"), ("13.5.2025", "2025-05-13"), ("2025-05-13 00:00", "2025-05-13")],
)
def test_a_day_of_a_sheet_is_read_as_the_only_one_that_it_can_be(written: str, day: str) -> None:
    one = from_csv(f"field,value\nedition,2016\ndate,{written}\n", policy(2025))
    assert str(one.date) == day


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("5/6/2025", "date: may be two days, as month or day may come first; write YYYY-MM-DD"),
        ("5/32/2025", "date: must be a day that exists, as YYYY-MM-DD"),
    ],
)
def test_a_day_of_a_sheet_that_is_not_plain_is_not_guessed(written: str, why: str) -> None:
    with pytest.raises(ContextError) as refused:
        from_csv(f"field,value\nedition,2016\ndate,{written}\n", policy(2025))
    assert str(refused.value).endswith(why)


def test_every_refusal_of_a_status_says_which_are_accepted(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "a.json"
    whole = assessment(2025).to_dict()
    for statuses, status in (({"1.1": 5}, 2), ({"1.1": TOKEN}, 1), ({}, 1)):
        file.write_text(json.dumps(whole | {"statuses": statuses}), encoding="utf-8")
        assert main(["safer", "check", str(file), "--year", "2025"]) == status
        said = "".join(capsys.readouterr())
        assert all(one in said for one in SCALE)
        assert TOKEN not in said


def test_the_file_itself_says_which_statuses_are_accepted(capsys: Any) -> None:
    assert main(["safer", "new", "--year", "2025"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["scale"] == list(SCALE)
    assert SaferSelfAssessment.from_dict(document).checklist(2025).of_policy


# The page to sign.


class Cells(HTMLParser):
    """The labels with their values, and the parts that are marked."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tag = tag

    def handle_data(self, data: str) -> None:
        if self.tag == "th":
            self.rows.append((data, ""))
        elif self.tag == "td":
            self.rows[-1] = (self.rows[-1][0], data)
        self.text.append(data)


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_page_as_html_has_what_the_text_has(tmp_path: Path, capsys: Any, year: int) -> None:
    file = tmp_path / "a.json"
    record = assessment(year, participants=[TOKEN] * 9)
    file.write_text(json.dumps(record.to_dict()), encoding="utf-8")
    assert main(["safer", "print", str(file), "--year", str(year), "--format", "html"]) == 0
    source = capsys.readouterr().out
    cells = Cells()
    cells.feed(source)
    page = record.page(year)
    assert cells.rows == [*page.rows, *page.details]
    assert all(note in cells.text for note in page.notes)
    assert cells.text.count("Signed by") == page.signatures == 6
    assert not re.search(r"<script|https?:|url\(|src=", source)
    assert TOKEN not in source


def test_a_dialogue_saves_what_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    dialogue = saferfill.Dialogue(str(file), policy(2025), as_csv=True)
    one = assessment(2025, date=date(2025, 1, 1))
    assert dialogue.save(one) == one
    assert from_csv(file.read_text("utf-8"), policy(2025)) == one
