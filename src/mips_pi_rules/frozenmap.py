"""A dict that cannot change: equal by value, hashable, picklable, in its own order."""

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
