"""How far apart two names are, to find the one that was meant."""

from collections.abc import Iterable, Mapping

from attrs import frozen


def near(written: str, name: str, most: int = 2) -> bool:
    """Whether at most `most` insertions, deletions or replacements turn one into the other."""
    if abs(len(written) - len(name)) > most:
        return False
    # What both begin or end with says nothing; most names here do so alike.
    start, end = 0, 0
    shorter = min(len(written), len(name))
    while start < shorter and written[start] == name[start]:
        start += 1
    while end < shorter - start and written[-1 - end] == name[-1 - end]:
        end += 1
    written, name = written[start : len(written) - end], name[start : len(name) - end]
    if len(written) <= most and len(name) <= most:
        return True
    if not written or not name:
        return False
    # The first characters differ: one of the changes is made here, and each is tried. There are
    # few, so that this takes few steps whatever the names are.
    return most > 0 and (
        near(written[1:], name[1:], most - 1)
        or near(written[1:], name, most - 1)
        or near(written, name[1:], most - 1)
    )


@frozen(eq=False)
class Names:
    """Known names, ready to be asked which of them are near one that is not known."""

    _by_length: Mapping[int, tuple[tuple[int, str, str, frozenset[str]], ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        """These names, in their order."""
        found: dict[int, list[tuple[int, str, str, frozenset[str]]]] = {}
        for index, name in enumerate(names):
            folded = name.casefold()
            entry = (index, name, folded, frozenset(folded))
            found.setdefault(len(folded), []).append(entry)
        return cls({length: tuple(several) for length, several in found.items()})

    def near(self, written: str, most: int = 2) -> list[str]:
        """The names that at most `most` changes make of `written`, case aside, in their order."""
        written = written.casefold()
        letters = frozenset(written)
        found = []
        for length in range(len(written) - most, len(written) + most + 1):
            for index, name, folded, its_letters in self._by_length.get(length, ()):
                # One change adds at most one letter to the difference and takes at most one away.
                if len(letters ^ its_letters) <= 2 * most and near(written, folded, most):
                    found.append((index, name))
        return [name for _, name in sorted(found)]
