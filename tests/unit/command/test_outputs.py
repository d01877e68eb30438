"""Reports go out as they are made, to several places at once, and nothing tears them."""

import errno
import io
import json
import os
import pty
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from mips_pi_rules import Report, evaluate
from mips_pi_rules.command import outputs, terminal
from mips_pi_rules.command.outputs import Output
from mips_pi_rules.command.progress import Progress
from mips_pi_rules.render import FORMATS, Entry
from mips_pi_rules.render.aside import Aside
from support.cases import FULL, NO_SAFER, ROOT
from support.commands import run

FORCED = evaluate(json.dumps(NO_SAFER))
CLEAN = evaluate(json.dumps(FULL))
LINES = [name for name in FORMATS if name not in ("junit", "sarif", "html", "summary", "markdown")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, one in (("a", FULL), ("b", NO_SAFER)):
        (inbox / f"{name}.json").write_text(json.dumps(one))
    (inbox / "c.json").write_text("{")
    return inbox


class Alive:
    """How many reports are alive, and were at most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.watched: list[weakref.ref[Report]] = []

    def watch(self, report: Report) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        self.watched.append(weakref.ref(report, self.gone))

    def gone(self, _: object) -> None:
        self.now -= 1

    def entries(self, count: int) -> Iterator[Entry]:
        """So many entries, each with a report of its own that nobody else keeps."""
        for number in range(count):
            report = attrs.evolve(CLEAN if number % 2 else FORCED)
            self.watch(report)
            yield Entry(f"{number}.json", report, f"{number}.json")
            del report


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_keeps_the_reports(name: str) -> None:
    alive = Alive()
    for _ in FORMATS[name](alive.entries(400)):
        pass
    assert alive.most <= 5


def test_of_ten_thousand_documents_a_few_reports_live_in_all_formats_at_once(
    tmp_path: Path,
) -> None:
    alive = Alive()
    light = ("brief", "summary", "csv", "csv-findings", "github")
    wanted = [Output(name, str(tmp_path / name)) for name in light]
    assert outputs.written(wanted, alive.entries(10_000))
    assert alive.most <= 5
    assert (tmp_path / "csv").read_text().count("\n") == 10_001


def test_keeping_the_reports_would_be_found() -> None:
    alive = Alive()
    assert len(list(alive.entries(10))) == 10
    assert (alive.most, alive.now) == (10, 0)


class Counted:
    """Ten entries of one report, and how many of them were taken."""

    def __init__(self, report: Report) -> None:
        self.report, self.taken = report, 0

    def __iter__(self) -> Iterator[Entry]:
        for number in range(10):
            self.taken += 1
            yield Entry(f"{number}.json", self.report, f"{number}.json")


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_a_report_is_out_before_the_third_is_made(name: str) -> None:
    entries = Counted(FORCED)
    for piece in FORMATS[name](entries):
        if "PI104" in piece or "0.json" in piece:
            break
    assert entries.taken <= 2


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_a_piece_for_each_document(name: str) -> None:
    """So that formats that go side by side wait for one another, and none lets reports pile up."""
    entries, before = Counted(CLEAN), 0
    for _ in FORMATS[name](entries):
        assert entries.taken - before <= 2
        before = entries.taken
    assert before == 10


def test_several_formats_in_one_run(folder: Path, tmp_path: Path, capsys: Any) -> None:
    sarif, junit, csv = (tmp_path / name for name in ("a.sarif", "b.xml", "c.csv"))
    given = ["--format", f"sarif={sarif}", "--format", f"junit={junit}", "--format", f"csv={csv}"]
    assert run("check", *given, "--format", "brief", str(folder)) == 2
    out, err = capsys.readouterr()
    assert [line.split()[1] for line in out.splitlines()] == ["PI104", "PI000"]
    assert len(json.loads(sarif.read_text())["runs"][0]["properties"]["reports"]) == 3
    assert junit.read_text().count("<testsuite ") == 3
    assert csv.read_text().count("\n") == 4
    last = err.splitlines()[-1]
    assert (
        last == "mips-pi: 3 documents: 1 scored, 1 zero, 1 rejected (1 of them could not be read)"
    )
    assert not list(tmp_path.glob("*.part"))


def test_each_of_several_is_what_it_is_alone(folder: Path, tmp_path: Path, capsys: Any) -> None:
    together = [f"--format={name}={tmp_path / name}" for name in FORMATS]
    assert run("check", *together, str(folder)) == 2
    assert capsys.readouterr().out == ""
    for name in FORMATS:
        assert run("check", "--format", name, "-o", str(tmp_path / "alone"), str(folder)) == 2
        assert (tmp_path / "alone").read_text() == (tmp_path / name).read_text()


@pytest.mark.parametrize(
    "given",
    [
        ["--format", "text", "--format", "json"],
        ["-o", "out", "--format", "text", "--format", "json"],
        ["--format", "sarif=x", "--format", "junit=x"],
        ["-o", "x", "--format", "text", "--format", "junit=./x"],
        ["--format", "json=x", "--format", "junit=x.part"],
        ["--format", "yaml"],
        ["--format", "json="],
    ],
)
def test_outputs_that_cannot_be_are_misuse(
    folder: Path, tmp_path: Path, monkeypatch: Any, capsys: Any, given: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("check", *given, str(folder)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert [one.name for one in tmp_path.iterdir()] == ["inbox"]


def test_no_output_goes_onto_what_is_read(folder: Path, tmp_path: Path, capsys: Any) -> None:
    before = (folder / "b.json").read_text()
    given = ["--format", f"junit={tmp_path / 'x'}", "--format", f"csv={folder / 'b.json'}"]
    assert run("check", *given, str(folder)) == 2
    assert "is read" in capsys.readouterr().err
    assert (folder / "b.json").read_text() == before
    assert not (tmp_path / "x").exists()


def test_a_full_disk_of_one_output_leaves_the_others_as_they_were(
    folder: Path, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("before")
    whole = terminal._write

    def full_disk(stream: Any, piece: str) -> None:
        if "sarif" in stream.name and "PI104" in piece:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(stream, piece)

    monkeypatch.setattr(terminal, "_write", full_disk)
    given = ["--format", f"csv={kept}", "--format", f"sarif={tmp_path / 'a.sarif'}"]
    assert run("check", *given, str(folder)) == 2
    err = capsys.readouterr().err
    assert f"{tmp_path / 'a.sarif'}: No space left" in err
    assert kept.read_text() == "before"
    assert (tmp_path / "kept.csv.part").read_text().endswith("\n")
    assert f"{kept}.part" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
@pytest.mark.parametrize("name", FORMATS)
def test_a_full_device_is_a_sentence(folder: Path, capsys: Any, name: str) -> None:
    assert run("check", "--format", name, "-o", "/dev/full", str(folder)) == 2
    assert "mips-pi: /dev/full: No space left" in capsys.readouterr().err


def test_what_cannot_be_put_aside_is_a_sentence(
    folder: Path, monkeypatch: Any, capsys: Any
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Aside, "put", no_room)
    assert run("check", "--format", "junit", str(folder)) == 2
    assert "mips-pi: a temporary file: No space left" in capsys.readouterr().err


class Stops:
    """Entries of which the third is never made: Ctrl-C comes first."""

    def __init__(self) -> None:
        self.left = 3

    def __iter__(self) -> Iterator[Entry]:
        return self

    def __next__(self) -> Entry:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return Entry(f"{self.left}.json", FORCED, f"{self.left}.json")


@pytest.mark.parametrize("name", FORMATS)
def test_ctrl_c_leaves_whole_lines(name: str, tmp_path: Path, capsys: Any) -> None:
    file = str(tmp_path / "out")
    for one in (Output(name), Output(name, file)):
        with pytest.raises(KeyboardInterrupt):
            outputs.written([one], Stops())
    out, err = capsys.readouterr()
    part = Path(f"{file}.part").read_text()
    for said in (out, part):
        assert said == "" or said.endswith("\n")
    assert f"{file}.part" in err
    assert not Path(file).exists()


def test_ctrl_c_while_a_piece_is_written_waits_for_its_end(monkeypatch: Any) -> None:
    said = io.StringIO()

    def slow(piece: str, **_: object) -> None:
        said.write(piece[:10])
        signal.raise_signal(signal.SIGINT)
        said.write(piece[10:])

    monkeypatch.setattr(terminal, "write_piece", slow)
    many = (Entry(f"{number}.json", FORCED) for number in range(10))
    with pytest.raises(KeyboardInterrupt):
        outputs.written([Output("jsonl")], many)
    (line,) = said.getvalue().splitlines()
    assert json.loads(line)["name"] == "0.json"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_ctrl_c_does_not_wait(monkeypatch: Any) -> None:
    def stuck(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError

    monkeypatch.setattr(terminal, "write_piece", stuck)
    with pytest.raises(KeyboardInterrupt):
        outputs.written([Output("jsonl")], iter([Entry("a", FORCED)]))


def test_a_real_ctrl_c_is_130_with_whole_lines_and_the_count(tmp_path: Path) -> None:
    """The pipe is full while nobody reads it: the command is stopped in the middle of a piece."""
    lines, out = tmp_path / "many.ndjson", tmp_path / "out.csv"
    lines.write_text((json.dumps(NO_SAFER) + "\n") * 200)
    given = ["check", "--format", "jsonl", "--format", f"csv={out}", str(lines)]
    with subprocess.Popen(
        [sys.executable, "-m", "mips_pi_rules", *given],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        for _ in range(2):  # then the first row of the other output is out too
            assert json.loads(process.stdout.readline())["report"]["outcome"] == "zero"
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        err = process.stderr.read().decode()
        assert process.wait() == 130
    assert rest == b"" or rest.endswith(b"\n")
    assert rest.count(b"\n") < 199
    assert "mips-pi: stopped; " in err
    assert "Traceback" not in err
    assert Path(f"{out}.part").read_bytes().endswith(b"\n")
    assert not out.exists()


def test_a_broken_pipe_is_no_traceback(folder: Path) -> None:
    for number in range(40):
        (folder / f"x{number}.json").write_text(json.dumps(NO_SAFER))
    command = f"{sys.executable} -m mips_pi_rules check {folder} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


# The line of progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: Any, total: int | None, seconds: float) -> str:
    """What stands on the screen after three documents of 100 bytes, so many seconds apart."""
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    ticks = iter([0.0, seconds, 2 * seconds])
    progress = Progress(total, shown=True, clock=lambda: next(ticks))
    for _ in range(3):
        progress.step(100)
    progress.clear()
    progress.clear()
    return screen.getvalue()


def test_progress_tells_rate_and_time_left(monkeypatch: Any) -> None:
    said = drawn(monkeypatch, 1_000, 60)
    assert "3 documents, 0 a second, 30%, 4 min 40 s left" in said
    assert said.endswith("\r\x1b[K")
    assert "left" not in drawn(monkeypatch, None, 1)
    assert drawn(monkeypatch, 300, 0.01) == ""


def test_progress_is_for_a_terminal_that_can_clear_its_line(
    monkeypatch: Any, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"x" * 7)
    monkeypatch.setattr(sys, "stderr", Screen())
    monkeypatch.setenv("TERM", "xterm")
    one = str(tmp_path / "a")
    assert (Progress.over([one, one]).total, Progress.over([one]).shown) == (14, True)
    assert Progress.over([one, "-"]).total is None
    assert Progress.over([f"{one}.gz"]).total is None
    assert Progress.over([str(tmp_path / "missing")]).total == 0
    monkeypatch.setenv("TERM", "dumb")
    assert not Progress.over([one]).shown
    monkeypatch.setenv("TERM", "xterm")
    for stream in (io.StringIO(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        assert not Progress.over([one]).shown


def on_a_terminal(*arguments: str) -> tuple[int, str]:
    """The exit status and what a person sees on a terminal of 60 columns."""
    ours, its = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "60", "NO_COLOR": "1"}
    done = subprocess.Popen(
        [sys.executable, "-m", "mips_pi_rules", *arguments],
        stdin=subprocess.DEVNULL, stdout=its, stderr=its, cwd=ROOT, env=environment,
    )  # fmt: skip
    os.close(its)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return done.wait(), said.decode()


def test_text_fits_the_terminal_and_ends_in_the_count(folder: Path) -> None:
    status, said = on_a_terminal("check", "--format", "text", *map(str, sorted(folder.iterdir())))
    assert status == 2
    lines = said.replace("\r\x1b[K", "").splitlines()
    assert lines[-1].startswith("mips-pi: 3 documents: ")
    text = [line for line in lines if str(folder) not in line and "mips-pi" not in line]
    assert max(map(len, text)) <= 60
    assert "FORCED TO 0: the 2025 Promoting Interoperability score is 0," in lines
