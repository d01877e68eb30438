"""How long evaluate takes, as a ratio to decoding the same bytes with the standard library.

Ratios drift less than times from machine to machine; both are measured in turn in one run.

    python benchmarks/evaluate.py
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from mips_pi_rules import evaluate

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ROUNDS, CALLS = 15, 200
CASES = {
    "valid": "2025/everything-reported",
    "valid, 2022": "2022/everything-reported",
    "forced to 0": "2025/safer-answered-no",
}


def seconds(call: Callable[[], object]) -> float:
    """The time of one call, averaged over many."""
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS


def main() -> None:
    """Print a line per case: the median ratio, and the median times behind it."""
    print(f"{'case':<14}{'ratio':>8}{'evaluate':>12}{'json.loads':>12}")
    for name, file in CASES.items():
        case = json.loads((EXAMPLES / f"{file}.json").read_text(encoding="utf-8"))
        document = json.dumps(case["submission"], separators=(",", ":")).encode()
        evaluate(document)
        pairs = [
            (seconds(lambda: evaluate(document)), seconds(lambda: json.loads(document)))  # noqa: B023 - called at once
            for _ in range(ROUNDS)
        ]
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
        print(f"{name:<14}{ratio:>8.1f}{ours * 1e6:>10.1f}us{theirs * 1e6:>10.1f}us")


if __name__ == "__main__":
    main()
