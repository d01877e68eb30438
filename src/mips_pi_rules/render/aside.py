"""Text that is put aside while reports go by, because something else must be written before it."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Final, Self

_IN_MEMORY: Final = 4 * 1024 * 1024
_AT_ONCE: Final = 64 * 1024


class Aside:
    """What is put is taken later, in order; what is much waits in a temporary file without a name.

    Raises OSError where that cannot be written.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(  # noqa: SIM115 - closed at the end of `with`
            _IN_MEMORY, "w+", encoding="utf-8", newline=""
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def put(self, text: str) -> None:
        """Put a text behind what is there."""
        self._file.write(text)

    def taken(self) -> Iterator[str]:
        """All that was put, in pieces."""
        self._file.seek(0)
        while piece := self._file.read(_AT_ONCE):
            yield piece
