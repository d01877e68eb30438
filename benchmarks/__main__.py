"""Measure everything in one run and write docs/performance.md.

    python benchmarks [evaluating|qrda|planning|growth|throughput|batch|tables|starting ...]

With names only those parts are measured, and printed instead of written.
"""

import os
import platform
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import batch
import evaluating
import growth
import planning
import qrda
import starting
import tables
import throughput
from mips_pi_rules import __version__

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
PARTS: dict[str, ModuleType] = {
    "evaluating": evaluating,
    "qrda": qrda,
    "planning": planning,
    "growth": growth,
    "throughput": throughput,
    "batch": batch,
    "tables": tables,
    "starting": starting,
}


def _processor() -> str:
    """What the machine says of its processor."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def main(names: list[str]) -> None:
    """Measure the parts named, or all."""
    load = f"{os.getloadavg()[0]:.1f}"
    parts = [PARTS[name].measure() for name in names or PARTS]
    text = "\n\n".join("\n".join(lines) for lines in parts) + "\n"
    if names:
        print(text)
        return
    head = (
        "# Performance\n\n"
        "Written by `make bench`. Times are of one machine on one day; the ratios, each of one "
        "run, are what can be compared.\n\n"
        f"mips-pi-rules {__version__}, Python {platform.python_version()}, "
        f"{os.cpu_count()} processors ({_processor()}), load {load} before and "
        f"{os.getloadavg()[0]:.1f} after, {date.today()}.\n\n"
    )
    PAGE.write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
