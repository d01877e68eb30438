"""Defects: what was found wrong or odd, each with its place; rules say that there is none.

facts.schema.json names every kind and the values that it brings for the message of its rule, and
a rulebook that is loaded is held to it. Facts hold only what was found.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NotRequired, TypedDict

from attrs import define, field


class Defect(TypedDict):
    """One defect: where it stands, what its message names, and its law where that is its own."""

    at: str
    values: Mapping[str, Any]
    cites: NotRequired[list[str]]


Values = Mapping[str, Any]
ValuesOf = Callable[[Any], Iterable[Values]]
NO_VALUES: Final[tuple[Values, ...]] = ({},)
AN_OBJECT: Final[tuple[Values, ...]] = ({"expected": "an object"},)


@define(eq=False, repr=False)
class ItemDefects:
    """Defects of one kind in the items of a list, in their order, each made when it is asked for.

    A document may have millions, of which a report shows a hundred: only the places are noted.
    `before`: those of what has the list; `items`: the list, which stands at `base`; `suffix`:
    where in an item the defect is; `values`: of an item the values of each of its defects;
    `places`: where in the caller's list each item stands, where that is not its index.
    """

    before: list[Defect]
    base: str
    items: Sequence[Any]
    suffix: str
    values: ValuesOf
    places: Sequence[int] | None = None
    found: "array[int]" = field(factory=lambda: array("L"))
    count: int = 0

    def add(self, index: int, count: int = 1) -> None:
        """Note that the item at `index` has so many of these defects."""
        self.found.append(index)
        self.count += count

    def __len__(self) -> int:
        return len(self.before) + self.count

    def __iter__(self) -> Iterator[Defect]:
        yield from self.before
        for index in self.found:
            place = index if self.places is None else self.places[index]
            at = f"{self.base}/{place}{self.suffix}"
            for values in self.values(self.items[index]):
                yield {"at": at, "values": values}


Defects = dict[str, list[Defect] | ItemDefects]

# The defects of a set that name a measure among their values.
OF_MEASURES: Final = frozenset(
    {
        "duplicateMeasures",
        "yesNoValues",
        "proportionValues",
        "counts",
        "bounds",
        "blankRows",
        "countsBesideValue",
        "falseRows",
        "unsupportedYes",
        "needlessNo",
        "exclusionsOverThreshold",
        "exclusionsToCheck",
        "lateRegistrations",
        "unansweredRequests",
    }
)


def right_names(names: Iterable[str]) -> list[Values]:
    """The values of names that are misspelt: of each the right one."""
    return [{"right": [name]} for name in names]


def note(
    defects: Defects, name: str, pointer: str, *, cites: Collection[str] = (), **values: Any
) -> None:
    """Note a defect of a kind: its place, what its message names, and law of its own if any.

    Those of a whole are noted before those of the items of its list.
    """
    defect: Defect = {"at": pointer, "values": values}
    if cites:
        defect["cites"] = list(cites)
    several: Any = defects.setdefault(name, [])
    several.append(defect)


def in_full(data: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the plain JSON of facts.schema.json, every defect written out."""
    return {**data, "defects": {name: list(found) for name, found in data["defects"].items()}}


def of_items(
    defects: Defects,
    name: str,
    base: str,
    items: Sequence[Any],
    suffix: str,
    values: ValuesOf,
    places: Sequence[int] | None = None,
) -> ItemDefects:
    """The defects of a kind that are noted item by item; `values` and the rest as ItemDefects."""
    known = defects.get(name)
    if not isinstance(known, ItemDefects):
        defects[name] = known = ItemDefects(known or [], base, items, suffix, values, places)
    return known
