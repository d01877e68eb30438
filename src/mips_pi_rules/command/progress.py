"""The line on stderr that says how far a long run is: on a terminal only, gone at the end."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from attrs import define

_CLEARED: Final = "\r\x1b[K"
_EVERY: Final = 0.2  # seconds
_MINUTE: Final = 60


@define(eq=False, repr=False)
class Progress:
    """How many documents went by, of how many bytes; `total` is None where nobody knows."""

    total: int | None
    shown: bool
    clock: Callable[[], float] = time.monotonic
    documents: int = 0
    _read: int = 0
    _began: float | None = None
    _last: float = 0
    _drawn: bool = False

    @classmethod
    def over(cls, files: Iterable[str]) -> "Progress":
        """The progress over these files; it is shown on a terminal alone."""
        shown = _is_terminal()
        return cls(_size(files) if shown else None, shown)

    def step(self, size: int) -> None:
        """One more document, of so many bytes."""
        self.advance(1, size)

    def advance(self, documents: int, size: int = 0) -> None:
        """So many more documents, of so many bytes."""
        self.documents += documents
        self._read += size
        if not self.shown:
            return
        now = self.clock()
        if self._began is None:
            self._began = self._last = now
        elif now - self._last >= _EVERY:
            self._last = now
            self._draw(now - self._began)

    def clear(self) -> None:
        """Take the line away, so that something else can be said."""
        if self._drawn:
            self._drawn = False
            _put(_CLEARED)

    def _draw(self, seconds: float) -> None:
        rate = self.documents / seconds
        line = f"{self.documents:,} documents, {rate:,.0f} a second"
        if self.total:
            part = min(self._read / self.total, 1)
            line += f", {part:.0%}, {_left(seconds * (1 - part) / part)} left" if part else ""
        import shutil  # noqa: PLC0415 - it brings every kind of compression with it

        columns = shutil.get_terminal_size().columns
        self._drawn = True
        _put(f"{_CLEARED}{line[: columns - 1]}")


def _left(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _size(files: Iterable[str]) -> int | None:
    """The bytes of all files together; None where one is no file or holds more than it shows."""
    total = 0
    for file in files:
        try:
            total += os.stat(file).st_size  # noqa: PTH116 - takes any name
        except (OSError, ValueError):
            if file == "-":
                return None
        if file.lower().endswith(".gz"):
            return None
    return total


def _is_terminal() -> bool:
    try:
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    except (AttributeError, ValueError):  # none, or a closed one
        return False


def _put(text: str) -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()
