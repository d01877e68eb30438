"""Which tests can see a change: a traced run of them, kept in build/, says what each test runs."""

import importlib
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import reduce
from hashlib import sha256
from operator import or_
from pathlib import Path
from types import ModuleType
from typing import Any

import coverage
import pytest
from attrs import field, frozen

from mutating.code import places
from mutating.mutants import SOURCE

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
COLLECTED = 0.1  # seconds of the processor in which a file of tests is collected
NEAR = ("tests/law/test_rules.py", "tests/examples/test_examples.py")
NEAR_TO_LAW: tuple[str, ...] = (
    "tests/law/test_rules",
    "tests/law/test_numbers.py",
    "tests/law/test_policy.py",
)
NEAR_TO_LAW += ("tests/law/test_clauses.py", "tests/examples/test_examples.py")
NEAR_TO_LAW += ("tests/unit/facts/test_defects.py", "tests/unit/judging/test_checkedsets.py")
NEAR_TO_LAW += ("tests/unit/judging/test_readings.py",)


@frozen
class Record:
    """How long each test runs, and which tests run a statement, by file and place."""

    seconds: dict[str, float]
    _names: list[str]
    _places: dict[str, dict[str, int]]  # the tests as bits, by their number in the names
    _any: list[str] = field(init=False)  # those that run anything of the project

    @_any.default
    def _(self) -> list[str]:
        return list(self._tests(reduce(or_, map(self._of_file, self._places), 0)))

    def running(self, file: str, place: str, most: float) -> list[str]:
        """The tests that run a statement, the nearest and fastest first, in `most` seconds.

        Then others that are near: what is worked out once for all is run by the first test alone.
        None where it runs at import, or never. Of a statement that stood in no file when tests were
        traced they are those of its file.
        """
        bits = self._places.get(file, {}).get(place)
        found = dict.fromkeys(self._tests(self._of_file(file) if bits is None else bits), 1.0)
        if not found:
            return []
        near = dict.fromkeys((one for one in self._any if _distance(one, file) <= 1), 16.0)
        return self._first(near | found, [file], most)

    def reading(self, file: str, most: float) -> list[str]:
        """The tests that could see a changed file: it is of the law, or they run anything of it.

        Or of a file that imports it: what is done at its import is seen in those alone.
        """
        if file.endswith(".json"):
            found = [test for test in self.seconds if test.startswith(OF_LAW)]
            return self._first(dict.fromkeys(found, 1.0), [file], most)
        files = [file, *_importing(file)]
        found = [one for one in self.seconds if _distance(one, file) < 1]  # they may only read it
        found += self._tests(reduce(or_, map(self._of_file, files)))
        return self._first(dict.fromkeys(found, 1.0), files, most, COLLECTED)

    def _of_file(self, file: str) -> int:
        return reduce(or_, self._places.get(file, {}).values(), 0)

    def _first(
        self, found: Mapping[str, float], files: list[str], most: float, collected: float = 0
    ) -> list[str]:
        """Of tests alike, of one function and as near, each further one comes a little later.

        `collected`: what a further file of tests takes where they are collected first.
        """
        ranked: list[tuple[float, str]] = []
        alike: Counter[tuple[str, float]] = Counter()
        for test in sorted(found, key=self.seconds.__getitem__):
            distance = min(_distance(test, file) for file in files)
            kind = (test.partition("[")[0], distance)
            alike[kind] += 1
            cost = (self.seconds[test] + 0.002) * alike[kind] ** 0.5
            ranked.append((cost * found[test] * distance, test))
        taken, passed, opened = [], 0.0, set()
        for _, test in sorted(ranked):
            of = test.partition("::")[0]
            passed += self.seconds[test] + 0.002 + (0 if of in opened else collected)
            if passed > most:
                break
            opened.add(of)
            taken.append(test)
        return taken

    def _tests(self, bits: int) -> Iterator[str]:
        for number, name in enumerate(self._names):
            if bits >> number & 1 and name in self.seconds:
                yield name


def _distance(test: str, file: str) -> float:
    """How much later than its time says a test is run: what is about the changed file is first."""
    if file.endswith(".json"):
        rule_or_year = re.split(r"[-.]", file.rpartition("/")[2])[0]
        return 1 if test.startswith(NEAR_TO_LAW) and rule_or_year in test else 4
    folder, _, module = file.removeprefix(f"{SOURCE}/").removesuffix(".py").partition("/")
    if test.startswith(f"tests/unit/{folder}/test_{module.rpartition('/')[2]}"):
        return 0.1
    return 1 if test.startswith((f"tests/unit/{folder}/", f"tests/{folder}/", *NEAR)) else 4


