"""Copies of the repository, as a reader has it, to write into."""

import shutil
from pathlib import Path

from support.cases import ROOT

# Made in the repository, and kept out of it.
_MADE = shutil.ignore_patterns("__pycache__", ".*", "build", "node_modules")


def copied(names: tuple[str, ...], target: Path) -> Path:
    """The folder with a copy of these files and folders of the repository."""
    target.mkdir(exist_ok=True)
    for name in names:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=_MADE)
        else:
            shutil.copy(ROOT / name, target / name)
    return target
