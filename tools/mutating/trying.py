"""Trying a mutant: its file in a copy of the tree, and a process that runs tests until one fails.

The process is forked from one that has imported what tests need beside the project itself; that
is most of the start of a run. The project is imported anew in each, changed as it is. So are tried
data, and what runs at the import of a module; what a function does takes less: see `collected`.
"""

import itertools
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import cattrs  # noqa: F401  imported once for all, like the next
import hypothesis
import jsonschema  # noqa: F401
import jsonschema_rs  # noqa: F401
import openpyxl  # noqa: F401
import pytest
from attrs import field, frozen

from mutating.children import asked, silence
from mutating.mutants import Mutant
from mutating.tests import ENVIRONMENT, OPTIONS

COPIED = ("src", "policy", "schemas", "examples", "conformance", "tests", "tools", "docs")
LEFT = shutil.ignore_patterns("__pycache__", "node_modules", "build")
# An interruption is how pytest ends when a file of tests cannot be imported.
KILLED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
PASSED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
THE_IMPORT = "the import"


@frozen
class Tree:
    """A copy of the project in which one file at a time is changed."""

    root: Path
    sound: dict[str, bool] = field(factory=dict)  # whether a test passes where nothing is changed
    _ticks: Iterator[int] = field(factory=lambda: itertools.count(int(time.time()) + 10))

    @classmethod
    def of(cls, project: Path, folder: Path) -> "Tree":
        """Copy what tests read of a project into a folder."""
        for name in COPIED:
            shutil.copytree(project / name, folder / name, ignore=LEFT)
        for file in filter(Path.is_file, project.iterdir()):
            shutil.copy(file, folder)
        return cls(folder)

    def enter(self) -> None:
        """Let this process run the tests of the copy, and say nothing."""
        os.chdir(self.root)
        os.environ |= {**ENVIRONMENT, "PYTHONPATH": str(self.root / "src")}
        sys.path[:0] = [str(self.root / "src")]
        silence()

    @contextmanager
    def holding(self, mutant: Mutant) -> Iterator[None]:
        """The tree with the mutant in it; no bytecode of another state is taken for it."""
        file = self.root / mutant.file
        before = file.read_bytes()
        try:
            self._write(file, mutant.text.encode())
            yield
        finally:
            self._write(file, before)

    def _write(self, file: Path, content: bytes) -> None:
        file.write_bytes(content)
        tick = next(self._ticks)
        os.utime(file, (tick, tick))


class Chosen:
    """A plugin of pytest: these tests in this order, and no search for a smaller example."""

    def __init__(self, tests: list[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}
        self.failed = ""

    def pytest_sessionstart(self) -> None:
        """Let properties try the same examples each time, and keep none."""
        quick = hypothesis.settings(
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
            database=None,
            derandomize=True,
        )
        hypothesis.settings.register_profile("mutation", quick)
        hypothesis.settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep those that are chosen, in their order."""
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which fails."""
        if report.failed:
            self.failed = report.nodeid


def kill(tree: Tree, mutant: Mutant, tests: list[str], seconds: float) -> str:
    """The test that fails with a mutant, that the time is over, or "" when none does.

    `seconds` is what the tests may take of the processor. A mutant with which the tests cannot
    even be collected is killed by the import. Those of the first file are tried alone: mostly they
    do.
    """
    wanted = list(tests)
    while (killer := _killer(tree, mutant, wanted, seconds)) in wanted:
        if killer not in tree.sound:  # it may fail in a copy of the tree anyway
            tree.sound[killer] = not asked(partial(_run, tree, [killer]), seconds)
        if tree.sound[killer]:
            break
        wanted.remove(killer)
    return killer


def _killer(tree: Tree, mutant: Mutant, tests: list[str], seconds: float) -> str:
    with tree.holding(mutant):
        first = [test for test in tests if _file(test) == _file(tests[0])]
        for chosen in (first, [test for test in tests if test not in first]):
            if chosen and (killer := asked(partial(_run, tree, chosen), seconds)):
                return killer
    return ""


def _file(test: str) -> str:
    return test.partition("::")[0]


def _run(tree: Tree, tests: list[str]) -> str:
    """In the child: run the tests, say which failed."""
    tree.enter()
    plugin = Chosen(tests)
    files = sorted(set(map(_file, tests)))
    code = pytest.main([*OPTIONS, *files], [plugin])
    if code not in (*KILLED, *PASSED):
        raise RuntimeError("the tests cannot be run")
    return "" if code in PASSED else plugin.failed or THE_IMPORT
