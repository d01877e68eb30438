"""A run over many documents: parts judged by processes, kept as they are done, joined at the end.

It can end at any moment and be resumed: what comes out is, byte for byte, what an undisturbed run
gives. Parts are cut by the input alone, so that the number of workers bears on nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import BinaryIO, Final, Protocol

from attrs import frozen

from mips_pi_rules.judging.summary import Summary, Tally
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.many.keeping import Kept
from mips_pi_rules.many.rows import Given, judged, row_of
from mips_pi_rules.many.running import over_processes

_to_json: Final = json.JSONEncoder(separators=(",", ":")).encode
_END: Final = b'{"end":'


class Source(Protocol):
    """Some of the documents of an input, in order; it goes to a worker, so it can be pickled."""

    def documents(self) -> Iterator[Given]:
        """The documents. Raises BatchError or OSError where they cannot be read as they were."""


class Writer(Protocol):
    """What writes the rows in the form of the output."""

    def __call__(self, file: BinaryIO, rows: Iterator[bytes]) -> None:
        """Write rows, each a line of JSON."""


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
) -> Summary:
    """Judge the documents of all sources, write their rows in order, and say their summary.

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
    tally = Tally()
    try:
        with kept.joined().open("wb") as file:
            write(file, _rows(kept, count, tally))
        if tally.documents:
            kept.publish()
    except BaseException:
        with suppress(OSError):
            kept.joined().unlink()
        raise
    kept.cleared()
    return tally.summary()


def write_lines(file: BinaryIO, rows: Iterator[bytes]) -> None:
    """Write rows as NDJSON."""
    file.writelines(rows)


def _judge(kept: Kept, part: _Part) -> int:
    """Judge a part and keep it; how many rows it has."""
    rulebook, tally = Rulebook.default(), Tally()

    def lines() -> Iterator[bytes]:
        for given in part.source.documents():
            report, error = judged(given, rulebook)
            tally.add(report, None if given.key is None else str(given.key))
            yield _to_json({"key": given.key, **row_of(report, error)}).encode() + b"\n"
        yield _END + _to_json(tally.summary().to_dict()).encode() + b"}\n"

    kept.keep(part.number, lines())
    return tally.documents


def _rows(kept: Kept, count: int, tally: Tally) -> Iterator[bytes]:
    """The rows of all parts with their positions, counted from 1; the tally adds them up."""
    position = 0
    for number in range(count):
        for line in kept.lines(number):
            if line.startswith(_END):
                tally.add_summary(Summary.from_dict(json.loads(line)["end"]))
            else:
                position += 1
                yield b'{"position":%d,%b' % (position, line[1:])
