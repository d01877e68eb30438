"""Values made without asking again what their fields may be: of what has been read or judged."""

from collections.abc import Callable
from functools import cached_property
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


def made_later(cls: type, name: str, make: Callable[[Any], Any]) -> None:
    """Let a field of a frozen class without slots be made where a value has none, and kept then.

    `__getattr__` would do the same, but of a class that has one every field is found slowly. attrs
    takes what stands in the class for a default, so that this is said after it.
    """
    field = cached_property(make)
    field.__set_name__(cls, name)
    setattr(cls, name, field)


def unfinished(cls: type) -> Any:
    """A class whose values are filled field by field, and then become values of `cls`.

    `cls` is frozen and has slots: a value of its own is filled by a call for each field, which
    takes three times as long. `made = new(unfinished)`, then the fields, then
    `made.__class__ = cls`, from which on nobody can write to it.
    """
    # Both of object, or Python asks which of them is meant wherever a field is filled.
    own = {"__slots__": (), "__setattr__": _set, "__delattr__": object.__delattr__}
    return type(cls.__name__, (cls,), own)
