"""Modules that are no part of the package: the project's own tools, and the code of examples."""

import importlib.util
from pathlib import Path
from types import ModuleType

from support.cases import ROOT


def tool(name: str) -> ModuleType:
    """The module tools/<name>.py, which writes what the tests then compare."""
    return module_at(ROOT / "tools" / f"{name}.py")


def module_at(file: Path) -> ModuleType:
    """The module in a file, anew each time."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
