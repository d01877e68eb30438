"""Plain text for people: sentences in lines of one width, and long lists of names kept short."""

import textwrap
from collections.abc import Iterable

WIDTH = 80


def wrapped(sentence: str, first: str = "", rest: str = "", *, width: int = WIDTH) -> list[str]:
    """The sentence in lines of at most `width` columns; `first` and `rest` begin them.

    Words are never cut: an id or a pointer that is longer has a line of its own.
    """
    return textwrap.wrap(
        sentence,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def ranges(names: Iterable[str]) -> list[str]:
    """The names in their order, those that count on from one another as a range: A1 to A3."""
    found: list[tuple[str, str]] = []
    for name in names:
        if found and _counted(found[-1][1]) == (_counted(name)[0], _counted(name)[1] - 1):
            found[-1] = found[-1][0], name
        else:
            found.append((name, name))
    return [first if first == last else f"{first} to {last}" for first, last in found]


def _counted(name: str) -> tuple[str, int]:
    """A name without the number at its end, and that number."""
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem) :] or -1)
