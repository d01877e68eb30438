"""A dict and a list that cannot change: equal by value, picklable, in their own order.

They are a `dict` and a `list`, so that json.dumps, jsonschema and `==` take them as such.
"""

from typing import Any, Never, TypeVar

V = TypeVar("V")


class FrozenMap(dict[str, V]):
    """A read-only `dict[str, V]`; hashable when its values are."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> Never:
        raise TypeError("a FrozenMap cannot change")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override] # a dict that cannot change has one
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({super().__repr__()})"

    def __reduce__(self) -> tuple[type, tuple[dict[str, V]]]:
        return FrozenMap, (dict(self),)


class FrozenList(list[V]):
    """A read-only `list[V]`; hashable when its items are."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> Never:
        raise TypeError("a FrozenList cannot change")

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __hash__(self) -> int:  # type: ignore[override] # a list that cannot change has one
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"FrozenList({super().__repr__()})"

    def __reduce__(self) -> tuple[type, tuple[list[V]]]:
        return FrozenList, (list(self),)


def freeze(value: Any) -> Any:
    """Decoded JSON, frozen to the bottom; what is frozen already is taken as it is."""
    if isinstance(value, dict) and not isinstance(value, FrozenMap):
        return FrozenMap({name: freeze(item) for name, item in value.items()})
    if isinstance(value, list) and not isinstance(value, FrozenList):
        return FrozenList([freeze(item) for item in value])
    return value


def thaw(value: Any) -> Any:
    """A copy of decoded JSON in plain dicts and lists, the caller's to change."""
    if isinstance(value, dict):
        return {name: thaw(item) for name, item in value.items()}
    if isinstance(value, list):
        return list(map(thaw, value))
    return value