def _importing(file: str) -> list[str]:
    """The files of the project that import one of its modules by name."""
    words = f"from {module_of(Path(file))} import "
    return [
        one.as_posix()
        for one in sorted(SOURCE.rglob("*.py"))
        if words in one.read_text(encoding="utf-8")
    ]


def record(folder: Path, *, anew: bool = False) -> Record:
    """What is known of the tests, kept in a folder; those that are new or changed are run once.

    `anew` runs all of them, which takes minutes. Raises SystemExit where a test fails.
    """
    file = folder / "tests.json"
    known: dict[str, Any] = {"files": {}, "seconds": {}, "names": [], "places": {}}
    if file.exists() and not anew:
        known = json.loads(file.read_text(encoding="utf-8"))
    found = sorted({one.as_posix() for of in FOLDERS for one in Path(of).rglob("test_*.py")})
    digests = {name: sha256(Path(name).read_bytes()).hexdigest()[:16] for name in found}
    same = {name for name in found if known["files"].get(name) == digests[name]}
    seconds = {
        test: spent for test, spent in known["seconds"].items() if test.partition("::")[0] in same
    }
    with tempfile.TemporaryDirectory() as traced, ProcessPoolExecutor(1) as apart:
        # Apart, since mutants are tried in processes that have not imported the project yet.
        ran = apart.submit(_trace, Path(traced) / "traced", found, set(seconds)).result()
        if ran:
            _add(known, Path(traced) / "traced", list(ran))
    known |= {"files": digests, "seconds": seconds | ran}
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(known), encoding="utf-8")
    return Record(
        known["seconds"],
        known["names"],
        {
            name: {place: int(bits, 16) for place, bits in of_file.items()}
            for name, of_file in known["places"].items()
        },
    )


def _add(known: dict[str, Any], traced_file: Path, ran: list[str]) -> None:
    """Add what tests ran to what is known: of each statement the tests, as bits in hex."""
    names: list[str] = known["names"]
    names += sorted(set(ran) - set(names))
    bit = {name: 1 << number for number, name in enumerate(names)}
    traced = coverage.CoverageData(str(traced_file))
    traced.read()
    for file in sorted(SOURCE.rglob("*.py")):
        by_line = {
            line: reduce(or_, (bit.get(test, 0) for test in tests), 0)
            for line, tests in traced.contexts_by_lineno(str(file.resolve())).items()
        }
        of_file: dict[str, str] = known["places"].setdefault(file.as_posix(), {})
        for place, lines in places(file.read_text(encoding="utf-8")):
            bits = reduce(or_, (by_line.get(line, 0) for line in lines))
            of_file[place] = f"{int(of_file.get(place, '0'), 16) | bits:x}"


def import_all() -> list[ModuleType]:
    """Import every module of the project, which imports most of them when they are asked for."""
    return [importlib.import_module(module_of(file)) for file in sorted(SOURCE.rglob("*.py"))]


def module_of(file: Path) -> str:
    """The name of a module by its file in the tree."""
    parts = file.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class _Tracing:
    """A plugin of pytest that runs the tests not known, and notes what each runs and how long."""

    def __init__(self, traced: coverage.Coverage, known: set[str]) -> None:
        self._traced = traced
        self._known = known
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [
            item
            for item in items
            if item.nodeid not in self._known and not item.nodeid.startswith(SNAPSHOTS)
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._traced.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = round(time.process_time() - began, 4)
        self._traced.switch_context("")
        return result


def _trace(traced_file: Path, files: list[str], known: set[str]) -> dict[str, float]:
    """Run the tests that are not known, write what each of them ran, and say how long it took."""
    traced = coverage.Coverage(
        data_file=str(traced_file), source=[str(SOURCE.resolve())], config_file=False
    )
    os.environ |= ENVIRONMENT
    traced.start()
    import_all()  # or the first test that needs a module would be said to run what its import does
    plugin = _Tracing(traced, known)
    code = pytest.main([*OPTIONS, *files], [plugin])
    traced.stop()
    traced.save()
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit("the tests must pass before what they find can be tried")
    return plugin.seconds
