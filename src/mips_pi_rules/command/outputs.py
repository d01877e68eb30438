"""Where reports go: one format to standard output or to `-o`, others to files of their own.

All go through the same reports side by side, each of which is made once, written when it is made,
and kept by nobody.
"""

import argparse
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Final

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.command import terminal
from mips_pi_rules.render import FITTED, FORMATS, IN_FULL, Entry

_DEFAULT: Final = "text"


@frozen(eq=False, repr=False)
class Output(ByValue):
    """A format and the file that it goes to, None for standard output."""

    format: str
    file: str | None = None


def add_outputs(command: argparse.ArgumentParser) -> None:
    """Add the options that say in which formats reports are given, and where."""
    command.add_argument(
        "--format",
        metavar="FORMAT[=FILE]",
        choices=_Formats(FORMATS),
        action="append",
        default=[],
        dest="formats",
        help=f"{', '.join(FORMATS)}; default: {_DEFAULT}. May be given several times, but for one "
        "with a FILE each",
    )
    command.add_argument(
        "--all", action="store_true", help="of several, show those in order in full too"
    )
    command.add_argument(
        "-o", "--output", metavar="OUT", help="write there instead of stdout, whole or not at all"
    )


class _Formats(tuple[str, ...]):
    """The names of formats, each of which may bring the file that it goes to."""

    __slots__ = ()

    def __contains__(self, given: object) -> bool:
        name, mark, file = str(given).partition("=")
        return super().__contains__(name) and bool(file or not mark)


def _output(given: str) -> Output:
    name, _, file = given.partition("=")
    return Output(name, file or None)


def outputs(options: argparse.Namespace) -> list[Output]:
    """Every output that is wanted. Raises ValueError, in a sentence, for what cannot be."""
    given = [_output(one) for one in options.formats]
    elsewhere = [one for one in given if one.file is not None]
    plain = [one.format for one in given if one.file is None]
    if len(plain) > 1:
        where = "standard output" if options.output is None else options.output
        raise ValueError(f"one format alone goes to {where}; write the others as FORMAT=FILE")
    if not plain and (options.output is not None or not elsewhere):
        plain = [_DEFAULT]
    wanted = [*(Output(name, options.output) for name in plain), *elsewhere]
    aims = [os.path.realpath(one.file) for one in wanted if one.file is not None]
    for aim in aims:
        if aims.count(aim) > 1 or f"{aim}.part" in aims:
            raise ValueError("two formats cannot be written to one file")
    return wanted


def onto_what_is_read(wanted: Sequence[Output], given: Sequence[str]) -> str | None:
    """The output that is one of the files that are read, by whatever name."""
    files = (one.file for one in wanted if one.file is not None)
    return next((file for file in files if terminal.is_one_of(file, given)), None)


def written(
    wanted: Sequence[Output],
    entries: Iterator[Entry],
    *,
    everything: bool = False,
    clear: Callable[[], None] = lambda: None,
) -> bool:
    """Write the reports in all formats, each when it is made; whether that could be done.

    `clear` is called before anything goes to standard output or is said. Nothing is written where
    there is no report. What cannot be written is said; raises OSError for standard output.
    """
    first = next(entries, None)
    if first is None:
        return True
    waiting: list[deque[Entry]] = [deque([first]) for _ in wanted]
    del first
    try:
        with ExitStack() as stack, _whole_pieces() as whole:
            going = []
            for one, own in zip(wanted, waiting, strict=True):
                write = stack.enter_context(_opened(one, clear))
                going.append((own, _said(one, _taken(own, waiting, entries), everything), write))
            try:
                while going:
                    # The one that lags behind goes on, so that few reports wait for it.
                    furthest = max(going, key=lambda each: len(each[0]))
                    _, pieces, write = furthest
                    piece = _next(pieces)
                    if piece is None:
                        going.remove(furthest)
                    elif piece:
                        whole(write, piece)
            except BaseException:
                clear()
                raise
    except terminal.NotWritten as error:
        terminal.say(f"{error.name}: {terminal.why(error)}")
        return False
    return True


def _taken(
    own: deque[Entry], waiting: Sequence[deque[Entry]], rest: Iterator[Entry]
) -> Iterator[Entry]:
    """The entries one after another; one that is made waits for each of the others too."""
    while True:
        if not own:
            made = next(rest, None)
            if made is None:
                return
            for one in waiting:
                one.append(made)
            del made
        yield own.popleft()


def _said(one: Output, entries: Iterator[Entry], everything: bool) -> Iterator[str]:
    """The pieces of one format."""
    if everything and one.format in IN_FULL:
        return IN_FULL[one.format](entries, **_fitted(one))
    return FORMATS[one.format](entries, **_fitted(one))


def _fitted(one: Output) -> dict[str, int]:
    fits = one.format in FITTED and one.file is None
    return {"width": terminal.width()} if fits else {}


def _next(pieces: Iterator[str]) -> str | None:
    try:
        return next(pieces, None)
    except OSError as error:  # inputs are read in peace, so it is what a format puts aside
        raise terminal.NotWritten("a temporary file", error) from error


@contextmanager
def _opened(one: Output, clear: Callable[[], None]) -> Iterator[Callable[[str], None]]:
    """What writes a piece where it belongs; standard output is left with whole lines."""
    if one.file is not None:
        with terminal.whole_file(one.file) as write:
            yield write
        return
    last = "\n"

    def write_out(piece: str) -> None:
        nonlocal last
        clear()
        terminal.write_piece(piece, coloured=one.format == "text")
        last = piece

    try:
        yield write_out
    except KeyboardInterrupt:
        if not last.endswith("\n"):
            terminal.write_piece("\n")
        raise


@contextmanager
def _whole_pieces() -> Iterator[Callable[[Callable[[str], None], str], None]]:
    """What writes a piece whole: Ctrl-C waits until it is written, a second one does not."""
    writing = waiting = False

    def interrupted(_: int, __: FrameType | None) -> None:
        nonlocal waiting
        if writing and not waiting:
            waiting = True
            return
        raise KeyboardInterrupt

    def whole(write: Callable[[str], None], piece: str) -> None:
        nonlocal writing
        writing = True
        try:
            write(piece)
        finally:
            writing = False
        if waiting:
            raise KeyboardInterrupt

    # Where somebody else answers Ctrl-C, or nobody as under nohup, it is left to them.
    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if ours:
        signal.signal(signal.SIGINT, interrupted)
    try:
        yield whole
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
