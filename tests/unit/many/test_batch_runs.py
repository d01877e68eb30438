"""mips-pi batch: whatever happens to a run, it goes on where it was, or says why not."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mips_pi_rules import UnreadableSubmission
from mips_pi_rules.many import keeping, running
from support.batches import LINES, SMALL_PARTS, parts_done, rows, run, stopped
from support.cases import TOKEN


class TestResuming:
    def test_without_resume_an_unfinished_run_is_let_be(
        self, lines: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stopped(monkeypatch, lines, "-o", out)
        assert "interrupted; what is done is kept" in capsys.readouterr().err
        assert run(lines, "-o", out, "--workers", 1) == 2
        assert "--resume goes on with it" in capsys.readouterr().err
        assert run(lines, "-o", out, "--workers", 1, "--resume") == 0
        assert len(rows(out)) == len(LINES)

    def test_what_is_not_the_same_is_not_resumed(
        self, lines: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stopped(monkeypatch, lines, "-o", out)
        capsys.readouterr()
        assert run(lines, "-o", out, "--resume", "--key", "recordId") == 2
        assert "the options are not the same" in capsys.readouterr().err
        monkeypatch.setattr(keeping, "__version__", "0.0.0")
        monkeypatch.setattr(keeping, "_rules_mark", lambda: "")
        lines.write_bytes(LINES[0] + b"\n")
        assert run(lines, "-o", out, "--resume") == 2
        assert capsys.readouterr().err == (
            f"mips-pi: {out}: cannot be resumed: the input has changed, the version of "
            "mips-pi-rules is another, the policies or rules are not the same; remove "
            "out.ndjson.parts to begin anew\n"
        )
        assert not out.exists()
        out.with_name("out.ndjson.parts").joinpath("manifest").write_text("{")
        assert run(lines, "-o", out, "--resume") == 2

    def test_an_input_of_another_name_is_another_input(
        self, lines: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its name is the key of each row where that is asked for."""
        stopped(monkeypatch, lines, "-o", out)
        other = lines.rename(lines.with_name("other.ndjson"))
        capsys.readouterr()
        assert run(other, "-o", out, "--resume") == 2
        assert "the input has changed" in capsys.readouterr().err
        other.rename(lines)
        monkeypatch.chdir(lines.parent)
        assert run(lines.name, "-o", out, "--workers", 1, "--resume") == 0

    def test_a_run_that_ended_after_its_output_had_its_name(
        self, lines: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(keeping.Kept, "cleared", lambda _: None)
            assert run(lines, "-o", out, "--workers", 1) == 0
        whole = out.read_bytes()
        assert run(lines, "-o", out, "--workers", 1, "--resume") == 0
        assert out.read_bytes() == whole
        assert not out.with_name("out.ndjson.parts").exists()

    def test_a_file_of_equal_size_and_time_that_changed_in_a_folder_is_seen(
        self, tmp_path: Path, out: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "in"
        folder.mkdir()
        file = folder / "one.json"
        file.write_bytes(LINES[0])
        before = file.stat()
        stopped(monkeypatch, folder, "-o", out)
        assert run(folder, "-o", out, "--resume") == 0  # nothing has changed
        out.unlink()
        stopped(monkeypatch, folder, "-o", out)
        file.write_bytes(LINES[0].replace(b"true", b"null", 1))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = file.stat()
        assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
        assert run(folder, "-o", out, "--resume") == 2
        assert "the input has changed" in capsys.readouterr().err

    def test_nothing_that_is_not_its_own_is_taken_away(
        self, lines: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stopped(monkeypatch, lines, "-o", out)
        mine = out.with_name("out.ndjson.parts") / "mine"
        mine.write_text("mine")
        assert run(lines, "-o", out, "--workers", 1, "--resume") == 0
        assert [file.name for file in mine.parent.iterdir()] == ["mine"]

    def test_killed_at_any_moment_it_goes_on_where_it_was(self, tmp_path: Path) -> None:
        """Killed ten times at random moments; what comes out is what an undisturbed run gives."""
        file, out = tmp_path / "in.ndjson", tmp_path / "out.ndjson"
        file.write_bytes(b"\n".join(LINES * 60))
        random, kills = Random(12), 0

        def started(output: Path) -> subprocess.Popen[bytes]:
            arguments = ["batch", file, "-o", output, "--resume", "--workers", 1]
            return subprocess.Popen(
                [sys.executable, "-c", SMALL_PARTS, *map(str, arguments)],
                stderr=subprocess.DEVNULL,
            )

        begun = time.perf_counter()
        whole = tmp_path / "whole.ndjson"
        assert started(whole).wait() == 0
        taken = time.perf_counter() - begun
        parts = out.with_name("out.ndjson.parts")
        while kills < 10:
            process = started(out)
            wanted = random.randrange(1, 8)  # parts; and a moment more
            before = parts_done(parts)
            while process.poll() is None and parts_done(parts) < before + wanted:
                time.sleep(0.002)
            time.sleep(random.random() * taken / 50)
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
            if out.exists():
                assert out.read_bytes() == whole.read_bytes()
                out.unlink()
                shutil.rmtree(parts, ignore_errors=True)
        assert started(out).wait() == 0
        assert out.read_bytes() == whole.read_bytes()
        assert not parts.exists()


class TestProcesses:
    def command(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", SMALL_PARTS, "batch", *map(str, arguments)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def test_two_give_what_one_gives(self, tmp_path: Path) -> None:
        file = tmp_path / "in.ndjson"
        file.write_bytes(b"\n".join(LINES * 20))
        found = []
        for workers in (1, 2):
            out = tmp_path / f"{workers}.ndjson"
            done = self.command(file, "-o", out, "--workers", workers)
            assert done.returncode == 0, done.stderr
            found.append((out.read_bytes(), done.stderr))
        assert found[0] == found[1]

    @pytest.mark.parametrize("how, status", [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
    def test_workers_end_with_the_run_however_that_ends(
        self, tmp_path: Path, how: signal.Signals, status: int
    ) -> None:
        file, out = tmp_path / "in.ndjson", tmp_path / "out.ndjson"
        file.write_bytes(b"\n".join(LINES * 300))
        arguments = ["batch", file, "-o", out, "--workers", 2]
        process = subprocess.Popen(
            [sys.executable, "-c", SMALL_PARTS, *map(str, arguments)],
            stderr=subprocess.PIPE, start_new_session=True, text=True,
        )  # fmt: skip
        parts = out.with_name("out.ndjson.parts")
        while process.poll() is None and parts_done(parts) < 3:
            time.sleep(0.002)
        # Ctrl-C goes to all of them; what kills goes to the parent alone.
        (os.killpg if how is signal.SIGINT else os.kill)(process.pid, how)
        _, said = process.communicate()  # which ends when nobody holds stderr any more
        assert process.returncode == status
        assert said.count("\n") == (how is signal.SIGINT)
        assert not out.exists()
        done = self.command(file, "-o", out, "--workers", 2, "--resume")
        assert done.returncode == 0, done.stderr
        assert "parts are done already" in done.stderr
        assert len(rows(out)) == len(LINES) * 300

    def test_every_worker_is_deaf_to_ctrl_c_from_its_first_moment(self) -> None:
        script = """
import signal
from functools import partial
from mips_pi_rules.many.running import over_processes
masks = over_processes(partial(signal.pthread_sigmask, signal.SIG_BLOCK), [(), ()], 2)
print([signal.SIGINT in mask for mask in masks])
"""
        # In a process of its own: the first that it starts is the one that heard it.
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert done.stdout == "[True, True]\n"


def failing(how: str) -> str:
    """What a worker does with its task."""
    match how:
        case "end":
            os._exit(3)
        case "disk":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        case "fault":
            raise KeyError(TOKEN)
        case "input":
            raise UnreadableSubmission("row 9 cannot be read")
        case _:
            return how


@pytest.mark.parametrize(
    "how, said",
    [
        ("end", "a worker process ended before its time"),
        ("disk", "No space left on device"),
        ("fault", r"judging failed \(KeyError\)"),
        ("input", "row 9 cannot be read"),
    ],
)
def test_whatever_happens_to_a_worker_is_told_without_what_it_read(how: str, said: str) -> None:
    work: Callable[[str], str] = failing
    with pytest.raises(running.BatchError, match=said) as caught:
        list(running.over_processes(work, ["fine", how, *["fine"] * 5], 2))
    assert TOKEN not in str(caught.value)
    assert caught.value.of_input is (how == "input")
