"""Mutation testing: whether a test fails when one thing in the law or the code is changed.

`tools/mutation.py` tries the mutants one after the other and keeps what it found in
build/mutation/, so that the next run goes on where this one ended; what survived is tried last,
with more tests. A survivor must be listed, with the reason, in tests/data/survivors.json; see
CONTRIBUTING.md.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from mutating.collected import NOT_LIVING, kills
from mutating.mutants import PARTS, Mutant, mutants
from mutating.tests import Record, record
from mutating.trying import Tree, kill

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "mutation"
LONGER = 10  # times as long for what survived before
SURVIVORS = ROOT / "tests" / "data" / "survivors.json"


def main() -> int:
    """Try mutants until the time is over; 1 where one survives that is not listed."""
    options = _options()
    found = list(mutants(ROOT, options.parts or PARTS))
    if options.sample is not None:
        found = random.Random(options.seed).sample(found, min(options.sample, len(found)))
        print(f"{len(found)} mutants at random, seed {options.seed}")
    results = _Results(FOLDER / "results.jsonl")
    waiting = [mutant for mutant in found if options.again or not results.killed(mutant)]
    waiting.sort(key=results.survived)  # what is not known yet comes first
    if waiting:
        _try(waiting, results, options)
    return _tell(found, results)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}: all when none is named")
    parser.add_argument("--minutes", type=float, default=55, help="when to stop: 55")
    parser.add_argument("--most", type=float, default=2, help="seconds of tests a mutant: 2")
    parser.add_argument("--sample", type=int, help="so many at random")
    parser.add_argument("--seed", type=int, default=1, help="which at random: 1")
    parser.add_argument("--only", default="", help="mutants with these words in their name")
    parser.add_argument("--again", action="store_true", help="those that were killed before too")
    parser.add_argument("--trace", action="store_true", help="record anew what each test runs")
    return parser.parse_args()


class _Results:
    """What was found, a line a mutant: its key, and the test that killed it or nothing."""

    def __init__(self, file: Path) -> None:
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._found: dict[str, str] = dict(json.loads(line) for line in lines)

    def killed(self, mutant: Mutant) -> str:
        return self._found.get(mutant.key, "")

    def survived(self, mutant: Mutant) -> bool:
        return self._found.get(mutant.key) == ""

    def add(self, mutant: Mutant, killer: str) -> None:
        self._found[mutant.key] = killer
        if not killer:
            print(f"survives: {mutant.name}", flush=True)
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([mutant.key, killer]) + "\n")


def _try(waiting: list[Mutant], results: _Results, options: argparse.Namespace) -> None:
    """Try those of code in memory, then one by one those that a new process must import."""
    plan = _Plan(record(FOLDER, anew=options.trace), results, options.most)
    wanted = [mutant for mutant in waiting if options.only in mutant.name]
    end = time.monotonic() + 60 * options.minutes
    imported, trials = [], []
    for one in wanted:
        if one.file.endswith(".py"):
            trials.append((one, plan.running(one) or plan.reading(one), plan.limit(one)))
        else:
            imported.append(one)
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree.of(ROOT, Path(folder) / "tree")
        for mutant, killer in kills(tree, trials):
            if killer == NOT_LIVING or not (killer or plan.running(mutant)):
                imported.append(mutant)
            else:
                results.add(mutant, killer)
            if time.monotonic() > end:
                return
        for mutant in imported:
            results.add(mutant, kill(tree, mutant, plan.reading(mutant), plan.limit(mutant)))
            if time.monotonic() > end:
                return


class _Plan:
    """Which tests a mutant is tried with: of what survived before, many more."""

    def __init__(self, tests: Record, results: _Results, most: float) -> None:
        self._results = results
        self._most = most
        self._running = cache(tests.running)
        self._reading = cache(tests.reading)

    def limit(self, mutant: Mutant) -> float:
        """Seconds of the processor after which it is said to go on without end."""
        return 5 + 2 * self._time(mutant)

    def running(self, mutant: Mutant) -> list[str]:
        """Those that run what is changed; none where it runs at import."""
        return self._running(mutant.file, mutant.place, self._time(mutant))

    def reading(self, mutant: Mutant) -> list[str]:
        """Those that could see that the file is another."""
        return self._reading(mutant.file, self._time(mutant))

    def _time(self, mutant: Mutant) -> float:
        return self._most * (LONGER if self._results.survived(mutant) else 1)


def _tell(found: list[Mutant], results: _Results) -> int:
    reasons: dict[str, Any] = {one["mutant"]: one for one in json.loads(SURVIVORS.read_text())}
    survivors = [mutant for mutant in found if results.survived(mutant)]
    unlisted = [mutant.name for mutant in survivors if mutant.name not in reasons]
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
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
