"""How far apart two names are, to find the one that was meant."""

from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

_MORE: Final = 3
_SEPARATORS: Final = str.maketrans("- ", "__")


def near(written: str, name: str, most: int) -> bool:
    """Whether at most `most` insertions, deletions or replacements turn one into the other.

    `most` is 0, 1 or 2: what needs more changes is another name.
    """
    return changes(written, name) <= most


def changes(written: str, name: str) -> int:
    """How many insertions, deletions or replacements turn one into the other: 0, 1, 2 or more."""
    if len(written) < len(name):
        written, name = name, written
    more = len(written) - len(name)
    if more > 2:
        return _MORE
    # What both begin or end with says nothing; most names here do so alike.
    start, end, shorter = 0, -1, len(name)
    while start < shorter and written[start] == name[start]:
        start += 1
    shorter -= start
    while end >= -shorter and written[end] == name[end]:
        end -= 1
    end += 1
    if end:
        written, name = written[start:end], name[start:end]
    else:
        written, name = written[start:], name[start:]
    if len(written) <= 2:
        return len(written)
    # Both ends differ, so that a change is made at each: a letter replaced, left out or added.
    inner = written[1:-1]
    if more == 0:
        two = inner == name[1:-1] or written[1:] == name[:-1] or written[:-1] == name[1:]
    else:
        two = inner == name if more == 2 else inner in (name[1:], name[:-1])
    return 2 if two else _MORE


def _letters(text: str) -> int:
    """Which letters a text has, as bits; some share theirs."""
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _folded(text: str) -> str:
    return text.strip().casefold().translate(_SEPARATORS)


def signs(text: str) -> str:
    """The letters and digits of a text in one case: what is left where it is written carelessly."""
    return "".join(filter(str.isalnum, text.casefold()))


@frozen(eq=False, repr=False)
class Names:
    """Known names, ready to be asked which of them are near one that is not known."""

    _by_length: Mapping[int, tuple[tuple[int, str, str, int], ...]]
    _by_signs: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        """These names, in their order."""
        found: dict[int, list[tuple[int, str, str, int]]] = {}
        alike: dict[str, list[str]] = {}
        for index, name in enumerate(names):
            folded = _folded(name)
            entry = (index, name, folded, _letters(folded))
            found.setdefault(len(folded), []).append(entry)
            alike.setdefault(signs(name), []).append(name)
        return cls(
            {length: tuple(several) for length, several in found.items()},
            {written: tuple(several) for written, several in alike.items()},
        )

    def same(self, written: str) -> list[str]:
        """The names of the same letters and digits: nothing but case and separators differs."""
        return list(self._by_signs.get(signs(written), ()))

    def near(self, written: str, most: int = 2) -> list[str]:
        """The names that at most `most` changes make of `written`, the nearest first.

        Case, and which separator parts its words, are no changes. Those that are equally near
        stand in their order.
        """
        written = _folded(written)
        letters = _letters(written)
        found = []
        for length in range(len(written) - most, len(written) + most + 1):
            for index, name, folded, its_letters in self._by_length.get(length, ()):
                # One change adds at most one letter to the difference and takes at most one away.
                if (letters ^ its_letters).bit_count() <= 2 * most:
                    needed = changes(written, folded)
                    if needed <= most:
                        found.append((needed, index, name))
        return [name for _, _, name in sorted(found)]
