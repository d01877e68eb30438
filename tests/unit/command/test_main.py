"""The command mips-pi: what it prints, where, and its exit status."""

import argparse
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules import Report, evaluate
from mips_pi_rules.command.main import COMMANDS, examples, parser
from support.cases import FULL, NO_SAFER, ROOT, Json, edited, full
from support.commands import run

HELPING = [name for name in COMMANDS if name not in ("years", "rules")]


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def written(content: object, name: str = "submission.json") -> str:
        path = tmp_path / name
        text = content if isinstance(content, str | bytes) else json.dumps(content, indent=1)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return written


def test_a_scored_submission_is_0_and_says_the_verdict_first(file: Any, capsys: Any) -> None:
    assert run("check", file(FULL)) == 0
    out, err = capsys.readouterr()
    first, *rest = out.splitlines()
    assert first == (
        "SCORE 96 of 100: the 2025 Promoting Interoperability score is not forced to 0."
    )
    assert "Points" in rest
    assert err == ""


def test_a_forced_zero_is_1_and_says_what_to_fix_and_where(file: Any, capsys: Any) -> None:
    assert run("check", file(NO_SAFER)) == 1
    out = capsys.readouterr().out
    assert out.startswith("FORCED TO 0: the 2025 Promoting Interoperability score is 0")
    assert "it would be 96 of 100" in out
    assert (
        out.index("What to fix")
        < out.index("Fix:")
        < out.index("Where: line ")
        < out.index("Points")
    )
    assert "PI104; 42 CFR 414.1375(b)(2)(ii)(D), SAFER25" in out
    assert max(map(len, out.splitlines())) < 140


INCOMPLETE = "FORCED TO 0: the 2025 Promoting Interoperability score is 0, because the"
REJECTED = "REJECTED: CMS would not take this submission as it stands; there is no score."
NOT_JUDGED = "REJECTED: this submission was not judged; there is no score."


@pytest.mark.parametrize(
    "edits, first",
    [
        ({"without": ["PI_PPHI_1"]}, INCOMPLETE),
        ({"set": {"submissionMethod": "fax"}}, REJECTED),
        ({"submission": {"performanceYear": 2019}}, NOT_JUDGED),
    ],
)
def test_each_verdict_has_its_sentence(file: Any, capsys: Any, edits: Any, first: str) -> None:
    assert run("check", file(edited(FULL, edits))) == 1
    assert capsys.readouterr().out.splitlines()[0] == first


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "github", "sarif", "junit"])
@pytest.mark.parametrize("given", [full(2024), {}, {"performanceYear": "2025"}])
def test_of_what_is_not_of_the_year_asked_for_nothing_is_said_of_cms(
    format_: str, given: Json, file: Any, capsys: Any
) -> None:
    assert run("check", file(given), "--year", "2025", "--format", format_) == 1
    out = capsys.readouterr().out
    assert "not judged" in out
    assert "CMS would" not in out
    assert "before CMS" not in out


def test_sets_and_assumptions_are_shown_where_there_are_any(file: Any, capsys: Any) -> None:
    low: Any = {"measures": {"PI_EP_1": {"numerator": 1, "denominator": 200}}}
    first = edited(edited(FULL, low), {"set": {"programName": "app1"}})["measurementSets"]
    both = FULL | {"measurementSets": first + FULL["measurementSets"]}
    assert run("check", file(both)) == 0
    out = capsys.readouterr().out
    assert " * /measurementSets/1 mips, electronic health record: scored 96" in out
    assert "programs-apart: " in out


def test_json_is_the_report_and_nothing_else(file: Any, capsys: Any) -> None:
    name = file(NO_SAFER)
    assert run("check", "--format", "json", name) == 1
    out, err = capsys.readouterr()
    assert Report.from_dict(json.loads(out)) == evaluate(Path(name).read_bytes())
    assert err == ""


def test_standard_input_is_a_dash(monkeypatch: Any, capsys: Any) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(FULL).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("check", "-") == 0
    assert capsys.readouterr().out.startswith("SCORE 96")


@pytest.mark.parametrize(
    "content", ["", "not json", "[]", b"\x89PNG\r\n\x1a\n\x00\xff", '{"a": NaN}', "[" * 20_000]
)
def test_what_cannot_be_read_is_2_with_one_line_on_stderr(
    file: Any, capsys: Any, content: object
) -> None:
    assert run("check", file(content)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("mips-pi: ")
    assert err.count("\n") == 1


def test_a_missing_file_and_a_folder_are_2(tmp_path: Path, capsys: Any) -> None:
    for name in (tmp_path / "missing.json", tmp_path):
        assert run("check", str(name)) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["frobnicate"],
        ["check", "x", "--format", "yaml"],
        ["explain"],
        ["diff", "2024"],
        ["plan", "x", "--as-of", "2025-W01-1"],
        ["questions", "2_025"],
        ["safer", "new", "--year", "2026", "--status", "\udcff"],
    ],
)
def test_misuse_is_2_and_keeps_stdout_empty(capsys: Any, arguments: list[str]) -> None:
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage:" in err


