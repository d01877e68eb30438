"""Values made without asking again what their fields may be: of what has been read or judged."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from attrs import fields

T = TypeVar("T")
_set: Final = object.__setattr__  # a frozen class has no other


def read_as(cls: type[T], values: dict[str, Any]) -> T:
    """A value of a frozen class without slots: these are all its fields, each what it must be.

    The dict is kept, and not copied.
    """
    made = cls.__new__(cls)
    _set(made, "__dict__", values)
    return made


def of_three(cls: type[T]) -> Callable[[Any, Any, Any], T]:
    """What makes values of a frozen class with three slots, in half the time of its own call.

    Written out for three: rows and proportions have so many fields, and a loop over them would
    take longer than that call.
    """
    new = cls.__new__
    of: Any = cls
    first, second, third = (getattr(cls, one.name).__set__ for one in fields(of))

    def make(a: Any, b: Any, c: Any) -> T:
        made = new(cls)
        first(made, a)
        second(made, b)
        third(made, c)
        return made

    return make
