"""mips-pi plan: its status, its forms, and its day."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.planning import plan
from support.cases import edited, full
from support.commands import run
from support.promises import RECORD


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(content: Any, name: str = "submission.json") -> str:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return write


def test_the_day_decides_between_0_and_1(file: Any, capsys: Any) -> None:
    name = file(edited(full(2025), {"measures": {"PI_PPHI_2": None}}))
    assert run("plan", name, "--as-of", "2025-11-01") == 0
    assert "Can still be done until 2025-12-31" in capsys.readouterr().out
    assert run("plan", name, "--as-of", "2026-02-01") == 1
    assert "TOO LATE" in capsys.readouterr().out
    context = file({"evidence": {"saferSelfAssessment": RECORD}}, "context.json")
    assert run("plan", name, "--as-of", "2026-02-01", "--context", context) == 0


def test_json_is_the_plan(file: Any, capsys: Any) -> None:
    submission = edited(full(2025), {"measures": {"PI_PPHI_2": None}})
    assert run("plan", file(submission), "--format", "json", "--as-of", "2025-11-01") == 0
    expected = plan(submission, as_of=date(2025, 11, 1)).to_dict()
    assert json.loads(capsys.readouterr().out) == expected


def test_today_is_the_day_when_none_is_given(file: Any, capsys: Any) -> None:
    assert run("plan", file(full(2025))) == 0
    assert f"As of {date.today()}." in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[", "[]", '{"a": NaN}'])
def test_what_cannot_be_read_is_2(file: Any, capsys: Any, content: str) -> None:
    assert run("plan", file(content)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_a_bad_context_and_a_missing_file_are_2(file: Any, capsys: Any) -> None:
    name = file(full(2025))
    for more in (
        [name, "--context", file("{", "a.json")],
        [name, "--context", file({"evidence": 1}, "b.json")],
        [name, "--context", name + ".missing"],
        [name + ".missing"],
        ["-", "--context", "-"],
    ):
        assert run("plan", *more) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize("command", ["plan", "facts"])
def test_a_wrong_context_is_told_where_it_stands(file: Any, capsys: Any, command: str) -> None:
    name, beside = file(full(2025)), file({"evidence": 1}, "beside.json")
    whole = '{"submission": ' + json.dumps(full(2025)) + ',\n "context": {"evidence": 1}}'
    inside = file(whole, "inside.json")
    list_ = file(whole.replace('{"evidence": 1}', "[]"), "list.json")
    for more, said in (
        ([name, "--context", beside], f"{beside}: context: evidence: must be an object"),
        ([inside], f"{inside}: context: evidence: must be an object (line 2, column 13)"),
        ([list_], f"{list_}: context: must be an object (line 2, column 13)"),
    ):
        assert run(command, *more) == 2
        assert capsys.readouterr().err == f"mips-pi: {said}\n"


@pytest.mark.parametrize("day", ["2025-13-01", "20250101", "tomorrow"])
def test_a_day_that_is_none_is_misuse(file: Any, capsys: Any, day: str) -> None:
    assert run("plan", file(full(2025)), "--as-of", day) == 2
    assert capsys.readouterr().out == ""
