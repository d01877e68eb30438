"""Trying mutants in memory: tests are collected once, and a child for each mutant runs some.

The child has all that was imported. It puts the changed code into the functions that are there,
or finds the changed file of the law in the tree, forgets what was kept from call to call, and runs
the tests one by one until one fails: hundredths of a second a test, where a new process would take
seconds for a mutant.
"""

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from mutating.children import asked
from mutating.living import Living
from mutating.mutants import Mutant
from mutating.tables import Tables
from mutating.tests import OPTIONS, import_all, module_of
from mutating.trying import THE_IMPORT, Chosen, Tree

NOT_LIVING = "no function has it"
# A mutant, the tests that could see it, and how many seconds of the processor it may take.
Trial = tuple[Mutant, list[str], float]


def kills(tree: Tree, trials: list[Trial]) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with the test that fails with it, that its time is over, or "" when none does.

    Or that nothing in memory shows what is changed: then a new process must import it.
    A process of its own collects the tests, so that this one has not imported the project.
    """
    said, saying = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(said)
            os._exit(_collect(tree, trials, saying))
        finally:
            os._exit(1)
    os.close(saying)
    try:
        with os.fdopen(said, encoding="utf-8") as lines:
            for (mutant, _, _), line in zip(trials, lines, strict=False):
                yield mutant, json.loads(line)
    finally:
        ended = os.waitpid(child, 0)[1]
    if ended:
        raise RuntimeError("the tests cannot be collected")


def _collect(tree: Tree, trials: list[Trial], saying: int) -> int:
    tree.enter()
    modules = import_all()
    tests = {test: None for _, wanted, _ in trials for test in wanted}
    plugin = _Forking(list(tests), modules, tree, trials, partial(_say, saying))
    files = sorted({test.partition("::")[0] for test in tests})
    return int(pytest.main([*OPTIONS, *files], [plugin]))


def _say(saying: int, killer: str) -> None:
    os.write(saying, (json.dumps(killer) + "\n").encode())


class _Forking(Chosen):
    """A plugin of pytest that runs the tests that it chose not once, but for each mutant."""

    def __init__(
        self,
        tests: list[str],
        modules: list[ModuleType],
        tree: Tree,
        trials: Iterable[Trial],
        say: Callable[[str], None],
    ) -> None:
        super().__init__(tests)
        self._modules = modules
        self._tree = tree
        self._trials = trials
        self._say = say
        self._sound: dict[str, bool] = {}  # whether a test passes where nothing is changed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running all: say of each mutant what kills it."""
        items = {item.nodeid: item for item in session.items}
        living, tables = Living(self._modules), Tables(self._modules)
        gc.collect()
        gc.freeze()  # or the first collection in each child would copy all memory
        for mutant, tests, seconds in self._trials:
            wanted = {test: items[test] for test in tests if test in items}
            while True:
                several = list(wanted.values())
                with self._holding(mutant):
                    killer = asked(partial(self._try, living, tables, mutant, several), seconds)
                if killer not in wanted or self._passes(wanted.pop(killer), seconds):
                    break
            self._say(killer)
        return True

    def _holding(self, mutant: Mutant) -> AbstractContextManager[None]:
        """The tree with the mutant in it, where it is read whenever nothing is kept: data."""
        return nullcontext() if mutant.file.endswith(".py") else self._tree.holding(mutant)

    def _passes(self, item: pytest.Item, seconds: float) -> bool:
        """Whether a test that failed shows the change: it may fail in a copy of the tree anyway."""
        if item.nodeid not in self._sound:
            self._sound[item.nodeid] = not asked(partial(self._run, [item]), seconds)
        return self._sound[item.nodeid]

    def _try(self, living: Living, tables: Tables, mutant: Mutant, items: list[pytest.Item]) -> str:
        sure = False
        if mutant.file.endswith(".py"):
            module = sys.modules[module_of(Path(mutant.file))]
            sure = living.put(module, mutant.text)
            try:
                if not sure and not tables.put(module, mutant.text):
                    return NOT_LIVING
            except Exception:  # what the module does at its import
                return THE_IMPORT
        living.forget()
        # What a table or data is for may be made of it before: only a new process shows that no
        # test sees it.
        return self._run(items) or ("" if sure else NOT_LIVING)

    def _run(self, items: list[pytest.Item]) -> str:
        for item in items:
            try:
                item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
            except Exception:  # pytest itself could not tell how it failed
                return item.nodeid
            if self.failed:
                break
        return self.failed
