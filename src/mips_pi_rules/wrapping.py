"""Plain text in lines: sentences wrapped at one width, wherever text is for people."""

import textwrap

WIDTH = 88


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