@pytest.mark.parametrize("arguments", [[], *([name] for name in HELPING), ["safer", "fill"]])
def test_a_command_without_its_arguments_gives_help_and_is_2(
    capsys: Any, arguments: list[str]
) -> None:
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert " ".join(["usage: mips-pi", *arguments]) in err
    assert "-h, --help" in err


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["chek", "x"], "did you mean check?"),
        (["EXPLAIN", "x"], "did you mean explain?"),
        (["safer", "fil"], "did you mean fill?"),
        (["check", "x", "--fromat", "json"], "there is no option --fromat; did you mean --format?"),
        (
            ["check", "x", "--contxt=a"],
            "there is no option --contxt; did you mean --context or --contexts?",
        ),
        (["check", "x", "--format", "jsn"], "did you mean json?"),
        (["plan", "x", "--as-off", "y"], "did you mean --as-of?"),
        (["diff", "2025", "next"], "must be a year, such as 2025"),
        (["explain", "x", "--year", "25"], "must be a year, such as 2025"),
        (["completion", "tcsh"], "is none of bash, zsh, fish\n"),
        (["check", "x", "--quite-another"], "there is no option --quite-another\n"),
        (["plan", "x", "y"], "mips-pi plan: y is one argument too many\n"),
        (["safer", "check", "x", "y", "--year", "2025"], "safer check: y is one argument too many"),
    ],
)
def test_a_near_miss_of_a_command_an_option_or_a_value_is_suggested(
    capsys: Any, arguments: list[str], says: str
) -> None:
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from commands(below)


WHOLE = list(commands(parser()))


@pytest.mark.parametrize("command", WHOLE, ids=lambda one: one.prog)
def test_every_command_says_what_it_does_and_what_each_argument_takes(
    command: argparse.ArgumentParser,
) -> None:
    assert command.description
    assert command.description[0].isupper()
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        assert action.help, action.dest
        if action.nargs != 0:  # it takes a value, and says which
            assert action.choices or action.metavar, action.dest


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_its_parser_takes(name: str, capsys: Any) -> None:
    assert examples(name)
    for line in examples(name):
        words = shlex.split(re.split(" [<>] ", line)[0])
        assert parser().parse_args(words[1:]).run
    assert run(name, "--help") == 0
    out = capsys.readouterr().out
    assert "\n".join(examples(name)) in out


@pytest.mark.parametrize(
    "shell, words",
    [("bash", "complete -o"), ("zsh", "#compdef mips-pi"), ("fish", "complete -c mips-pi")],
)
def test_completion_knows_every_command_and_option(capsys: Any, shell: str, words: str) -> None:
    assert run("completion", shell) == 0
    out = capsys.readouterr().out
    assert words in out
    for command in WHOLE:
        assert command.prog.split()[-1] in out
        for action in command._actions:
            for option in action.option_strings:
                assert option.lstrip("-") in out


def test_bash_completes_a_value(capsys: Any, tmp_path: Path) -> None:
    assert run("completion", "bash") == 0
    script = tmp_path / "mips-pi"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    asked = (
        f"source {script}; COMP_WORDS=(mips-pi check --format j); COMP_CWORD=3; "
        "_shtab_mips_pi; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", asked], capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    assert {"json", "jsonl", "junit"} <= set(done.stdout.split())


def test_completion_without_its_extra_says_how_to_get_it(capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert run("completion", "bash") == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "pip install 'mips-pi-rules[completion]'" in err


def test_the_manual_page_is_what_the_parser_says(tmp_path: Path) -> None:
    written = tmp_path / "mips-pi.1"
    subprocess.run(
        [sys.executable, "tools/manpage.py", str(written)], cwd=ROOT, check=True,
        env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    manual = (ROOT / "docs" / "mips-pi.1").read_text(encoding="utf-8")
    assert written.read_text(encoding="utf-8") == manual, "make snapshots writes it"
    for command in WHOLE:
        assert command.prog.replace("-", "\\-") in manual


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["--version"]])
def test_help_and_version_are_0(capsys: Any, arguments: list[str]) -> None:
    assert run(*arguments) == 0
    assert "mips-pi" in capsys.readouterr().out


def test_years_lists_each_with_its_status(capsys: Any) -> None:
    assert run("years") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [
        *([str(year), "final"] for year in range(2022, 2027)),
        ["2027", "provisional"],
    ]


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "mips_pi_rules", "check", "examples/submission.json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith("FORCED TO 0")
