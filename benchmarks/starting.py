"""How long importing takes, and the whole command on one file."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import table

ROOT = Path(__file__).resolve().parent.parent
RUNS = 11
COMMANDS = {
    "python alone": [sys.executable, "-c", "pass"],
    "import attrs": [sys.executable, "-c", "import attrs"],
    "import mips_pi_rules": [sys.executable, "-c", "import mips_pi_rules"],
    "import and evaluate": [
        sys.executable,
        "-c",
        "import mips_pi_rules, pathlib, sys; "
        "mips_pi_rules.evaluate(pathlib.Path('examples/submission.json').read_bytes())",
    ],
    "mips-pi check FILE": [
        str(Path(sys.executable).with_name("mips-pi")), "check", "--exit-zero",
        "examples/submission.json",
    ],
}  # fmt: skip


def measure() -> list[str]:
    """The section of docs/performance.md, as Markdown lines."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as bytecode:
        # As installed: modules are compiled once, in a first round that is not counted.
        compiled = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
        for counted in (False, *[True] * RUNS):
            for name, command in COMMANDS.items():
                start = time.perf_counter()
                subprocess.run(
                    command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
                    env={**os.environ, **compiled},
                )  # fmt: skip
                if counted:
                    times[name].append((time.perf_counter() - start) * 1000)
    bare = times["python alone"]
    rows = [
        (
            name,
            statistics.median(own),
            statistics.median(a - b for a, b in zip(own, bare, strict=True)),
        )
        for name, own in times.items()
    ]
    return [
        "## Starting",
        "",
        f"Whole processes in turn, median of {RUNS} rounds, with bytecode, in milliseconds.",
        "",
        *table(("", "ms", "over bare Python"), rows),
    ]
