"""DuckDB and Polars on one machine: what a table of Arrow adds to judging its submissions."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars
from pyarrow import parquet

from batch import alone, run, written
from mips_pi_rules.many.table import evaluate_table
from timing import table

ROWS = 20_000


def duck(file: Path, out: Path) -> None:
    """A file of Parquet through DuckDB into another, never whole in memory."""
    texts = duckdb.connect().read_parquet(str(file)).project("submission")
    duckdb.connect().from_arrow(evaluate_table(texts)).project(
        "* EXCLUDE submission"
    ).write_parquet(str(out))


def bear(file: Path, out: Path) -> None:
    """The same through a frame of Polars."""
    judged = polars.DataFrame(evaluate_table(polars.read_parquet(file)))
    judged.drop("submission").write_parquet(out)


def arrow(file: Path, out: Path) -> None:
    """The same through Arrow alone."""
    parquet.write_table(evaluate_table(parquet.read_table(file)).drop(["submission"]), out)


WAYS: dict[str, Callable[[Path, Path], Any]] = {
    "DuckDB": duck,
    "Polars": bear,
    "pyarrow": arrow,
}


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    with tempfile.TemporaryDirectory() as folder:
        lines, file = Path(folder, "rows.ndjson"), Path(folder, "rows.parquet")
        written(lines, ROWS)
        texts = lines.read_text(encoding="utf-8").splitlines()
        polars.DataFrame({"submission": texts}).write_parquet(file)
        run(file, 1)  # compiles the modules
        count, base, found = len(texts), alone(lines), []
        evaluate_table(parquet.read_table(file).slice(0, 1000))  # reads the law of each year
        for name, way in WAYS.items():
            out = Path(folder, f"{name}.parquet")
            start = time.perf_counter(), time.process_time()
            way(file, out)
            taken, spent = time.perf_counter() - start[0], time.process_time() - start[1]
            if parquet.ParquetFile(out).metadata.num_rows != count:
                sys.exit(f"{name} lost a row")
            found.append((name, taken, spent, count / spent, base / spent))
        for workers in (1, 2):
            taken, spent, _ = run(file, workers)
            name = f"mips-pi batch, {workers} {'worker' if workers == 1 else 'workers'}"
            found.append((name, taken, spent, count / spent, base / spent))
    return [
        "## Tables on one machine",
        "",
        f"{count} mixed rows of a Parquet file. DuckDB, Polars and pyarrow call `evaluate_table`, "
        "which judges in one process, and write Parquet; `mips-pi batch` reads the same file and "
        f"writes NDJSON. `evaluate_many` takes {base:.1f} s of a processor for them.",
        "",
        *table(
            ("", "seconds", "of processors", "rows for each of those", "to `evaluate_many`"), found
        ),
    ]
