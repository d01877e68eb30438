"""What `mips-pi batch` reads, cut into parts: NDJSON, and folders or files of any other form.

How an input is cut depends on it alone. Each part can be given to another process, and reads its
own share there: a range of bytes, or some files of a folder.
"""

import gzip
import io
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.command import contents
from mips_pi_rules.command.contents import Piece
from mips_pi_rules.command.inputs import Input, Stamp, find, stamp_of
from mips_pi_rules.command.lines import looks_like_lines
from mips_pi_rules.documents.limits import MAX_BYTES
from mips_pi_rules.errors import BatchError
from mips_pi_rules.many.beside import Beside
from mips_pi_rules.many.rows import Given

# Bytes of NDJSON in a part, and a line more: seconds that one worker may judge alone at the end.
PART: Final = 2 * 1024 * 1024
FILES: Final = 100  # files in a part
COLUMN: Final = "submission"  # of Parquet, where no other is named
_HEAD: Final = 64 * 1024  # bytes that tell what it is, and read at once of a part
_NOTHING: Final = Beside()
_CHANGED: Final = "the input changed while it was read"
_NO_COLUMN: Final = "is no Parquet file: --column is for these alone"


def _same(file: str, stamp: Stamp | None) -> None:
    if stamp_of(file) != stamp:
        raise BatchError(_CHANGED, of_input=True)


@frozen(eq=False, repr=False)
class Lines(ByValue):
    """A range of bytes of a file of NDJSON that begins and ends where lines do."""

    file: str
    stamp: Stamp
    start: int
    end: int
    before: int  # lines before it
    beside: Beside

    def documents(self) -> Iterator[Given]:
        """The documents of its lines."""
        with Path(self.file).open("rb") as file:
            file.seek(self.start)
            share = io.BufferedReader(_Range(file, self.end - self.start), _HEAD)
            for some in contents.lines(share):
                yield from _of_lines(some, self.file, self.before, self.beside)
        _same(self.file, self.stamp)


