"""What a folder may hold beside submissions is a finding or a sentence, and costs no other file."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.command import contents, inputs
from mips_pi_rules.command.main import main
from mips_pi_rules.render import FORMATS
from support.cases import ROOT, full

FULL = json.dumps(full(2025))


def check(capsys: Any, *arguments: object) -> tuple[int, list[tuple[str, str]], str]:
    """The exit status, name and outcome of each document, and what was said."""
    status = main(["check", "--format", "jsonl", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    found = [json.loads(line) for line in out.splitlines()]
    return status, [(Path(one["name"]).name, one["report"]["outcome"]) for one in found], err


def put(folder: Path, name: str, content: bytes = FULL.encode()) -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    "name, content, says",
    [
        ("a.json", b"", "the document is empty"),
        ("a.json", b" \n\n", "the document is empty"),
        ("a.ndjson", b"", "there is no document in the file"),
        ("a.ndjson", b"\n \n", "there is no document in the file"),
        ("a.xml", b"", "the document is empty"),
        ("a.json.gz", gzip.compress(b"", mtime=0), "the document is empty"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "there is no document in the file"),
        ("a.json.gz", gzip.compress(FULL.encode(), mtime=0)[:-12], "the gzip data are broken"),
    ],
)
def test_an_empty_or_broken_file_is_told_and_the_others_are_judged(
    tmp_path: Path, capsys: Any, name: str, content: bytes, says: str
) -> None:
    put(tmp_path, name, content)
    put(tmp_path, "b.json")
    status, found, err = check(capsys, tmp_path)
    assert (status, found) == (2, [(name, "rejected"), ("b.json", "scored")])
    assert f"{name}: {says}" in err
    assert err.endswith("2 documents: 1 scored, 1 rejected (1 of them could not be read)\n")


@pytest.mark.parametrize(
    "content", [b"name,eligibility\n", "{}".encode("utf-16"), b"%PDF-1", b'{"\xff": 1}']
)
def test_a_context_of_another_kind_is_told_what_a_context_is(
    tmp_path: Path, capsys: Any, content: bytes
) -> None:
    beside = put(tmp_path, "context", content)
    for command in ("check", "plan", "facts"):
        assert main([command, str(put(tmp_path, "a.json")), "--context", str(beside)]) == 2
        err = capsys.readouterr().err
        assert "taken is a JSON object in UTF-8" in err
        assert "QRDA" not in err
        assert "XML" not in err


def test_a_folder_and_a_pipe_in_a_pattern_are_told_and_nobody_waits(
    tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "a.json").mkdir()
    os.mkfifo(tmp_path / "b.json")
    put(tmp_path, "c.json")
    (tmp_path / "d.json").symlink_to("d.json")
    status, found, err = check(capsys, tmp_path / "*.json")
    assert status == 2
    assert [outcome for _, outcome in found] == ["rejected", "rejected", "scored", "rejected"]
    assert "a.json: is a folder" in err
    assert "b.json: is no regular file; a pipe is read as -" in err
    assert "d.json: Too many levels of symbolic links" in err


def test_a_pipe_is_read_as_standard_input() -> None:
    command = f"cat examples/submission.json | {sys.executable} -m mips_pi_rules check --format csv"
    done = subprocess.run(
        ["bash", "-c", f"{command} -"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 1
    assert done.stdout.splitlines()[1].startswith("1,stdin,,2025,")


@pytest.mark.parametrize("name", FORMATS)
def test_a_name_that_is_not_utf_8_is_written_in_every_format(
    tmp_path: Path, capsys: Any, name: str
) -> None:
    file = os.fsencode(tmp_path) + b"/caf\xe9\n.json"
    Path(os.fsdecode(file)).write_text(FULL.replace('"Y"', '"N"'))
    out = tmp_path / "out"
    assert main(["check", "--format", name, "-o", str(out), str(tmp_path)]) in (0, 1)
    out.read_text(encoding="utf-8")
    assert "Traceback" not in capsys.readouterr().err


def test_a_row_of_33_mib_costs_that_row_alone(tmp_path: Path, capsys: Any) -> None:
    large = b'{"x": "' + b"a" * (33 * 1024 * 1024) + b'"}'
    put(tmp_path, "many.ndjson", b"\n".join([FULL.encode(), large, FULL.encode(), b""]))
    status, found, err = check(capsys, tmp_path)
    assert status == 2
    assert [outcome for _, outcome in found] == ["scored", "rejected", "scored"]
    assert "many.ndjson:2: the document is larger than 32 MiB" in err


@pytest.mark.parametrize("how", ["grows", "shrinks", "is written anew"])
def test_a_file_that_changes_while_it_is_read_is_told(
    tmp_path: Path, monkeypatch: Any, capsys: Any, how: str
) -> None:
    file = put(tmp_path, "many.ndjson", f"{FULL}\n".encode() * 3)
    status = file.stat()
    whole = contents.pieces

    def changing(*given: Any, **options: Any) -> Iterator[Any]:
        for number, piece in enumerate(whole(*given, **options)):
            if number == 1:
                if how == "grows":
                    file.write_bytes(file.read_bytes() + b"{}\n")
                elif how == "shrinks":
                    os.truncate(file, 100)
                os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
            yield piece

    monkeypatch.setattr(inputs, "pieces", changing)
    status_of_exit, found, err = check(capsys, tmp_path)
    assert status_of_exit == 2
    assert found[-1] == ("many.ndjson", "rejected")
    assert "many.ndjson: the file changed while it was read" in err


def test_a_file_that_goes_away_while_others_are_read_is_told(tmp_path: Path, capsys: Any) -> None:
    for name in ("a.json", "b.json"):
        put(tmp_path, name)
    found = inputs.find([str(tmp_path)]).inputs
    (tmp_path / "b.json").unlink()
    (piece,) = found[1].documents()
    assert "No such file" in str(piece.problem)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
@pytest.mark.parametrize("name", FORMATS)
def test_a_full_standard_output_is_a_sentence(name: str) -> None:
    command = f"{sys.executable} -m mips_pi_rules check --format {name} examples/2025 >/dev/full"
    if name not in ("text", "html", "csv"):  # each costs a process; the others are written alike
        command = f"{command.partition(' examples')[0]} examples/submission.json >/dev/full"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "mips-pi: standard output: No space left" in done.stderr
