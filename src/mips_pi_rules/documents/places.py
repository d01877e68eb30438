"""Where the parts of an XML document stand: line, column and path of each.

A document has hundreds of parts and a report few findings, so what is kept of a path are its steps,
which the parts share; it is written out when a finding asks for it.
"""

from collections.abc import Iterator

# The steps that lead to an element: those that lead to its parent, its name without a prefix, and
# which of the elements of that name it is below its parent, from 1; None above the root.
Steps = tuple["Steps", str, int] | None
Place = tuple[int, int, Steps]  # line and column, both from 1


def xpath(steps: Steps) -> str:
    """The path (XPath) without prefixes; the root is a step without a number."""
    return "/" + "/".join(reversed(list(_written(steps))))


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
