"""Where the parts of an XML document stand: line, column and path of each.

A document has hundreds of parts and a report few findings, so what is kept of a path are its steps,
which the parts share; it is written out when a finding asks for it.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol, TypeVar

from mips_pi_rules.pointers import parent

T = TypeVar("T")

# The steps that lead to an element: those that lead to its parent, its name without a prefix, and
# which of the elements of that name it is below its parent, from 1; None above the root.
Steps = tuple["Steps", str, int] | None
Place = tuple[int, int, Steps]  # line and column, both from 1


class Places(Protocol):
    """What knows where the parts of a document stand, by pointer, and looks when it is asked."""

    def nearest(self, pointers: Collection[str]) -> dict[str, Place]:
        """By pointer the place of the nearest part that stands in the document."""

    def every(self) -> dict[str, Place]:
        """By pointer the place of each part."""


def xpath(steps: Steps) -> str:
    """The path (XPath) without prefixes; the root is a step without a number."""
    return "/" + "/".join(reversed(list(_written(steps))))


def nearest(parts: Mapping[str, T], pointers: Collection[str]) -> dict[str, T]:
    """By pointer what is known of the nearest part; without one of those that it leads through."""
    found = {}
    for pointer in pointers:
        near = pointer
        while near and near not in parts:
            near = parent(near)
        if near in parts:
            found[pointer] = parts[near]
    return found


def is_place(value: object) -> bool:
    """Whether this has the form of a Place."""
    match value:
        case (int(line), int(column), steps) if line > 0 and column > 0:
            return _are_steps(steps)
    return False


def _are_steps(value: object) -> bool:
    while value is not None:
        match value:
            case (outer, str(), int()):
                value = outer
            case _:
                return False
    return True


def _written(steps: Steps) -> Iterator[str]:
    while steps is not None:
        outer, name, index = steps
        yield name if outer is None else f"{name}[{index}]"
        steps = outer
