"""The terminal: standard output and error, colours, refusing, and files that are whole or none.

stdout carries the report alone; whatever else is said goes to stderr, without what a terminal
might obey. Neither has to be there, or to be open: a closed, full or broken one is no traceback.
"""

import errno
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from mips_pi_rules.render.entry import printable
from mips_pi_rules.wrapping import WIDTH

MISUSED = 2
INTERRUPTED = 130
_LEAST_COLUMNS = 50
_COLOURS = {
    "SCORE": "\x1b[1;32m",
    "REWEIGHTED": "\x1b[1;32m",
    "FORCED TO 0": "\x1b[1;31m",
    "REJECTED": "\x1b[1;31m",
}


class _Closed(io.TextIOBase):
    """Stands for a stream that was closed before the command began."""

    def write(self, _: str) -> int:
        raise OSError(errno.EBADF, "it is closed")


@contextmanager
def streams() -> Iterator[None]:
    """Standard streams that can be used, and none of them left with what cannot be written.

    Raises OSError for output that was written and could not leave: after it, nothing is tried
    again when the interpreter ends.
    """
    before = sys.stdout, sys.stderr
    # None stands in the place of a stream that was closed before Python started.
    sys.stdout = sys.stdout or _Closed()  # type: ignore[unreachable, unused-ignore]
    sys.stderr = sys.stderr or io.StringIO()  # type: ignore[unreachable, unused-ignore]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale: formats declare it
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except OSError:
        _abandon(sys.stdout)
        raise
    finally:
        sys.stdout, sys.stderr = before


def refuse(sentence: str) -> int:
    """Say on stderr why there is nothing to give; the exit status of misuse and of the unread."""
    say(sentence)
    return MISUSED


def say(sentence: str) -> None:
    """One line on stderr, where it can be written."""
    _told(f"mips-pi: {printable(sentence)}\n")


def _told(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # full, closed or none: nobody is there to tell
        _abandon(sys.stderr)


def show(line: str) -> None:
    """One line of a dialogue on stderr, where it can be written."""
    _told(f"{printable(line)}\n")


def ask(question: str) -> str | None:
    """The line that is answered on standard input, or None when there is no more of it."""
    _told(printable(question))
    try:
        answer = sys.stdin.readline()
        answer.encode()  # in some locales bytes that are no text are read as half characters
    except UnicodeError:
        return "\ufffd"  # no answer to any question
    except (ValueError, AttributeError):  # closed, or none
        return None
    return answer.rstrip("\n") if answer else None


def why(error: OSError) -> str:
    """What the system says, without the name it says it of."""
    return error.strerror or "cannot be read or written"


def _abandon(stream: TextIO | _Closed) -> None:
    """Let what is left in a broken stream go nowhere, so that its end is no second failure."""
    with suppress(OSError, ValueError, AttributeError):
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def write(pieces: Iterable[str], *, coloured: bool = False) -> None:
    """Write to stdout each piece when it is made. Raises OSError."""
    for piece in pieces:
        write_piece(piece, coloured=coloured)


def write_piece(piece: str, *, coloured: bool = False) -> None:
    """Write one piece to stdout, at once. Raises OSError."""
    sys.stdout.write(_painted(piece) if coloured and _colours_wanted() else piece)
    sys.stdout.flush()


def width() -> int:
    """How many columns text may take: those of the terminal, 80 where it is not known."""
    if not sys.stdout.isatty():
        return WIDTH
    import shutil  # noqa: PLC0415 - it brings every kind of compression with it

    return max(shutil.get_terminal_size((WIDTH, 0)).columns, _LEAST_COLUMNS)


def _colours_wanted() -> bool:
    """On a terminal, unless NO_COLOR is set (https://no-color.org) or the terminal is dumb."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _painted(text: str) -> str:
    lines = text.split("\n")
    for index, line in enumerate(lines):
        for verdict, colour in _COLOURS.items():
            if line.startswith(verdict):
                lines[index] = f"{colour}{line}\x1b[0m"
    return "\n".join(lines)


class NotWritten(OSError):  # noqa: N818 - what an output is, as FileNotFoundError says of a file
    """What was to be written to `name` could not be, and why."""

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(error.errno, why(error))
        self.name = name


def write_file(name: str, pieces: Iterable[str]) -> None:
    """Write a file that is whole or not there. Raises NotWritten."""
    with whole_file(name) as write_to_it:
        for piece in pieces:
            write_to_it(piece)


@contextmanager
def whole_file(name: str) -> Iterator[Callable[[str], None]]:
    """What writes to a file that is whole or not there: NAME.part gets the name at the end.

    On an error or Ctrl-C the file is as it was, NAME.part stays with whole lines, and stderr
    names it. What is no regular file, as /dev/stdout, is written as it is. Raises NotWritten.
    """
    target = os.path.realpath(name)
    part = Path(f"{target}.part")
    with _named(name):
        if not name or os.path.isdir(target):  # noqa: PTH112 - the one that never raises
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        special = _is_special(target)
        file = open(target if special else part, "wb", buffering=0)  # noqa: PTH123, SIM115

    def write_to_it(piece: str) -> None:
        with _named(name):
            _write(file, piece)

    with file:
        if special:
            yield write_to_it
            return
        try:
            yield write_to_it
            with _named(name):
                os.fsync(file.fileno())
        except BaseException:
            file.truncate(_whole_lines(part))
            say(f"{name} is as it was; what was written is in {name}.part")
            raise
    with _named(name):
        with suppress(OSError):
            part.chmod(stat.S_IMODE(Path(target).stat().st_mode))
        part.replace(target)


@contextmanager
def _named(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(name, error) from error


def _is_special(target: str) -> bool:
    try:
        mode = os.stat(target).st_mode  # noqa: PTH116 - as for any other path
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _write(file: BinaryIO, piece: str) -> None:
    rest = memoryview(piece.encode())
    while rest:
        rest = rest[file.write(rest) :]


def _whole_lines(file: Path) -> int:
    """How long the file is up to the end of its last whole line."""
    end = file.stat().st_size
    with file.open("rb") as written:
        while end:
            begin = max(0, end - 65536)
            written.seek(begin)
            found = written.read(end - begin).rfind(b"\n")
            if found >= 0:
                return begin + found + 1
            end = begin
    return 0


def is_one_of(output: str, names: Iterable[str]) -> bool:
    """Whether `output` is one of these files by whatever name, "-" being what stdin reads."""
    aims = [found for found in (_file(output), _file(f"{os.path.realpath(output)}.part")) if found]
    if not aims:
        return False
    given = map(_file, names)
    return any(os.path.samestat(aim, one) for one in given if one for aim in aims)


def _file(name: str) -> os.stat_result | None:
    """The regular file that a name leads to."""
    try:
        found = os.fstat(sys.stdin.fileno()) if name == "-" else os.stat(name)  # noqa: PTH116
    except (OSError, ValueError, AttributeError):  # none, or a stream that is no file
        return None
    return found if stat.S_ISREG(found.st_mode) else None
