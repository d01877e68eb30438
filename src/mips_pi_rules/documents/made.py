"""Values made without asking again what their fields may be: of what has been read or judged."""

from typing import Any, Final, TypeVar

T = TypeVar("T")
_set: Final = object.__setattr__  # a frozen class has no other


def read_as(cls: type[T], values: dict[str, Any]) -> T:
    """A value of a frozen class without slots: these are all its fields, each what it must be.

    The dict is kept, and not copied.
    """
    made = cls.__new__(cls)
    _set(made, "__dict__", values)
    return made
