"""Files that the tests of batch start from."""

from pathlib import Path

import pytest

from mips_pi_rules.command import batchsources
from support.batches import LINES


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.ndjson"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    file = tmp_path / "in.ndjson"
    file.write_bytes(b"\n".join(LINES) + b"\n")
    return file


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mips_pi_rules.command.batch.PART", 3000)
    monkeypatch.setattr(batchsources, "FILES", 2)
