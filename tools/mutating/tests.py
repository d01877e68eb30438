"""Which tests can see a change: a traced run of them, kept in build/, says what each test runs."""

import json
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import coverage
import pytest
from attrs import frozen

from mutating.mutants import SOURCE, Mutant

FOLDERS = ("tests/law", "tests/examples", "tests/unit")
# These hold a whole file, or two years, to what was written down: any change at all would trip
# them, and that shows nothing. So do lists that the project's own tools write.
SNAPSHOTS = (
    "tests/examples/test_conformance.py",
    "tests/examples/test_suite.py",
    "tests/law/test_policy.py::test_years_differ_only_where_the_law_or_the_data_changed",
    "tests/law/test_year_changes.py",
    "tests/unit/command/test_diff.py",
    "tests/unit/reference/test_comparison.py",
)
OF_LAW: tuple[str, ...] = (
    "tests/law",
    "tests/examples",
    "tests/unit/facts",
    "tests/unit/judging",
    "tests/unit/law",
)
# What a process has imported already cannot be rewritten, and need not be.
OPTIONS = ["-xq", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
OPTIONS += ["-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"]  # and no other plugin
ENVIRONMENT = {"CI": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # CI: the same examples each time
NEAR = ("tests/law/test_rules.py", "tests/examples/test_examples.py")
NEAR_TO_LAW: tuple[str, ...] = (
    "tests/law/test_rules",
    "tests/law/test_numbers.py",
    "tests/law/test_policy.py",
)
NEAR_TO_LAW += ("tests/law/test_clauses.py", "tests/examples/test_examples.py")
NEAR_TO_LAW += ("tests/unit/judging/test_readings.py",)


@frozen
class Record:
    """How long each test runs, which tests run a line of a file, and since when that is known."""

    seconds: dict[str, float]
    traced: coverage.CoverageData
    since: float

    def tests(self, mutant: Mutant, most: float) -> Iterator[list[str]]:
        """The tests that could see a mutant: those near to it, then others, each the fastest first.

        Both take no longer than `most` seconds, as they ran when they were traced, and the first
        no longer than a few.
        """
        found = self._of_code(mutant) if mutant.file.endswith(".py") else self._of_law()
        near: list[str] = []
        others: list[str] = []
        for test in sorted(found, key=self.seconds.__getitem__):
            (near if _is_near(test, mutant) else others).append(test)
        yield self._fastest(near, min(most, 3))
        yield self._fastest([*near, *others], most)

    def _fastest(self, tests: list[str], most: float) -> list[str]:
        taken, passed = [], 0.0
        for test in tests:
            passed += self.seconds[test] + 0.002
            if passed > most:
                break
            taken.append(test)
        return taken

    def _of_law(self) -> set[str]:
        return {test for test in self.seconds if test.startswith(OF_LAW)}

    def _of_code(self, mutant: Mutant) -> set[str]:
        file = Path(mutant.file).resolve()
        by_line = self.traced.contexts_by_lineno(str(file))
        moved = file.stat().st_mtime > self.since  # its lines are no longer where they were
        lines = by_line if mutant.lines is None or moved else mutant.lines
        found = {test for line in lines for test in by_line.get(line, ())}
        return found & self.seconds.keys()


def _is_near(test: str, mutant: Mutant) -> bool:
    if mutant.file.endswith(".json"):
        rule_or_year = re.split(r"[-.]", mutant.file.rpartition("/")[2])[0]
        return test.startswith(NEAR_TO_LAW) and rule_or_year in test
    folder = mutant.file.removeprefix(f"{SOURCE}/").partition("/")[0]
    return test.startswith((f"tests/unit/{folder}/", *NEAR))


def record(folder: Path, *, anew: bool = False) -> Record:
    """What is known of the tests, kept in a folder; files of tests that are new are run once.

    `anew` runs all of them, which takes minutes. Raises SystemExit where a test fails.
    """
    known, since = folder / "tests.json", time.time()
    seconds: dict[str, float] = {}
    if anew or not known.exists():
        (folder / "traced").unlink(missing_ok=True)
    else:
        since, seconds = json.loads(known.read_text(encoding="utf-8"))
    files = {str(file) for of in FOLDERS for file in Path(of).rglob("test_*.py")}
    files -= {test.partition("::")[0] for test in seconds} | set(SNAPSHOTS)
    if files:
        # Apart, since each mutant is tried in a process that has not imported the project yet.
        with ProcessPoolExecutor(1) as apart:
            seconds |= apart.submit(_trace, folder / "traced", sorted(files)).result()
        known.write_text(json.dumps([since, seconds]), encoding="utf-8")
    traced = coverage.CoverageData(str(folder / "traced"))
    traced.read()
    return Record(seconds, traced, since)


class _Tracing:
    """A plugin of pytest that notes what each test runs, and how long that takes."""

    def __init__(self, traced: coverage.Coverage) -> None:
        self._traced = traced
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if not item.nodeid.startswith(SNAPSHOTS)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._traced.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = round(time.process_time() - began, 4)
        self._traced.switch_context("")
        return result


def _trace(traced_file: Path, files: list[str]) -> dict[str, float]:
    """Run tests once, add what each of them ran to a file, and say how long each took."""
    traced_file.parent.mkdir(parents=True, exist_ok=True)
    traced = coverage.Coverage(
        data_file=str(traced_file), source=[str(SOURCE.resolve())], config_file=False
    )
    traced.load()
    os.environ |= ENVIRONMENT
    traced.start()
    plugin = _Tracing(traced)
    code = pytest.main([*OPTIONS, *files], [plugin])
    traced.stop()
    traced.save()
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit("the tests must pass before what they find can be tried")
    return plugin.seconds
