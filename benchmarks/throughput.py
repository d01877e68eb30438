"""Rows for each second of processor time, in one process and in two."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

import orjson

from documents import KINDS, documents
from mips_pi_rules import evaluate_many, years
from timing import table

ROWS = 6_000
SHARES = {"valid": 7, "forced": 2, "rejected": 1}  # of ten


def mixed(seed: int) -> list[bytes]:
    """Rows as a registry has them: mostly valid, some forced to 0, some refused, of all years."""
    random = Random(seed)
    made = [
        one
        for year in years()
        for kind in KINDS
        for one in documents(kind, year, ROWS * SHARES[kind] // 10 // len(years()), seed)
    ]
    random.shuffle(made)
    return [orjson.dumps(one) for one in made]


def judged(seed: int) -> tuple[int, float]:
    """How many rows, and the seconds of processor time that judging them took."""
    rows = mixed(seed)
    for _ in evaluate_many(rows[:200]):
        pass
    start = time.process_time()
    count = sum(1 for _ in evaluate_many(rows))
    return count, time.process_time() - start


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        one = [next(iter(pool.map(judged, [1])))]
        two = list(pool.map(judged, [2, 3]))
    lines = [
        (name, sum(count for count, _ in done) / sum(taken for _, taken in done))
        for name, done in (("one process", one), ("two processes", two))
    ]
    return [
        "## Many documents",
        "",
        "Mixed rows of all years (7 of 10 valid, 2 forced to 0, 1 refused) judged by "
        "`evaluate_many`, for each second of processor time.",
        "",
        *table(("", "rows a second"), lines),
    ]