class _Range(io.RawIOBase):
    """The next so many bytes of a stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._left = stream, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read = self._stream.read(min(len(buffer), self._left))
        buffer[: len(read)] = read
        self._left -= len(read)
        return len(read)


@frozen(eq=False, repr=False)
class Text(ByValue):
    """Lines of NDJSON that were read already, of a file that only one can read."""

    file: str
    content: bytes
    before: int  # lines before it
    beside: Beside

    def documents(self) -> Iterator[Given]:
        """The documents of its lines."""
        for some in contents.lines(io.BytesIO(self.content)):
            yield from _of_lines(some, self.file, self.before, self.beside)


@frozen(eq=False, repr=False)
class Files(ByValue):
    """Some files of a folder, or one file."""

    inputs: tuple[tuple[Input, Stamp | None, str], ...]
    beside: Beside

    def documents(self) -> Iterator[Given]:
        """The documents of its files."""
        for one, stamp, name in self.inputs:
            for piece in one.documents():
                yield _given(piece, self.beside, (name, Path(name).name, one.file), piece.suffix)
            _same(one.file, stamp)


def _of_lines(some: list[Piece], file: str, before: int, beside: Beside) -> list[Given]:
    if beside.is_nothing:  # most runs have nothing, and a name costs as much as all else here
        return [Given(one.content, one.context, None, one.problem) for one in some]
    names = Path(file).name, file
    return [_given(one, beside, names, f":{one.line + before}") for one in some]


def _given(piece: Piece, beside: Beside, names: Sequence[str], suffix: str) -> Given:
    given = Given(piece.content, piece.context, problem=piece.problem)
    return beside.of(given, [f"{name}{suffix}" for name in names])


@frozen(eq=False, repr=False)
class Wanted(ByValue):
    """What is taken of the input, and of Parquet the column of submissions, where it is named."""

    beside: Beside = _NOTHING
    column: str | None = None

    def options(self) -> dict[str, Any]:
        """What rows depend on beside the input."""
        return {"key": self.beside.field, "contexts": self.beside.mark}


@frozen(eq=False, repr=False)
class Cut(ByValue):
    """An input cut into parts, what it and its cut are known by, and what was left out, said."""

    identity: dict[str, Any]
    options: dict[str, Any]
    sources: Iterable[Any]
    left_out: Sequence[str] = ()


def cut(name: str, wanted: Wanted, *, part: int = PART) -> Cut:
    """Cut what stands at `name`. Raises OSError and BatchError where there is nothing to read.

    ImportError for Parquet without the extra.
    """
    beside, options = wanted.beside, wanted.options()
    if beside.contexts is not None:  # they may be given by name
        options |= {"input": name}
    if name != "-" and os.path.isdir(name):  # noqa: PTH112 - the one that never raises
        if wanted.column is not None:
            raise BatchError(_NO_COLUMN)
        return _folder(name, beside, options)
    if name == "-":
        raise BatchError("standard input cannot be read twice, so no run over it can be resumed")
    stamp = stamp_of(name)
    with Input(name, name).opened() as stream:
        if stamp is None:
            raise BatchError("is no regular file, so no run over it can be resumed")
        head = stream.read(_HEAD)
        zipped = contents.is_gzip(head)
        begin = _unzipped(head) if zipped else head
        if begin == b"":
            raise BatchError("the file is empty")
        begin = begin or b""
        whole_lines = begin[: begin.rfind(b"\n") + 1]
        by_lines = Input(name, name).by_lines or looks_like_lines(whole_lines)
        stream.seek(0)
        identity, ends = _measured(stream, part if by_lines and not zipped else 0)
    identity |= {"name": Path(name).name}  # which may be a key, and says how it is read
    sources: Iterable[Any] | None
    if contents.is_parquet(head):
        sources, of_column = _parquet(name, wanted)
        options |= of_column
    elif wanted.column is not None:
        raise BatchError(_NO_COLUMN)
    elif by_lines and zipped:
        sources = _zipped(name, beside, part)
    elif by_lines:
        sources = (
            Lines(name, stamp, start, end, before, beside)
            for (start, before), (end, _) in pairwise(ends)
        )
    else:
        # Imported when it is needed: most inputs are documents.
        from mips_pi_rules.command.batchsheets import sheet  # noqa: PLC0415

        sources = sheet(name, begin, beside, zipped=zipped)
        if sources is None:
            sources = [Files(((Input(name, name), stamp, Path(name).name),), beside)]
    return Cut(identity, options, _unchanged(name, stamp, sources))


def _parquet(name: str, wanted: Wanted) -> tuple[Iterable[Any], dict[str, Any]]:
    """The parts of a Parquet file, and what they rest on beside it."""
    # Imported when it is asked for: pyarrow is an extra.
    from mips_pi_rules.many import parquet  # noqa: PLC0415

    column = COLUMN if wanted.column is None else wanted.column
    known = {"column": column, "cut": parquet.VERSION}
    return parquet.sources(name, column, wanted.beside), known


def _unchanged(name: str, stamp: Stamp, sources: Iterable[Any]) -> Iterator[Any]:
    """The parts of a file, which is seen to be the same before each and at the end."""
    for source in sources:
        _same(name, stamp)
        yield source
    _same(name, stamp)


def _unzipped(head: bytes) -> bytes | None:
    """What a file of gzip begins with; None of a broken one."""
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(head)).read1(_HEAD)
    except (OSError, EOFError, zlib.error):
        return None


def _measured(stream: BinaryIO, part: int) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """What a file is known by; and where its parts end, each with the number of lines so far."""
    mark, ends, at, lines = sha256(), [(0, 0)], 0, 0
    while block := stream.read(PART):
        mark.update(block)
        begin = 0
        while part and at + len(block) - ends[-1][0] >= part:
            found = block.find(b"\n", max(begin, ends[-1][0] + part - at - 1))
            if found < 0:
                break
            lines += block.count(b"\n", begin, found + 1)
            begin = found + 1
            ends.append((at + begin, lines))
        lines += block.count(b"\n", begin) if part else 0
        at += len(block)
    if ends[-1][0] < at:
        ends.append((at, lines))
    return {"bytes": at, "sha256": mark.hexdigest()}, ends


def _zipped(name: str, beside: Beside, part: int) -> Iterator[Text]:
    """Parts of a file that is compressed: it has one reader, which hands them out."""
    broken = False
    kept: list[bytes] = []
    size = before = 0
    try:
        with gzip.open(name) as stream:
            # No more is kept of a line than shows that it is too large.
            while line := stream.readline(MAX_BYTES + 2):
                kept.append(line)
                size += len(line)
                while line and not line.endswith(b"\n"):
                    line = stream.readline(PART)
                if not kept[-1].endswith(b"\n"):
                    kept.append(b"\n")
                if size >= part:
                    yield Text(name, content := b"".join(kept), before, beside)
                    kept, size, before = [], 0, before + content.count(b"\n")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        broken = True
    if broken:  # raised out here, so that no exception that may hold input is its context
        sentence = "the gzip data are broken: the file is cut off or damaged"
        raise BatchError(sentence, of_input=True)
    if kept:
        yield Text(name, b"".join(kept), before, beside)


def _folder(name: str, beside: Beside, options: dict[str, Any]) -> Cut:
    found = find([name])
    files = [
        (one, stamp_of(one.file), os.path.relpath(one.file, name))
        for one in found.inputs
        if one.problem is None or os.path.realpath(one.file) != os.path.realpath(name)
    ]
    if not files:
        raise BatchError(found.inputs[0].problem or "the folder has nothing to read")
    mark = sha256()
    for _, stamp, inside in files:
        mark.update(f"{os.fsencode(inside)!r} {stamp}\n".encode())
    parts = (Files(tuple(files[at : at + FILES]), beside) for at in range(0, len(files), FILES))
    identity = {"files": len(files), "sha256": mark.hexdigest()}
    return Cut(identity, options, parts, found.left_out)
