"""How every test runs: what is traced, how much is tried, and what is counted.

Properties have no deadline, so that a busy machine fails none of them. In CI, and in `make test`,
the same examples come each time; EXAMPLES=20 (`make prove`) tries twenty times as many.
"""

import os
import signal
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import HealthCheck, settings

from support.cases import BESIDE, ROOT

# Commands that tests start find their bytecode, whatever the machine has set, and leave none in
# the tree: compiling all modules again would be most of their time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")

# Ctrl-C is heard, by tests and by commands that they start, as from a person's shell: what runs in
# the background may be deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)

EXAMPLES = 40

settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=EXAMPLES * int(os.environ.get("EXAMPLES", "1")),
    suppress_health_check=[HealthCheck.too_slow],  # it looks at a clock, as a deadline does
)
settings.load_profile("house")


# Coverage is that of the worked cases and the plain tests: tracing costs more than what it traces.
TRACED = ("tests/unit", "tests/examples", "tests/law/test_rules.py")
UNTRACED = ("tests/unit/planning/test_fewest.py", "tests/unit/judging/test_readings.py")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Leave out what reads a folder that is not there; do not trace properties and proofs."""
    if not BESIDE.exists():
        items[:] = [item for item in items if not item.get_closest_marker("beside")]
    for item in items:  # before pytest itself selects by marks
        if item.nodeid.startswith("tests/proof"):
            item.add_marker(pytest.mark.proof)
    yield
    for item in items:  # after hypothesis has marked what is a property
        searching = item.get_closest_marker("hypothesis") or item.nodeid.startswith(UNTRACED)
        if searching or not item.nodeid.startswith(TRACED):
            item.add_marker(pytest.mark.no_cover)


def pytest_report_header() -> str:
    """Whether real inputs stand beside the project."""
    found = BESIDE.exists()
    return "real inputs stand beside it" if found else "no real inputs stand beside it: own cases"


@pytest.fixture
def counted(
    record_property: Callable[[str, object], None],
) -> Callable[[str, Mapping[str, int]], None]:
    """Tell the end of the run what a test counted: `counted(what, {name: n})`."""
    return lambda what, counts: record_property("counted", [what, dict(counts)])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was counted, a line for each kind, summed over the tests that counted it."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "counted":
                    sums[value[0]].update(value[1])
    if sums:
        terminalreporter.section("counted")
    for what, counts in sorted(sums.items()):
        each = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
        terminalreporter.line(f"{what}: {sum(counts.values())} ({each})")
