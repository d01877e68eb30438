"""Contexts for many documents: each by the name or the key of its document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import define, field, frozen

from mips_pi_rules.context.context import Context
from mips_pi_rules.many import keys

# Of a document, where its file holds a context for it and one of this file would be its own too.
BRINGS_ITS_OWN: Final = "brings a context itself, which counts; that of --contexts does not"

NAMES: Final = ("name", "key")  # by what a context may say whose it is
_MOST_TOLD: Final = 12


class ContextsError(ValueError):
    """It is no file of contexts. `faults` say where, and hold nothing of what stood there."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(tuple(faults))
        self.faults = tuple(faults)

    def told(self) -> list[str]:
        """The first faults, and how many more there are."""
        more = len(self.faults) - _MOST_TOLD
        return [*self.faults[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]

    def __str__(self) -> str:
        """The first faults, a line each."""
        return "\n".join(self.told())


@define(eq=False, repr=False)
class Held:
    """A context, the line of its file, and how many documents took it."""

    line: int
    context: Context
    taken: int = 0


@frozen(eq=False, repr=False)
class Contexts:
    """The contexts of one file. `remarks` are what is to be said of it before any is taken."""

    by: Mapping[str, dict[str, Held]] = field(factory=lambda: {name: {} for name in NAMES})
    remarks: list[str] = field(factory=list)

    @property
    def by_key(self) -> bool:
        """Whether a context is given by a key."""
        return bool(self.by["key"])

    def of(self, names: Sequence[str], key: keys.Key = None) -> Context | None:
        """The context of a document, by its key or the first of its names that has one."""
        held = self.held(names, key)
        if held is None:
            return None
        held.taken += 1
        return held.context

    def held(self, names: Sequence[str], key: keys.Key = None) -> Held | None:
        """The context of a document with its line, which is not counted as taken by it."""
        held = None if key is None else self.by["key"].get(str(key))
        for name in names:
            held = held or self.by["name"].get(name)
        return held

    def taken(self, lines: Mapping[int, int]) -> None:
        """Count how many documents took the contexts of these lines."""
        for by in self.by.values():
            for held in by.values():
                held.taken += lines.get(held.line, 0)

    def unfit(self) -> Iterator[str]:
        """When all documents went by: whose context nobody took, and what several took."""
        every = [held for by in self.by.values() for held in by.values()]
        for several, lines in (
            ("there is no document for the context of", [h.line for h in every if not h.taken]),
            ("several documents took the context of", [h.line for h in every if h.taken > 1]),
        ):
            if lines:
                shown = ", ".join(map(str, lines[:_MOST_TOLD]))
                more = len(lines) - _MOST_TOLD
                rest = f" and {more} more" if more > 0 else ""
                yield f"{several} {'line' if len(lines) == 1 else 'lines'} {shown}{rest}"
