"""Nothing that happens to the standard streams or the disk is a traceback or a torn file."""

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.command import terminal
from mips_pi_rules.command.main import main
from support.cases import NO_SAFER, ROOT


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(NO_SAFER))
    return str(path)


class Broken(io.StringIO):
    """A stream that takes nothing, as on a full disk."""

    def __init__(self, number: int = errno.ENOSPC) -> None:
        super().__init__()
        self.number = number

    def write(self, _: str) -> int:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("arguments", [["check"], ["plan"], ["years"], ["explain", "PI104"]])
@pytest.mark.parametrize("stream", [None, Broken(), Broken(errno.EPIPE)])
def test_a_standard_output_that_cannot_be_written_is_2(
    file: str, monkeypatch: Any, capsys: Any, arguments: list[str], stream: Any
) -> None:
    monkeypatch.setattr(sys, "stdout", stream)
    given = [*arguments, file] if arguments[0] in ("check", "plan") else arguments
    assert main(given) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == (0 if getattr(stream, "number", 0) == errno.EPIPE else 1)
    assert sys.stdout is stream


@pytest.mark.parametrize("stream", [None, Broken()])
def test_a_standard_error_that_cannot_be_written_changes_no_answer(
    file: str, monkeypatch: Any, capsys: Any, stream: Any
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    assert main(["check", file]) == 1
    assert main(["check", f"{file}.missing"]) == 2
    with pytest.raises(SystemExit):
        main(["check", "--format", "yaml", file])
    out = capsys.readouterr().out
    assert out.startswith("FORCED TO 0")
    assert "usage" not in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
@pytest.mark.parametrize("redirected", [">/dev/full", "2>/dev/full", ">&- 2>&-", "| true"])
def test_the_interpreter_ends_in_peace_whatever_its_streams_are(redirected: str) -> None:
    command = f"{sys.executable} -m mips_pi_rules check examples/submission.json {redirected}"
    script = f"{command}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("asked", ["--help", "--version", "check --help", "years"])
@pytest.mark.parametrize("redirected", [">/dev/full", ">&-"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_what_was_asked_for_and_could_not_be_written_is_2(
    asked: str, redirected: str, unbuffered: str
) -> None:
    script = f"PYTHONUNBUFFERED={unbuffered} {sys.executable} -m mips_pi_rules {asked} {redirected}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("mips-pi: standard output: ")
    assert "Traceback" not in done.stderr


def test_control_characters_are_cleaned_wherever_a_name_is_said(
    capsys: Any, tmp_path: Path
) -> None:
    hostile = "\x1b[31mred\r\n\x07.json"
    (tmp_path / hostile).write_text("{")
    assert main(["check", str(tmp_path / hostile)]) == 2
    assert main(["check", str(tmp_path / f"no{hostile}")]) == 2
    assert main(["plan", str(tmp_path / hostile)]) == 2
    assert main(["check", "-o", str(tmp_path / "no" / hostile), "examples/submission.json"]) == 2
    with pytest.raises(SystemExit):
        main(["check", "x", "--wrong", hostile])
    out, err = capsys.readouterr()
    assert not set("\x1b\x07\r") & set(out + err)
    assert err.count("\n") == 4 + err[err.index("usage") :].count("\n")


@pytest.mark.parametrize("command", ["check", "plan", "best"])
def test_ctrl_c_is_130(file: str, monkeypatch: Any, command: str) -> None:
    def stopped(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(terminal, "write_piece", stopped)
    assert main([command, file]) == 130


def reports() -> Iterator[str]:
    yield "whole line\n" * 10_000
    yield "another\nhalf a li"


def test_a_file_gets_its_name_when_it_is_whole(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "out.txt"
    out.write_text("before")
    out.chmod(0o640)
    terminal.write_file(str(out), iter(["a\n", "b\n"]))
    assert out.read_text() == "a\nb\n"
    assert out.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left")])
def test_what_stops_leaves_the_file_as_it_was_and_whole_lines_beside_it(
    tmp_path: Path, capsys: Any, stop: BaseException
) -> None:
    def stopped() -> Iterator[str]:
        yield from reports()
        raise stop

    out = tmp_path / "out.txt"
    for before in (None, "before"):
        if before is not None:
            out.write_text(before)
        with pytest.raises(type(stop)):
            terminal.write_file(str(out), stopped())
        assert (out.read_text() if out.exists() else None) == before
        part = (tmp_path / "out.txt.part").read_text()
        assert part == "whole line\n" * 10_000 + "another\n"
        assert f"{out}.part" in capsys.readouterr().err


def test_not_even_one_line_is_an_empty_part(tmp_path: Path) -> None:
    def stopped() -> Iterator[str]:
        yield "x" * 200_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        terminal.write_file(str(tmp_path / "out"), stopped())
    assert (tmp_path / "out.part").read_text() == ""


def test_a_full_disk_is_2_and_says_where_what_was_written_is(
    file: str, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    def full_disk(stream: Any, _: str) -> None:
        stream.write(b"{\n  half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(terminal, "_write", full_disk)
    out = tmp_path / "out.json"
    assert main(["check", "--format", "json", "-o", str(out), file]) == 2
    err = capsys.readouterr().err
    assert f"{out}.part" in err
    assert "No space left" in err
    assert (tmp_path / "out.json.part").read_text() == "{\n"
    assert not out.exists()


@pytest.mark.parametrize("how", ["same", "dot", "hard link", "symbolic link", "part", "context"])
def test_nothing_is_written_onto_what_is_read(
    file: str, tmp_path: Path, capsys: Any, how: str
) -> None:
    before = Path(file).read_text()
    out = Path(file)
    arguments = [file]
    if how == "dot":
        out = tmp_path / "." / "x" / ".." / "one.json"
        (tmp_path / "x").mkdir()
    elif how == "hard link":
        out = tmp_path / "hard"
        out.hardlink_to(file)
    elif how == "symbolic link":
        out = tmp_path / "soft"
        out.symlink_to(file)
    elif how == "part":
        arguments = [str(Path(file).rename(f"{tmp_path}/out.part"))]
        out = tmp_path / "out"
    elif how == "context":
        context = tmp_path / "context.json"
        context.write_text("{}")
        out, arguments = context, ["--context", str(context), file]
    for command in ("check", "best"):
        assert main([command, "-o", str(out), *arguments]) == 2
        assert "is read" in capsys.readouterr().err
    assert Path(arguments[-1]).read_text() == before


def test_nothing_is_written_onto_a_file_of_a_folder_or_standard_input(
    file: str, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    before = Path(file).read_text()
    assert main(["check", "-o", file, str(tmp_path)]) == 2
    with Path(file).open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert main(["check", "-o", file, "-"]) == 2
    assert Path(file).read_text() == before


def test_a_link_as_output_stays_a_link(file: str, tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    link.symlink_to(target)
    assert main(["check", "-o", str(link), file]) == 1
    assert link.is_symlink()
    assert target.read_text().startswith("FORCED TO 0")


def test_a_device_as_output_is_written_as_it_is(file: str) -> None:
    assert main(["check", "-o", os.devnull, file]) == 1
    assert not Path(f"{os.devnull}.part").exists()


def test_the_width_is_the_terminals_and_80_where_there_is_none(monkeypatch: Any) -> None:
    assert terminal.width() == 80  # what pytest captures is no terminal
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for columns, taken in ((120, 120), (10, 50)):
        monkeypatch.setattr(
            "shutil.get_terminal_size", lambda _, c=columns: os.terminal_size((c, 5))
        )
        assert terminal.width() == taken
