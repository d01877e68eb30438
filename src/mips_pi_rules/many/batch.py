"""A run over many documents: parts judged by processes, kept as they are done, joined at the end.

It can end at any moment and be resumed: what comes out is, byte for byte, what an undisturbed run
gives. Parts are cut by the input alone, so that the number of workers bears on nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import BinaryIO, Final, Protocol

from attrs import frozen

from mips_pi_rules.judging.summary import Summary, Tally
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.many.keeping import Kept
from mips_pi_rules.many.rows import Given, Row, judged, named, row_of
from mips_pi_rules.many.running import over_processes

_to_json: Final = json.JSONEncoder(separators=(",", ":")).encode
_END: Final = b'{"end":'
_MOST_WRITTEN: Final = 4096  # rows that are kept as they are written


class Source(Protocol):
    """Some of the documents of an input, in order; it goes to a worker, so it can be pickled."""

    def documents(self) -> Iterator[Given]:
        """The documents. Raises BatchError or OSError where they cannot be read as they were."""


class Writer(Protocol):
    """What writes the rows in the form of the output."""

    def __call__(self, file: BinaryIO, rows: Iterator[bytes]) -> None:
        """Write rows, each a line of JSON."""


@frozen(eq=False)
class Done:
    """What a run comes to: its summary, and how many documents took the context of each line."""

    summary: Summary
    contexts: Counter[int]


@frozen
class _Part:
    number: int
    source: Source


def run(
    kept: Kept,
    sources: Iterable[Source],
    write: Writer,
    *,
    workers: int,
    done: Callable[[int], object] = lambda _: None,
) -> Done:
    """Judge the documents of all sources and write their rows in order.

    `kept` is open. `done` is told the number of rows of each part when it is done. Raises
    BatchError and OSError; what is done by then is kept. Without any document nothing is written.
    """
    count = 0

    def left() -> Iterator[_Part]:
        nonlocal count
        for source in sources:
            part = _Part(count, source)
            count += 1
            if not kept.has(part.number):
                yield part

    for rows in over_processes(partial(_judge, kept), left(), workers):
        done(rows)
    tally, taken = Tally(), Counter[int]()
    try:
        with kept.joined().open("wb") as file:
            write(file, _rows(kept, count, tally, taken))
        if tally.documents:
            kept.publish()
    except BaseException:
        with suppress(OSError):
            kept.joined().unlink()
        raise
    kept.cleared()
    return Done(tally.summary(), taken)


def write_lines(file: BinaryIO, rows: Iterator[bytes]) -> None:
    """Write rows as NDJSON."""
    file.writelines(rows)


def _judge(kept: Kept, part: _Part) -> int:
    """Judge a part and keep it; how many rows it has."""
    rulebook, tally, taken = Rulebook.default(), Tally(), Counter[int]()

    def lines() -> Iterator[bytes]:
        add, written = tally.add, _Written()
        for given in part.source.documents():
            report, error = judged(given, rulebook)
            if given.key is None:
                key = b'{"key":null,'
                add(report)
            else:
                key = b'{"key":%b,' % _to_json(given.key).encode()
                add(report, str(given.key))
            if given.context_line is not None:
                taken[given.context_line] += 1
            yield key + written[row_of(report, error)]
        end = {"summary": tally.summary().to_dict(), "contexts": sorted(taken.items())}
        yield _END + _to_json(end).encode() + b"}\n"

    kept.keep(part.number, lines())
    return tally.documents


class _Written(dict[Row, bytes]):
    """The JSON of rows after their keys; most are like one before, and are written once."""

    def __missing__(self, row: Row) -> bytes:
        made = _to_json(named(row))[1:].encode() + b"\n"
        if len(self) < _MOST_WRITTEN:
            self[row] = made
        return made


def _rows(kept: Kept, count: int, tally: Tally, taken: Counter[int]) -> Iterator[bytes]:
    """The rows of all parts with their positions, counted from 1; what they end with is added."""
    position = 0
    for number in range(count):
        for line in kept.lines(number):
            if line.startswith(_END):
                end = json.loads(line)["end"]
                tally.add_summary(Summary.from_dict(end["summary"]))
                taken.update(dict(end["contexts"]))
            else:
                position += 1
                yield b'{"position":%d,%b' % (position, line[1:])
