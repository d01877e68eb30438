"""Which tests can see a change: a traced run of them, kept in build/, says what each test runs."""

import json
import os
import time
from collections.abc import Iterator
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
OF_LAW = ("tests/law", "tests/examples", "tests/unit/facts", "tests/unit/judging", "tests/unit/law")
NEAR = ("tests/law/test_rules.py", "tests/examples/test_examples.py")
NEAR_TO_LAW = ("tests/law/test_rules.py", "tests/law/test_schemas.py")


@frozen
class Record:
    """How long each test runs, and which tests run a line of a file."""

    seconds: dict[str, float]
    traced: coverage.CoverageData

    def tests(self, mutant: Mutant, most: float) -> Iterator[list[str]]:
        """The tests that could see a mutant: those near to it, then others, each the fastest first.

        Both take no longer than `most` seconds, as they ran when they were traced.
        """
        found = self._of_code(mutant) if mutant.file.endswith(".py") else self._of_law()
        near: list[str] = []
        others: list[str] = []
        for test in sorted(found, key=self.seconds.__getitem__):
            (near if _is_near(test, mutant) else others).append(test)
        yield self._fastest(near, most / 8)
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
        by_line = self.traced.contexts_by_lineno(str(Path(mutant.file).resolve()))
        lines = by_line if mutant.lines is None else mutant.lines
        found = {test for line in lines for test in by_line.get(line, ())}
        return found & self.seconds.keys()


def _is_near(test: str, mutant: Mutant) -> bool:
    if mutant.file.endswith(".json"):
        name = mutant.file.rpartition("/")[2].partition("-")[0].removesuffix(".json")
        return name in test or test.startswith(
            ("tests/law/test_rules.py", "tests/law/test_schemas.py")
        )
    folder = mutant.file.removeprefix(f"{SOURCE}/").partition("/")[0]
    return test.startswith((f"tests/unit/{folder}/", *NEAR))


def record(folder: Path) -> Record:
    """Read what was recorded in a folder. Raises FileNotFoundError before `trace` has run."""
    seconds = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
    traced = coverage.CoverageData(str(folder / "traced"))
    traced.read()
    return Record(seconds, traced)


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


def trace(folder: Path) -> None:
    """Run all tests that count once, and keep what each of them ran. Raises SystemExit."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "traced").unlink(missing_ok=True)
    traced = coverage.Coverage(
        data_file=str(folder / "traced"), source=[str(SOURCE.resolve())], config_file=False
    )
    os.environ["CI"] = "1"  # the same examples as each mutant is tried with
    traced.start()
    plugin = _Tracing(traced)
    code = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:cov", *FOLDERS], [plugin])
    traced.stop()
    traced.save()
    if code:
        raise SystemExit("the tests must pass before what they find can be tried")
    (folder / "seconds.json").write_text(json.dumps(plugin.seconds), encoding="utf-8")
