"""`mips-pi batch` as a whole: rows a second with one worker and two, what it adds, its memory.

With MILLION=1 in the environment a million rows are judged too, which takes minutes.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import orjson

from documents import KINDS, documents
from mips_pi_rules import years
from throughput import SHARES
from timing import table

ROWS = 50_000
CHUNK = 10_000
ROUNDS = 3
ALONE = """
import sys, time
from mips_pi_rules import evaluate_many
rows = open(sys.argv[1], "rb").read().splitlines()
for _ in evaluate_many(rows[:200]):
    pass
start = time.process_time()
for _ in evaluate_many(rows):
    pass
print(time.process_time() - start)
"""


def written(file: Path, rows: int) -> None:
    """So many mixed rows, all distinct, in an order that mixes kinds and years."""
    with file.open("wb") as out:
        for seed in range(-(-rows // CHUNK)):
            made = [
                orjson.dumps(one)
                for year in years()
                for kind in KINDS
                for one in documents(kind, year, CHUNK * SHARES[kind] // 10 // len(years()), seed)
            ]
            # Neighbours of one kind and year stand apart, without a shuffle.
            for start in range(97):
                out.writelines(line + b"\n" for line in made[start::97])


def tree(process: int) -> Iterator[int]:
    """A process and all that it started."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from tree(int(child))


def memory(process: int) -> float:
    """Megabytes that a process and its children have of their own."""
    total = 0
    for one in tree(process):
        try:
            said = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) for line in said.splitlines() if line[:4] == "Pss:")
    return total / 1024


def compiled(folder: Path) -> dict[str, str]:
    """The environment in which modules are compiled once, as those of an installed package are."""
    return os.environ | {"PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": ""}


def run(file: Path, workers: int) -> tuple[float, float, list[float]]:
    """Seconds by the clock and of processors, and the memory every half second."""
    out = file.with_name("out.ndjson")
    out.unlink(missing_ok=True)
    command = [sys.executable, "-m", "mips_pi_rules", "batch", str(file), "-o", str(out)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, sizes = time.perf_counter(), []
    process = subprocess.Popen(
        [*command, "--workers", str(workers)],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=compiled(file.parent),
    )  # fmt: skip
    while process.poll() is None:
        sizes.append(memory(process.pid))
        time.sleep(0.5)
    taken = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit("mips-pi batch failed")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken, spent, sizes


def alone(file: Path) -> float:
    """Seconds of a processor that evaluate_many takes for the same rows."""
    command = [sys.executable, "-c", ALONE, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    lines = ["## mips-pi batch", ""]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows.ndjson")
        written(file, 7)
        run(file, 1)  # compiles the modules
        written(file, ROWS)
        rows = file.read_bytes().count(b"\n")
        rounds = [(alone(file), (run(file, 1), run(file, 2))) for _ in range(ROUNDS)]
        two = rounds[-1][1][1]
        lines += [
            f"{rows} mixed rows of NDJSON, the whole command with its start, median of {ROUNDS} "
            "rounds in turn. `evaluate_many` takes "
            f"{median(base for base, _ in rounds):.1f} s of a processor for the same rows, and "
            "finds the words, lines and readings of their reports, which rows do not have.",
            "",
            *table(
                ("", "seconds", "of processors", "rows for each of those", "to `evaluate_many`"),
                [
                    (
                        name,
                        median(runs[at][0] for _, runs in rounds),
                        median(runs[at][1] for _, runs in rounds),
                        median(rows / runs[at][1] for _, runs in rounds),
                        median(base / runs[at][1] for base, runs in rounds),
                    )
                    for name, at in (("one worker", 0), ("two workers", 1))
                ],
            ),
            "",
            f"Two workers are {median(one[0] / two[0] for _, (one, two) in rounds):.2f} times as "
            "fast as one.",
        ]
        sizes = [(f"{rows}", two)]
        if os.environ.get("MILLION"):
            written(file, 1_000_000)
            sizes.append((f"{file.read_bytes().count(bytes([10]))}", run(file, 2)))
    lines += ["", "Memory of all its processes with two workers, at every tenth of the run:", ""]
    lines += table(
        ("rows", "seconds", *(f"{tenth * 10} %" for tenth in range(1, 10)), "most, MB"),
        [
            (name, taken, *(found[len(found) * tenth // 10] for tenth in range(1, 10)), max(found))
            for name, (taken, _, found) in sizes
        ],
    )
    return lines


if __name__ == "__main__":
    print("\n".join(measure()))
