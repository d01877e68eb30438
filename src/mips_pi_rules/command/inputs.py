"""What the command is pointed at: files, folders, patterns and standard input.

Nothing is left out in silence: a folder that cannot be entered is an input that cannot be read,
and what a folder holds beside submissions is counted.
"""

import glob
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

from attrs import field, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.command import terminal
from mips_pi_rules.command.contents import Piece, pieces
from mips_pi_rules.documents.jsontext import read_context
from mips_pi_rules.documents.limits import MAX_BYTES, TOO_LARGE
from mips_pi_rules.errors import ContextError, UnreadableSubmission

T = TypeVar("T")

# What `of_one` takes, in the words of a command's help.
ONE: Final = "one submission: QPP JSON, QRDA III or a sheet of one row; - is standard input"

_BY_LINES: Final = (".ndjson", ".jsonl")
SUFFIXES: Final = (".json", ".xml", ".csv", ".xlsx", *_BY_LINES)
_KINDS: Final = ".json, .ndjson, .jsonl, .xml, .csv or .xlsx"


@frozen(eq=False, repr=False)
class Input(ByValue):
    """One file or standard input.

    `name` is what people see, `file` what is opened ("-" is standard input), `path` where it is
    for who reads the report, `problem` why there is nothing to open.
    """

    name: str
    file: str
    path: str | None = None
    problem: str | None = None

    @property
    def by_lines(self) -> bool:
        """Whether its name says that it is NDJSON."""
        return self.file.lower().removesuffix(".gz").endswith(_BY_LINES)

    def documents(self) -> Iterator[Piece]:
        """Its documents in order; what cannot be read is one with its problem."""
        if self.problem is not None:
            yield Piece("", problem=UnreadableSubmission(self.problem))
            return
        problem: UnreadableSubmission | None = None
        count = 0
        try:
            with self.opened() as stream:
                before = _stamp(stream)
                for piece in pieces(stream, by_lines=self.by_lines):
                    count += 1
                    yield piece
                if _stamp(stream) != before:
                    problem = UnreadableSubmission("the file changed while it was read")
                elif not count:
                    problem = UnreadableSubmission("there is no document in the file")
        except OSError as error:
            problem = UnreadableSubmission(terminal.why(error))
        except UnreadableSubmission as error:
            problem = error
        if problem is not None:
            yield Piece("", problem=problem)

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Its bytes. Raises OSError, for a pipe and the like too."""
        if not self.file or "\0" in self.file:
            raise OSError(0, "no name of a file")
        if self.file == "-":
            if sys.stdin is None:
                raise OSError(0, "standard input is closed")
            yield sys.stdin.buffer
            return
        # Asked first: opening a pipe waits until somebody writes into it.
        mode = Path(self.file).stat().st_mode
        if stat.S_ISDIR(mode):
            raise OSError(0, "is a folder")
        if not (stat.S_ISREG(mode) or stat.S_ISCHR(mode)):
            raise OSError(0, "is no regular file; a pipe is read as -")
        with Path(self.file).open("rb") as stream:
            yield stream


# By what it is seen that a file has changed: its size, and when it and its entry last changed. The
# time of the last change can be set back by anyone, as what copies files does; that of the entry
# is the system's own. Where a system has none it is when the file was made.
Stamp = tuple[int, int, int]


def stamp_of(file: str | int) -> Stamp | None:
    """The stamp of a file, by its name or as it is open; None for a pipe, a device, what is not."""
    try:
        found = os.stat(file)  # noqa: PTH116 - of any name
    except (OSError, ValueError):
        return None
    times = found.st_mtime_ns, found.st_ctime_ns
    return (found.st_size, *times) if stat.S_ISREG(found.st_mode) else None


def _stamp(stream: BinaryIO) -> tuple[int, int] | None:
    """That of what is read: its entry may meanwhile be replaced by a whole other file."""
    try:
        found = stamp_of(stream.fileno())
    except (OSError, ValueError):  # a stream of another kind
        return None
    return None if found is None else found[:2]


@frozen(eq=False, repr=False)
class Found(ByValue):
    """The inputs that names lead to, in order, and sentences about what was left out."""

    inputs: list[Input] = field(factory=list)
    left_out: list[str] = field(factory=list)


def find(names: Iterable[str], *, positions: bool = False) -> Found:
    """Every input that the names lead to, in order; a folder's files by name.

    With `positions` inputs are named by their position, for folders whose file names hold
    identifiers.
    """
    found = Found()

    def add(file: str, problem: str | None = None) -> None:
        shown = str(len(found.inputs) + 1) if positions else "stdin" if file == "-" else file
        path = None if positions or file == "-" else _near(file)
        found.inputs.append(Input(shown, file, path, problem))

    for name in names:
        if name != "-" and os.path.isdir(name):  # noqa: PTH112 - the one that never raises
            files, skipped = _walked(name)
            for file, problem in files or [(name, f"the folder has no {_KINDS} file")]:
                add(file, problem)
            if skipped:
                where = "" if positions else f"{name}: "
                found.left_out.append(f"{where}{skipped} skipped, not {_KINDS}")
        elif name != "-" and glob.has_magic(name) and not os.path.lexists(name):
            matching = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - of any folder
            for file in matching:
                add(file)
            if not matching:
                add(name, "no file matches the pattern")
        else:
            add(name)
    return found


def _walked(name: str) -> tuple[list[tuple[str, str | None]], int]:
    """The files of a folder and its folders, by name, each with why it cannot be read, if so.

    And how many others there are: of other suffixes, and links to folders, which are not followed.
    """
    files: list[tuple[str, str | None]] = []
    skipped = 0

    def failed(error: OSError) -> None:
        files.append((str(error.filename), f"the folder cannot be read: {terminal.why(error)}"))

    for folder, folders, names in os.walk(name, onerror=failed):
        wanted = [one for one in names if _is_wanted(one)]
        files += [(str(Path(folder, one)), None) for one in wanted]
        linked = sum(Path(folder, one).is_symlink() for one in folders)
        skipped += len(names) - len(wanted) + linked
    return sorted(files), skipped


def content_of(name: str) -> bytes:
    """The bytes of one file, at most as many as a document may have.

    Raises OSError and UnreadableSubmission.
    """
    with Input(name, name).opened() as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UnreadableSubmission(TOO_LARGE)
    return content


def document_of(name: str) -> Piece:
    """The only document of one file, or the row of a sheet with its problems.

    Raises OSError, UnreadableSubmission and ContextError.
    """
    one = Input(name, name)
    with one.opened() as stream:
        found = list(islice(pieces(stream, by_lines=one.by_lines), 2))
    if len(found) != 1:
        many = "several" if found else "none"
        raise UnreadableSubmission(f"one document is taken here, and the file has {many}")
    piece = found[0]
    if piece.problem is not None and piece.row is None:
        raise _placed(piece.problem, piece)
    return piece


def _placed(problem: ValueError, piece: Piece) -> ValueError:
    """What is wrong with a document, or with the context that it brings: that with its place."""
    if isinstance(problem, ContextError) and piece.context_at is not None:
        return UnreadableSubmission(str(problem), *piece.context_at)
    return problem


def _is_wanted(file: str) -> bool:
    return file.lower().removesuffix(".gz").endswith(SUFFIXES)


def _near(file: str) -> str:
    """The file as seen from the current folder, where it is below it."""
    path = Path(file)
    try:
        here = Path.cwd()
    except OSError:  # the current folder is no more
        return file
    inside = path.is_absolute() and path.is_relative_to(here)
    return str(path.relative_to(here)) if inside else file


def reads_twice(*names: str | None) -> bool:
    """Whether standard input is named more than once, which is said on stderr."""
    twice = names.count("-") > 1
    if twice:
        terminal.refuse("standard input can be read once: give - once, and files for the others")
    return twice


def of_one(file: str, beside: str | None, ask: Callable[[Any, Any], T]) -> T | None:
    """What `ask` gives for the one document of a file and its context.

    The context that the file brings itself comes before the one `beside` it. None where there is
    no answer: why is said on stderr.
    """
    name = file
    try:
        if reads_twice(file, beside):
            return None
        piece = document_of(file)
        if piece.row is not None and piece.row.problems:  # each cell has a line
            for sentence in piece.row.told:
                terminal.refuse(f"{name}: {sentence}")
            return None
        name = beside or file
        context: Any = None if beside is None else read_context(content_of(beside))
        own = piece.context is not None
        try:
            return ask(piece.content, piece.context if own else context)
        except UnreadableSubmission as error:
            terminal.refuse(f"{file}: {piece.in_file(error)}")
        except ContextError as error:
            terminal.refuse(f"{file if own else name}: {_placed(error, piece) if own else error}")
    except OSError as error:
        terminal.refuse(f"{name}: {terminal.why(error)}")
    except (UnreadableSubmission, ContextError) as error:
        terminal.refuse(f"{name}: {error}")
    return None
