"""Tools that write: where to, and that they say so before they do."""

import sys
from pathlib import Path

import pytest

from target import target

HOME = Path("home")


def asked(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    monkeypatch.setattr(sys, "argv", ["tool.py", *words])
    return target("Write the pages.\n\nInto a folder.", HOME)


def test_a_tool_writes_to_what_is_named_or_to_a_place_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert asked(monkeypatch) == HOME
    assert asked(monkeypatch, "other/place") == Path("other/place")


@pytest.mark.parametrize(("words", "status"), [(["--help"], 0), (["--odd"], 2), (["a", "b"], 2)])
def test_what_names_no_place_is_told_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
) -> None:
    with pytest.raises(SystemExit) as ended:
        asked(monkeypatch, *words)
    assert ended.value.code == status
    assert ("Write the pages.\n\nInto a folder." in capsys.readouterr().out) is (status == 0)
