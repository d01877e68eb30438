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

from mips_pi_rules.command import contents
from mips_pi_rules.command.contents import Piece
from mips_pi_rules.command.inputs import Input, find
from mips_pi_rules.documents.jsontext import MAX_BYTES
from mips_pi_rules.errors import BatchError
from mips_pi_rules.many import keys
from mips_pi_rules.many.rows import Given
from mips_pi_rules.render.entry import printable

PART: Final = 4 * 1024 * 1024  # bytes of NDJSON in a part, and a line more
FILES: Final = 100  # files in a part
_HEAD: Final = 64 * 1024
_PARQUET: Final = b"PAR1"
_CHANGED: Final = "the input changed while it was read; what was judged of it is not kept"


@frozen
class Stamp:
    """By what it is seen that a file has changed: its size and the time of its last change."""

    size: int
    changed: int

    @classmethod
    def of(cls, file: str) -> "Stamp | None":
        """The stamp of a file; None where there is none to be had."""
        try:
            found = os.stat(file)  # noqa: PTH116 - of any name
        except (OSError, ValueError):
            return None
        return cls(found.st_size, found.st_mtime_ns)


def _same(file: str, stamp: Stamp | None) -> None:
    if Stamp.of(file) != stamp:
        raise BatchError(_CHANGED)


@frozen
class Lines:
    """A range of bytes of a file of NDJSON that begins and ends where lines do."""

    file: str
    stamp: Stamp
    start: int
    end: int
    key: str | None

    def documents(self) -> Iterator[Given]:
        """The documents of its lines."""
        with Path(self.file).open("rb") as file:
            file.seek(self.start)
            for piece in contents.lines(io.BufferedReader(_Range(file, self.end - self.start))):
                yield _given(piece, self.key)
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


@frozen
class Text:
    """Lines of NDJSON that were read already, of a file that only one can read."""

    content: bytes
    key: str | None

    def documents(self) -> Iterator[Given]:
        """The documents of its lines."""
        for piece in contents.lines(io.BytesIO(self.content)):
            yield _given(piece, self.key)


@frozen
class Files:
    """Some files of a folder, or one file."""

    inputs: tuple[tuple[Input, Stamp | None, str], ...]
    key: str | None

    def documents(self) -> Iterator[Given]:
        """The documents of its files."""
        for one, stamp, name in self.inputs:
            for piece in one.documents():
                yield _given(piece, self.key, f"{name}{piece.suffix}")
            _same(one.file, stamp)


def _given(piece: Piece, field: str | None, name: str | None = None) -> Given:
    key: keys.Key = None
    complaint = None
    if field == keys.NAME and name is not None:
        key, complaint = keys.checked(printable(name))
    elif field is not None:
        key, complaint = keys.key_of(piece.content, field)
    return Given(piece.content, piece.context, key, piece.problem, complaint)


@frozen
class Wanted:
    """What is taken of the input: the field that is the key; of Parquet, the submissions."""

    key: str | None = None
    column: str = "submission"


@frozen
class Cut:
    """An input cut into parts, what it and its cut are known by, and what was left out, said."""

    identity: dict[str, Any]
    options: dict[str, Any]
    sources: Iterable[Any]
    left_out: Sequence[str] = ()


def cut(name: str, wanted: Wanted, *, part: int = PART) -> Cut:
    """Cut what stands at `name`. Raises OSError and BatchError where there is nothing to read.

    ImportError for Parquet without the extra.
    """
    key = wanted.key
    if name != "-" and os.path.isdir(name):  # noqa: PTH112 - the one that never raises
        return _folder(name, key)
    if name == "-":
        raise BatchError("standard input cannot be read twice, so no run over it can be resumed")
    stamp = Stamp.of(name)
    with Input(name, name).opened() as stream:
        head = stream.read(_HEAD)
        if not head or stamp is None:
            raise BatchError("the file is empty")
        zipped = contents.is_gzip(head)
        by_lines = _is_ndjson(name, head, zipped=zipped)
        stream.seek(0)
        identity, ends = _measured(stream, part if by_lines and not zipped else 0)
    options: dict[str, Any] = {"key": key}
    sources: Iterable[Any]
    if head.startswith(_PARQUET):
        # Imported when it is asked for: pyarrow is an extra.
        from mips_pi_rules.many import parquet  # noqa: PLC0415

        sources = _unchanged(name, stamp, parquet.sources(name, wanted.column, key))
        options |= {"column": wanted.column, "cut": parquet.VERSION}
    elif by_lines and zipped:
        sources = _unchanged(name, stamp, _zipped(name, key, part))
    elif by_lines:
        ranges = (Lines(name, stamp, start, end, key) for start, end in pairwise(ends))
        sources = _unchanged(name, stamp, ranges)
    else:
        sources = [Files(((Input(name, name), stamp, Path(name).name),), key)]
    return Cut(identity, options, sources)


def _unchanged(name: str, stamp: Stamp, sources: Iterable[Any]) -> Iterator[Any]:
    """The parts of a file, which is seen to be the same before each and at the end."""
    for source in sources:
        _same(name, stamp)
        yield source
    _same(name, stamp)


def _is_ndjson(name: str, head: bytes, *, zipped: bool) -> bool:
    if Input(name, name).by_lines:
        return True
    if zipped:
        try:
            head = gzip.GzipFile(fileobj=io.BytesIO(head)).read1(_HEAD)
        except (OSError, EOFError, zlib.error):
            return False
    return contents.looks_like_lines(head[: head.rfind(b"\n") + 1])


def _measured(stream: BinaryIO, part: int) -> tuple[dict[str, Any], list[int]]:
    """What a file is known by; and where its parts end, each at the end of a line."""
    mark, ends, at = sha256(), [0], 0
    while block := stream.read(PART):
        mark.update(block)
        begin = 0
        while part and at + len(block) - ends[-1] >= part:
            found = block.find(b"\n", max(begin, ends[-1] + part - at - 1))
            if found < 0:
                break
            begin = found + 1
            ends.append(at + begin)
        at += len(block)
    if ends[-1] < at:
        ends.append(at)
    return {"bytes": at, "sha256": mark.hexdigest()}, ends


def _zipped(name: str, key: str | None, part: int) -> Iterator[Text]:
    """Parts of a file that is compressed: it has one reader, which hands them out."""
    broken = False
    kept: list[bytes] = []
    size = 0
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
                    yield Text(b"".join(kept), key)
                    kept, size = [], 0
    except (EOFError, zlib.error, gzip.BadGzipFile):
        broken = True
    if broken:  # raised out here, so that no exception that may hold input is its context
        raise BatchError("the gzip data are broken: the file is cut off or damaged")
    if kept:
        yield Text(b"".join(kept), key)


def _folder(name: str, key: str | None) -> Cut:
    found = find([name])
    files = [
        (one, Stamp.of(one.file), os.path.relpath(one.file, name))
        for one in found.inputs
        if one.problem is None or os.path.realpath(one.file) != os.path.realpath(name)
    ]
    if not files:
        raise BatchError(found.inputs[0].problem or "the folder has nothing to read")
    mark = sha256()
    for _, stamp, inside in files:
        size, changed = (stamp.size, stamp.changed) if stamp else (None, None)
        mark.update(f"{os.fsencode(inside)!r} {size} {changed}\n".encode())
    parts = (Files(tuple(files[at : at + FILES]), key) for at in range(0, len(files), FILES))
    identity = {"files": len(files), "sha256": mark.hexdigest()}
    return Cut(identity, {"key": key}, parts, found.left_out)
