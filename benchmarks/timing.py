"""How things are timed: in turn, over distinct documents, as ratios within one run."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Call = Callable[[Any], object]


def pass_time(call: Call, documents: Sequence[Any]) -> float:
    """Seconds of processor time for each document, in one pass over all of them.

    What else runs on the machine is not counted; a long pass would be interrupted more often than
    a short one.
    """
    start = time.process_time()
    for document in documents:
        call(document)
    return (time.process_time() - start) / len(documents)


def interleaved(
    contenders: Mapping[str, tuple[Call, Sequence[Any]]], rounds: int
) -> dict[str, list[float]]:
    """The times of whole passes of each contender, one after the other in every round.

    A contender is a call and the documents that it is given. The first round warms up and is not
    counted; what is alive before is kept out of the collector's way.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    gc.collect()
    gc.freeze()
    for number in range(rounds + 1):
        for name, (call, documents) in contenders.items():
            taken = pass_time(call, documents)
            if number:
                times[name].append(taken)
    gc.unfreeze()
    return times


def in_turn(contenders: Mapping[str, tuple[Call, Sequence[Any]]], rounds: int) -> dict[str, float]:
    """Seconds for a document where the contenders take turns at every one of them.

    None finds the processor as its own last call left it, as nobody does who parses a document
    and then judges it. A contender is a call and as many documents as the others have. Of each
    document the least time of all rounds counts, which nothing else on the machine made longer.
    """
    calls = [(name, call, list(documents)) for name, (call, documents) in contenders.items()]
    count = len(calls[0][2])
    least = {name: [float("inf")] * count for name in contenders}
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for index in range(count):
            for name, call, documents in calls:
                start = time.perf_counter_ns()
                call(documents[index])
                taken = time.perf_counter_ns() - start
                least[name][index] = min(least[name][index], taken)
    gc.unfreeze()
    return {name: sum(several) / count / 1e9 for name, several in least.items()}


def ratios(times: Mapping[str, Sequence[float]], base: str) -> dict[str, float]:
    """The median over the rounds of each contender's time to that of `base` in the same round."""
    return {
        name: statistics.median(
            mine / theirs for mine, theirs in zip(own, times[base], strict=True)
        )
        for name, own in times.items()
    }


def microseconds(times: Sequence[float]) -> float:
    """The median time in microseconds."""
    return statistics.median(times) * 1e6


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A Markdown table; figures are written with as many digits as they can bear."""
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return lines + ["| " + " | ".join(map(_written, row)) + " |" for row in rows]


def _written(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:.2g}" if cell < 1 else f"{cell:.1f}"
    return str(cell)
