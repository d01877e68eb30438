"""How the time grows with the size of the input: for each kind, microseconds for each item."""

import json
import time
from collections.abc import Callable
from typing import Any

from documents import documents
from mips_pi_rules import evaluate, plan, years
from timing import table

Json = dict[str, Any]

SIZES = (10, 100, 1_000, 10_000)
MOST = 20.0  # seconds: a kind that takes longer at one size is not tried at the next
YEAR = years()[-3]


def full() -> Json:
    """A valid submission to grow."""
    return documents("valid", YEAR, 1)[0]


def rows(submission: Json) -> list[Json]:
    """The rows of its one set."""
    found: list[Json] = submission["measurementSets"][0]["measurements"]
    return found


def blank(count: int) -> Json:
    """That many more rows, each blank."""
    submission = full()
    rows(submission).extend({"measureId": rows(submission)[0]["measureId"]} for _ in range(count))
    return submission


def empty(count: int) -> Json:
    """That many rows that are no row."""
    submission = full()
    rows(submission).extend({} for _ in range(count))
    return submission


def unknown(count: int) -> Json:
    """That many rows of unknown ids, each another."""
    submission = full()
    rows(submission).extend({"measureId": f"PI_XX_{n}", "value": True} for n in range(count))
    return submission


def sets(count: int) -> Json:
    """That many sets."""
    submission = full()
    submission["measurementSets"] *= count
    return submission


def names(count: int) -> Json:
    """That many unknown fields in the set."""
    submission = full()
    submission["measurementSets"][0] |= {f"unknownField{n}": n for n in range(count)}
    return submission


def long(count: int) -> Json:
    """A certification id of that many characters."""
    submission = full()
    submission["measurementSets"][0]["cehrtId"] = "7" * count
    return submission


def nested(count: int) -> Json:
    """An unknown field that nests up to the depth that is read, that many times over."""
    deep: Any = []
    for _ in range(80):
        deep = [deep]
    return full() | {"other": [deep] * (count // 80 + 1)}


def as_text(submission: Json) -> bytes:
    """Compact text."""
    return json.dumps(submission).encode()


KINDS: dict[str, Callable[[int], Json]] = {
    "blank rows": blank,
    "rows without anything": empty,
    "unknown measure ids": unknown,
    "measurement sets": sets,
    "unknown fields": names,
    "characters of a text": long,
    "levels of nesting": nested,
}


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    found = [(f"evaluate: {name}", *_line(evaluate, make)) for name, make in KINDS.items()]
    found += [
        (f"plan: {name}", *_line(plan, KINDS[name]))
        for name in ("blank rows", "rows without anything", "unknown measure ids")
    ]
    return [
        "## Growth",
        "",
        "Microseconds for each item, at 10 to 10,000 items. Linear is a line that does not rise.",
        "",
        *table(("", *(f"{size:,}" for size in SIZES)), found),
    ]


def _line(call: Callable[[Any], object], make: Callable[[int], Json]) -> list[float | str]:
    cells: list[float | str] = []
    for size in SIZES:
        if cells and isinstance(cells[-1], str):
            cells.append("-")
            continue
        text = as_text(make(size))
        start = time.perf_counter()
        call(text)
        taken = time.perf_counter() - start
        cells.append(taken / size * 1e6 if taken < MOST else f"more than {MOST:.0f} s")
    return cells
