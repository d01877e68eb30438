"""The project's own tools, which write what the tests then compare."""

import importlib.util
from types import ModuleType

from support.cases import ROOT


def tool(name: str) -> ModuleType:
    """The module tools/<name>.py."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
