"""Values made without asking again what their fields may be: of what has been read or judged."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")
_set: Final = object.__setattr__  # a frozen class has no other
new: Final = object.__new__  # a value of a class whose fields are not there yet


def read_as(cls: type[T], values: dict[str, Any]) -> T:
    """A value of a frozen class without slots: these are all its fields, each what it must be.

    The dict is kept, and not copied.
    """
    made = cls.__new__(cls)
    _set(made, "__dict__", values)
    return made


class Later:
    """What Python asks for a field of a frozen class without slots, where a value has none yet.

    `make` works it out from the value, whose `__dict__` keeps it. `__getattr__` would do the same,
    but of a class that has one every field is found slowly.
    """

    def __init__(self, name: str, make: Callable[[Any], Any]) -> None:
        """`name` is that of the field."""
        self._name, self._make = name, make

    def __get__(self, one: object, _: type) -> Any:
        if one is None:
            return self
        made = one.__dict__[self._name] = self._make(one)
        return made


def unfinished(cls: type) -> Any:
    """A class whose values are filled field by field, and then become values of `cls`.

    `cls` is frozen and has slots: a value of its own is filled by a call for each field, which
    takes three times as long. `made = new(unfinished)`, then the fields, then
    `made.__class__ = cls`, from which on nobody can write to it.
    """
    # Both of object, or Python asks which of them is meant wherever a field is filled.
    own = {"__slots__": (), "__setattr__": _set, "__delattr__": object.__delattr__}
    return type(cls.__name__, (cls,), own)
