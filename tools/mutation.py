"""Mutation testing: whether a test fails when one thing in the law or the code is changed.

`tools/mutation.py` tries the mutants one after the other and keeps what it found in
build/mutation/, so that the next run goes on where this one ended; what survived is tried last,
with more tests. A survivor must be listed, with the reason, in tests/data/survivors.json, and is
not tried again then; see CONTRIBUTING.md.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Container
from functools import cache
from pathlib import Path

from mutating.children import TIME_LIMIT
from mutating.collected import NOT_LIVING, kills
from mutating.mutants import PARTS, Mutant, mutants
from mutating.tests import Record, record
from mutating.trying import THE_IMPORT, Tree, kill

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "mutation"
LONGER = 10  # times as long for what survived before
COLLECTION = 15  # seconds of the processor in which a new process has collected any tests
SURVIVORS = ROOT / "tests" / "data" / "survivors.json"


def main() -> int:
    """Try mutants until the time is over; 1 where the list of survivors is not true of them."""
    options = _options()
    found = list(mutants(ROOT, options.parts or PARTS))
    if options.sample is not None:
        found = random.Random(options.seed).sample(found, min(options.sample, len(found)))
        print(f"{len(found)} mutants at random, seed {options.seed}")
    tests = record(FOLDER, anew=options.trace)
    results = _Results(FOLDER / "results.jsonl", tests.seconds)
    reasons = {one["mutant"] for one in json.loads(SURVIVORS.read_text(encoding="utf-8"))}
    end = time.monotonic() + 60 * options.minutes
    wanted = [mutant for mutant in found if options.only in mutant.name]
    plan = _Plan(tests, results, options.most, reasons)
    if options.again:
        _try(results.oldest_first(wanted), plan, results, end)
    else:
        unknown = [one for one in wanted if not (results.killed(one) or results.survived(one))]
        _try(unknown, plan, results, end)
        survived = [one for one in wanted if results.survived(one) and one.name not in reasons]
        _try(survived, plan, results, end)
    return _tell(found, results, reasons)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}: all when none is named")
    parser.add_argument("--minutes", type=float, default=55, help="when to stop: 55")
    parser.add_argument("--most", type=float, default=2, help="seconds of tests a mutant: 2")
    parser.add_argument("--sample", type=int, help="so many at random")
    parser.add_argument("--seed", type=int, default=1, help="which at random: 1")
    parser.add_argument("--only", default="", help="mutants with these words in their name")
    parser.add_argument("--again", action="store_true", help="all, whatever is known of them")
    parser.add_argument("--trace", action="store_true", help="record anew what each test runs")
    return parser.parse_args()


class _Results:
    """What was found, a line a mutant: its key, and the test that killed it or nothing.

    Where that test is gone since, nothing is known.
    """

    def __init__(self, file: Path, tests: Container[str]) -> None:
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        found: dict[str, str] = {}
        for key, killer in map(json.loads, lines):
            found.pop(key, None)
            found[key] = killer
        self._found: dict[str, str] = {
            key: killer
            for key, killer in found.items()
            if killer in ("", THE_IMPORT, TIME_LIMIT) or killer in tests
        }

    def killed(self, mutant: Mutant) -> str:
        """What killed it, or nothing."""
        return self._found.get(mutant.key, "")

    def survived(self, mutant: Mutant) -> bool:
        return self._found.get(mutant.key) == ""

    def oldest_first(self, mutants: list[Mutant]) -> list[Mutant]:
        """Those that were tried longest ago first, so that run after run tries all again."""
        order = {key: number for number, key in enumerate(self._found)}
        return sorted(mutants, key=lambda mutant: order.get(mutant.key, -1))

    def add(self, mutant: Mutant, killer: str) -> None:
        self._found[mutant.key] = killer
        if not killer:
            print(f"survives: {mutant.name}", flush=True)
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([mutant.key, killer]) + "\n")


def _try(wanted: list[Mutant], plan: "_Plan", results: _Results, end: float) -> None:
    """Try all in memory, then one by one those of which only a new process can tell."""
    if not wanted or time.monotonic() > end:
        return
    imported = []
    trials = [(one, plan.running(one) or plan.reading(one), plan.limit(one)) for one in wanted]
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree.of(ROOT, Path(folder) / "tree")
        for mutant, killer in kills(tree, trials):
            if killer == NOT_LIVING or not (killer or plan.is_sure(mutant)):
                imported.append(mutant)
            else:
                results.add(mutant, killer)
            if time.monotonic() > end:
                return
        for mutant in imported:
            seconds = plan.limit(mutant) + COLLECTION
            try:
                results.add(mutant, kill(tree, mutant, plan.reading(mutant), seconds))
            except RuntimeError as error:  # it waits for the next run
                print(f"{error}: {mutant.name}", flush=True)
            if time.monotonic() > end:
                return


class _Plan:
    """Which tests a mutant is tried with: what killed it once, or many more where nothing did.

    Where there is a reason for that, no more than usual.
    """

    def __init__(self, tests: Record, results: _Results, most: float, reasons: set[str]) -> None:
        self._results = results
        self._reasons = reasons
        self._most = most
        self._running = cache(tests.running)
        self._reading = cache(tests.reading)

    def limit(self, mutant: Mutant) -> float:
        """Seconds of the processor after which it is said to go on without end."""
        return 5 + 2 * self._time(mutant)

    def running(self, mutant: Mutant) -> list[str]:
        """Those that run what is changed; none where it runs at import."""
        return self._first(mutant, self._running(mutant.file, mutant.place, self._time(mutant)))

    def reading(self, mutant: Mutant) -> list[str]:
        """Those that could see that the file is another."""
        return self._first(mutant, self._reading(mutant.file, self._time(mutant)))

    def is_sure(self, mutant: Mutant) -> bool:
        """Whether to believe that it survives in memory.

        Not where it runs at import, nor without a reason: what it does may have been done before.
        """
        return bool(self.running(mutant)) and not self._is_open(mutant)

    def _first(self, mutant: Mutant, tests: list[str]) -> list[str]:
        killer = self._results.killed(mutant)
        return list(dict.fromkeys([killer, *tests])) if tests and "::" in killer else tests

    def _time(self, mutant: Mutant) -> float:
        return self._most * (LONGER if self._is_open(mutant) else 1)

    def _is_open(self, mutant: Mutant) -> bool:
        return self._results.survived(mutant) and mutant.name not in self._reasons


def _tell(found: list[Mutant], results: _Results, reasons: set[str]) -> int:
    survivors = [mutant for mutant in found if results.survived(mutant)]
    unlisted = [mutant.name for mutant in survivors if mutant.name not in reasons]
    false = [mutant.name for mutant in found if results.killed(mutant) and mutant.name in reasons]
    counts = Counter(
        "killed" if results.killed(one) else "survived" if results.survived(one) else "waiting"
        for one in found
    )
    tried = counts["killed"] + counts["survived"]
    print(
        f"{counts['killed']} of {tried} mutants tried are killed"
        f" ({counts['killed'] / max(tried, 1):.1%}), {counts['waiting']} wait;"
        f" {len(survivors) - len(unlisted)} survivors have a reason"
    )
    for name in unlisted:
        print(f"no reason: {name}")
    for name in false:
        print(f"killed, so that its reason is none: {name}")
    return 1 if unlisted or false else 0


if __name__ == "__main__":
    sys.exit(main())
