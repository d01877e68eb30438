"""What fuzzing once broke stays whole: every kept input of every target is run again."""

from pathlib import Path

import pytest

from support.cases import DATA
from support.fuzzing import TARGETS

KEPT = sorted((DATA / "fuzz").glob("*/*"))


@pytest.mark.parametrize("file", KEPT, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_a_kept_input_breaks_nothing(file: Path) -> None:
    TARGETS[file.parent.name].run(file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_what_fuzzing_starts_from_breaks_nothing(name: str) -> None:
    seeds = list(TARGETS[name].seeds())
    assert len(seeds) >= 4
    for seed in seeds[::16]:
        TARGETS[name].run(seed)
