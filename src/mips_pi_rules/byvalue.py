"""What the values of this package have in common: how they show themselves and when two are equal.

It is written once here. attrs can write it for each class, but then compiles that at import: for
the classes that judging one document needs, longer than a hundred documents take.
"""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from attrs import fields


class ByValue:
    """Of an attrs class made with `eq=False, repr=False`: shown, compared and hashed by its fields.

    As with attrs, a field is left out of the repr or of what is compared where it says so.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        cls: Any = type(self)
        shown = (
            f"{one.name}={(repr if one.repr is True else one.repr)(getattr(self, one.name))}"
            for one in fields(cls)
            if one.repr
        )
        return f"{cls.__qualname__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        cls: Any = type(self)
        compared = _compared(cls)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        cls: Any = type(self)
        return hash((cls, _compared(cls)(self)))


@cache
def _compared(cls: Any) -> Callable[[Any], Any]:
    """What of a value of the class is compared."""
    return attrgetter(*(one.name for one in fields(cls) if one.eq))
