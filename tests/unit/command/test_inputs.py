"""What the command is pointed at is read or named as unread; nothing is left out in silence."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.command.inputs import find
from mips_pi_rules.command.main import main
from support.cases import full

FULL = json.dumps(full(2025))


def told(capsys: Any) -> str:
    err: str = capsys.readouterr().err
    return err


def test_a_folder_that_cannot_be_entered_is_an_input_that_cannot_be_read(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "open.json").write_text(FULL)
    scandir = os.scandir

    def locked(path: Any = ".") -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    assert main(["check", "--format", "json", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert [report["outcome"] for report in json.loads(out)] == ["rejected", "scored"]
    assert "locked: the folder cannot be read: Permission denied" in err


def test_a_file_that_may_not_be_looked_at_is_2(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    """As a file below a folder without permission: even asking what it is fails."""

    def denied(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    name = str(tmp_path / "one.json")
    monkeypatch.setattr(os, "stat", denied)
    monkeypatch.setattr(Path, "stat", denied)
    assert main(["check", name]) == 2
    assert told(capsys) == f"mips-pi: {name}: Permission denied\n"


@pytest.mark.parametrize("command", ["check", "best", "plan"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, capsys: Any, command: str) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    assert main([command, str(tmp_path / "pipe.json")]) == 2
    assert "no regular file" in told(capsys)
    if command == "check":
        (tmp_path / "one.json").write_text(FULL)
        assert main(["check", str(tmp_path)]) == 2
        assert "no regular file" in told(capsys)


@pytest.mark.parametrize("name", ["", "a\0b"])
@pytest.mark.parametrize("command", ["check", "best", "plan"])
def test_an_empty_or_impossible_name_is_refused(capsys: Any, name: str, command: str) -> None:
    assert main([command, name]) == 2
    assert told(capsys).count("\n") == 1


def test_an_empty_context_or_output_is_refused(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.json").write_text(FULL)
    for option in ("--context", "-o"):
        before = sorted(tmp_path.parent.iterdir())
        assert main(["check", option, "", str(tmp_path / "one.json")]) == 2
        assert told(capsys).count("\n") == 1
        assert sorted(tmp_path.parent.iterdir()) == before


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs the device /dev/zero")
@pytest.mark.parametrize("arguments", [["check", "/dev/zero"], ["plan", "/dev/zero"]])
def test_what_never_ends_is_refused(capsys: Any, arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert "larger than 32 MiB" in told(capsys)


def test_a_deleted_current_folder_is_no_traceback(
    tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "one.json").write_text(FULL)
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    assert main(["check", str(tmp_path / "one.json")]) == 0
    assert main(["check", "."]) == 2
    assert main(["check", "one.json"]) == 2
    assert main(["check", "-o", "out.txt", str(tmp_path / "one.json")]) == 2
    monkeypatch.chdir(tmp_path)


def test_links_to_folders_are_counted_and_broken_links_are_inputs(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.json").write_text(FULL)
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    (tmp_path / "broken.json").symlink_to(tmp_path / "nowhere")
    found = find([str(tmp_path)])
    assert [Path(one.file).name for one in found.inputs] == ["one.json", "broken.json"]
    assert found.left_out == [
        f"{tmp_path}: 1 skipped, not .json, .ndjson, .jsonl, .xml, .csv or .xlsx"
    ]


@pytest.mark.parametrize("name", ["first.ndjson", "first.JSONL", "first.json", "first.ndjson.gz"])
def test_a_bad_first_line_costs_that_line_alone(tmp_path: Path, capsys: Any, name: str) -> None:
    content = f"{{broken\n{FULL}\n{FULL}\n".encode()
    packed = gzip.compress(content) if name.endswith(".gz") else content
    (tmp_path / name).write_bytes(packed)
    assert main(["check", "--format", "jsonl", str(tmp_path / name)]) == 2
    lines = [json.loads(line)["report"]["outcome"] for line in capsys.readouterr().out.splitlines()]
    assert lines == ["rejected", "scored", "scored"]


@pytest.mark.parametrize(
    "words",
    [
        "check - -",
        "check - --context -",
        "check - --contexts -",
        "check {file} --context - --contexts -",
        "best - -",
        "best {file} - --context -",
        "plan - --context -",
        "facts - --context -",
    ],
)
def test_standard_input_is_named_once(words: str, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "a.json"
    file.write_text(FULL)
    assert main([word.format(file=file) for word in words.split()]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "standard input can be read once" in err
