"""Runs of batch: what they read, how they are started and stopped, and what came of them."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mips_pi_rules.many.keeping import Kept
from support import commands
from support.cases import NO_SAFER, edited, full

LINES = [
    json.dumps(one).encode()
    for one in (full(2025), NO_SAFER, edited(full(2024), {"without": ["cehrtId"]}), full(2026))
]
LINES += [b"{", b"[]", b'{"performanceYear": 2025, "performanceYear": 2025}', b"\xff\xfe{}"]

SMALL_PARTS = (
    "import sys; from mips_pi_rules.command import batch; batch.PART = 8000;"
    "from mips_pi_rules.command.main import main; sys.exit(main(sys.argv[1:]))"
)


def parts_done(parts: Path) -> int:
    """How many parts are done; the folder may come and go meanwhile."""
    with suppress(FileNotFoundError):
        names = os.listdir(parts)  # noqa: PTH208 - all at once
        return sum(name.startswith("0") and name.count(".") == 1 for name in names)
    return 0


def run(*arguments: object) -> int:
    """The exit status of batch with these arguments."""
    return commands.run("batch", *arguments)


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def stopped(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    """A run that ends when all parts are done, before its output has its name."""

    def end(_: Kept) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Kept, "publish", end)
        assert run(*arguments, "--workers", 1) == 130
