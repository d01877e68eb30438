"""Trying a mutant: its file in a copy of the tree, and a process that runs tests until one fails.

The process is forked from one that has imported what tests need beside the project itself; that
is most of the start of a run. The project is imported anew in each, changed as it is.
"""

import itertools
import os
import shutil
import signal
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import cattrs  # noqa: F401  imported once for all, like the next
import hypothesis
import jsonschema  # noqa: F401
import jsonschema_rs  # noqa: F401
import openpyxl  # noqa: F401
import pytest
from attrs import field, frozen

from mutating.mutants import Mutant
from mutating.tests import ENVIRONMENT, OPTIONS, SNAPSHOTS

COPIED = ("src", "policy", "schemas", "examples", "conformance", "tests", "tools", "docs")
LEFT = shutil.ignore_patterns("__pycache__", "node_modules", "build")
# An interruption is how pytest ends when a file of tests cannot be imported.
KILLED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
LOST = 1  # what a child ends with when nothing can be said


@frozen
class Tree:
    """A copy of the project in which one file at a time is changed."""

    root: Path
    _ticks: Iterator[int] = field(factory=lambda: itertools.count(int(time.time()) + 10))

    @classmethod
    def of(cls, project: Path, folder: Path) -> "Tree":
        """Copy what tests read of a project into a folder."""
        for name in COPIED:
            shutil.copytree(project / name, folder / name, ignore=LEFT)
        for file in [*project.glob("*.md"), *project.glob("*.toml"), project / "Makefile"]:
            shutil.copy(file, folder)
        return cls(folder)

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


class _Chosen:
    """A plugin of pytest: these tests in this order, and no search for a smaller example.

    First come those of the same files that nothing is known of, such as a new case.
    """

    def __init__(self, tests: list[str], known: Collection[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}
        self._known = known
        self.failed = ""

    def pytest_sessionstart(self) -> None:
        quick = hypothesis.settings(
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
            database=None,
            derandomize=True,
        )
        hypothesis.settings.register_profile("mutation", quick)
        hypothesis.settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        wanted = [item for item in items if self._wants(item.nodeid)]
        items[:] = sorted(wanted, key=lambda item: self._order.get(item.nodeid, -1))

    def _wants(self, test: str) -> bool:
        new = test not in self._known and not test.startswith(SNAPSHOTS)
        return new or test in self._order

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid


def kill(
    tree: Tree, mutant: Mutant, tests: list[str], known: Collection[str], seconds: float
) -> str:
    """The test that fails with a mutant, "the time limit", or "" when none does.

    `seconds` is what the tests may take of the processor; ten times as long by the clock. A
    mutant with which the tests cannot even be collected is killed by the import.
    """
    if not tests:
        return ""
    said, saying = os.pipe()
    with tree.holding(mutant):
        child = os.fork()
        if not child:
            try:
                os.close(said)
                os._exit(_run(tree, _Chosen(tests, known), tests, seconds, saying))
            finally:
                os._exit(LOST)  # nothing of the parent is ended twice
        os.close(saying)
        with os.fdopen(said, "rb") as pipe:
            text = pipe.read().decode()
        status = os.waitpid(child, 0)[1]
        with _unless_gone():
            os.killpg(child, signal.SIGKILL)  # what its tests started
    if os.WIFSIGNALED(status):
        return "the time limit"
    if os.WEXITSTATUS(status) == LOST:
        raise RuntimeError(f"the tests could not be run with {mutant.name}")
    return text


@contextmanager
def _unless_gone() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


def _run(tree: Tree, chosen: _Chosen, tests: list[str], seconds: float, saying: int) -> int:
    """In the child: run the tests, say which failed; 0, or LOST."""
    os.setpgid(0, 0)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(int(10 * seconds))
    os.chdir(tree.root)
    os.environ |= {**ENVIRONMENT, "PYTHONPATH": str(tree.root / "src")}
    sys.path[:0] = [str(tree.root / "src")]
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    files = sorted({test.partition("::")[0] for test in tests})
    code = pytest.main([*OPTIONS, *files], [chosen])
    if code in KILLED:
        os.write(saying, (chosen.failed or "the import").encode())
        return 0
    return 0 if code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else LOST
