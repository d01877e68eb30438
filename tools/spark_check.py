"""Hold the adapter for Spark to the single machine: 100,000 rows in a local session, row by row.

Usage: spark_check.py [ROWS]. Run it with `make test-spark`, which installs Spark and needs Java 17.
It also runs docs/cluster.md as it stands, in an environment without the library: what the page
ships must be enough.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from pyspark.sql import SparkSession

from mips_pi_rules import Rulebook
from mips_pi_rules.many.rows import Given, judged, named, row_of
from mips_pi_rules.many.spark import evaluate_frame

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted((ROOT / "examples").glob("20*/*.json"))
SCHEMA = "key string, submission string, context string"
NULL = {"outcome": "rejected", "score": None, "error": "there is no submission, the value is null"}
Row = tuple[str, str | None, str | None]


def documents(count: int) -> list[Row]:
    """Keys, submissions, contexts: the worked cases with other counts, some broken, some null."""
    random = Random(7)
    cases = [json.loads(file.read_text(encoding="utf-8")) for file in CASES]
    made: list[Row] = []
    for number in range(count):
        case = random.choice(cases)
        text = json.dumps(case["submission"])
        if random.random() < 0.5:
            numerator = random.randint(1, 99)
            text = re.sub(r'"numerator": \d+', f'"numerator": {numerator}', text)
        given = random.choice([None, text[:-1], "[]"]) if random.random() < 0.01 else text
        context = json.dumps(case["context"]) if case.get("context") else None
        made.append((f"row-{number}", given, context))
    return made


def expected(text: str | None, context: str | None, rulebook: Rulebook) -> dict[str, Any]:
    """The row of one machine, from the library's own evaluation."""
    if text is None:
        return NULL
    given = Given(text, None if context is None else json.loads(context))
    verdict, error = judged(given, rulebook)
    return named(row_of(verdict.case, error))


def session(cores: int) -> SparkSession:
    """A local session of so many processors, which has judged a little already."""
    start = time.perf_counter()
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    evaluate_frame(spark.createDataFrame(documents(100), SCHEMA), key="key").collect()
    print(f"Spark {spark.version} stands after {time.perf_counter() - start:.1f} s")
    return spark


def compared(spark: SparkSession, rows: list[Row]) -> None:
    """Judge in Spark and here, and compare every row."""
    rulebook = Rulebook.default()
    frame = spark.createDataFrame(rows, SCHEMA).repartition(8)
    wanted = {name: expected(text, context, rulebook) for name, text, context in rows}
    for key in ("key", None):
        found = evaluate_frame(frame, "submission", key=key, context="context").collect()
        by_key = {row["key"]: row.asDict() for row in found}
        if len(found) != len(rows) or by_key.keys() != wanted.keys():
            sys.exit("a row was lost, or came twice")
        for name, row in wanted.items():
            for column, value in row.items():
                if by_key[name][column] != value:
                    sys.exit(f"{name}: {column} is not that of one machine")
        print(f"{len(rows)} rows are those of one machine, key={key}")


def timed(spark: SparkSession, file: Path) -> float:
    """Rows that are judged in a second, of a file of Parquet and into nothing."""
    frame = spark.read.parquet(str(file))
    start = time.perf_counter()
    evaluate_frame(frame, key="key", context="context").write.format("noop").mode(
        "overwrite"
    ).save()
    rows: int = frame.count()
    return rows / (time.perf_counter() - start)


def page() -> None:
    """Run docs/cluster.md: what it ships, and the job that it submits."""
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    environment |= {"PATH": path, "PROJECT": str(ROOT), "MASTER": "local[2]"}
    with tempfile.TemporaryDirectory() as folder:
        for language, code in re.findall(r"^```(sh|python)\n(.*?)^```", text, re.M | re.S):
            if language == "python":
                Path(folder, "judge.py").write_text(code, encoding="utf-8")
                continue
            command = ["bash", "-euo", "pipefail", "-c", code]
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode or "Traceback" in done.stderr:
                sys.exit(f"{code}\n{done.stdout}\n{done.stderr[-5000:]}")
    print("docs/cluster.md runs as it stands")


def main() -> None:
    """Everything, with the time that it takes."""
    start = time.perf_counter()
    os.environ["PYSPARK_PYTHON"] = sys.executable  # of the workers
    rows = documents(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    spark = session(cores=2)
    compared(spark, rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows.parquet")
        spark.createDataFrame(rows, SCHEMA).repartition(8).write.parquet(str(file))
        two = timed(spark, file)
        spark.stop()
        spark = session(cores=1)
        one = timed(spark, file)
        spark.stop()
    print(f"{one:.0f} rows a second on one processor, {two:.0f} on two: {two / one:.2f} times")
    page()
    print(f"all of it took {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
