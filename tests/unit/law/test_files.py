"""The data of the library: in the package, beside it, or wherever an importer has the package."""

import importlib.resources
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.law import files


def test_data_of_a_package_that_stands_in_no_folder_are_asked_of_its_importer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def package(name: str) -> Any:
        asked.append(name)
        return tmp_path

    monkeypatch.setattr(importlib.resources, "files", package)
    monkeypatch.setattr(files, "__file__", "/nowhere/archive.zip/mips_pi_rules/law/files.py")
    there = tmp_path / "data" / "schemas"
    there.mkdir(parents=True)
    (there / "any.schema.json").write_text('{"type": "object"}')
    assert files.folder("schemas") == there
    assert files.shipped_schema("any") == {"type": "object"}
    assert set(asked) == {"mips_pi_rules"}
    with pytest.raises(FileNotFoundError, match="installed without its policy files"):
        files.folder("policy")
