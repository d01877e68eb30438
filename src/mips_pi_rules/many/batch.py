"""A run over many documents: parts judged by processes, kept as they are done, joined at the end.

It can end at any moment and be resumed: what comes out is, byte for byte, what an undisturbed run
gives. Parts are cut by the input alone, so that the number of workers bears on nothing.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache, partial
from typing import BinaryIO, Final, Protocol

from attrs import define, field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.judging.summary import Summary, Tally
from mips_pi_rules.judging.verdict import Case
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.many.keeping import Kept
from mips_pi_rules.many.rows import Given, judged, named, row_of
from mips_pi_rules.many.running import over_processes

_to_json: Final = json.JSONEncoder(separators=(",", ":")).encode
_NO_KEY: Final = b'{"key":null,'
_END: Final = b'{"end":'


class Source(Protocol):
    """Some of the documents of an input, in order; it goes to a worker, so it can be pickled."""

    def documents(self) -> Iterator[Given]:
        """The documents. Raises BatchError or OSError where they cannot be read as they were."""


class Writer(Protocol):
    """What writes the rows in the form of the output."""

    def __call__(self, file: BinaryIO, rows: Iterator[bytes]) -> None:
        """Write rows, each a line of JSON."""


@frozen(eq=False, repr=False)
class Done:
    """What a run comes to: its summary, and how many documents took the context of each line.

    `keyed`: how many documents have a key; `advice`: what was mended in the cells of a sheet, once
    for a column.
    """

    summary: Summary
    keyed: int
    contexts: Counter[int]
    advice: tuple[str, ...]


@define(eq=False, repr=False)
class _End:
    """What is added up over the documents of a part, and over all parts."""

    tally: Tally = field(factory=Tally)
    keyed: int = 0
    contexts: Counter[int] = field(factory=Counter)
    advice: dict[str, str] = field(factory=dict)  # by what it says of a column

    def mended(self, advice: Iterable[str]) -> None:
        """Note what was mended, unless it was of a row before."""
        for sentence in advice:
            self.advice.setdefault(sentence.partition(", ")[2], sentence)

    def written(self) -> bytes:
        """The last line of a part."""
        said = {
            "summary": self.tally.summary().to_dict(),
            "keyed": self.keyed,
            "contexts": sorted(self.contexts.items()),
            "advice": list(self.advice.values()),
        }
        return _END + _to_json(said).encode() + b"}\n"

    def add(self, line: bytes) -> None:
        """Add what such a line says."""
        said = json.loads(line)["end"]
        self.tally.add_summary(Summary.from_dict(said["summary"]))
        self.keyed += said["keyed"]
        self.contexts.update(dict(said["contexts"]))
        self.mended(said["advice"])

    def done(self) -> Done:
        """What all of it comes to."""
        return Done(self.tally.summary(), self.keyed, self.contexts, tuple(self.advice.values()))


@frozen(eq=False, repr=False)
class _Part(ByValue):
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
    end = _End()
    try:
        with kept.joined().open("wb") as file:
            write(file, _rows(kept, count, end))
        if end.tally.documents:
            kept.publish()
    except BaseException:
        with suppress(OSError):
            kept.joined().unlink()
        raise
    kept.cleared()
    return end.done()


def write_lines(file: BinaryIO, rows: Iterator[bytes]) -> None:
    """Write rows as NDJSON."""
    file.writelines(rows)


def _judge(kept: Kept, part: _Part) -> int:
    """Judge a part and keep it; how many rows it has."""
    rulebook, end = Rulebook.default(), _End()

    def lines() -> Iterator[bytes]:
        count = end.tally.count
        for given in part.source.documents():
            verdict, error = judged(given, rulebook)
            if given.key is None:
                key = _NO_KEY
                count(verdict)
            else:
                key = b'{"key":%b,' % _to_json(given.key).encode()
                count(verdict, str(given.key))
                end.keyed += 1
            if given.context_line is not None:
                end.contexts[given.context_line] += 1
            if given.advice:
                end.mended(given.advice)
            yield key + _written(verdict.case, error)
        yield end.written()

    kept.keep(part.number, lines())
    return end.tally.documents


@lru_cache(maxsize=4096)
def _written(case: Case, error: str | None) -> bytes:
    """The JSON of a row after its key; most are like one before, and are written once."""
    return _to_json(named(row_of(case, error)))[1:].encode() + b"\n"


def _rows(kept: Kept, count: int, end: _End) -> Iterator[bytes]:
    """The rows of all parts with their positions, counted from 1; what they end with is added."""
    position = 0
    for number in range(count):
        for line in kept.lines(number):
            if line.startswith(_END):
                end.add(line)
            else:
                position += 1
                yield b'{"position":%d,%b' % (position, line[1:])
