"""What is noted while a QRDA III document is read: the elements of parts, and what is wrong."""

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element

from attrs import define, field

from mips_pi_rules.documents.defects import FormatDefect
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.pointers import name

SET: Final = "/measurementSets/0"
_NAMES: Final = {  # what the ids of a header are called, by the field of QPP JSON
    "programName": "program id",
    "taxpayerIdentificationNumber": "TIN",
    "nationalProviderIdentifier": "NPI",
    "entityId": "id of the entity",
}

# An observation, the roots of its templates, its values, and the observations related to it.
Observation = tuple[Element, list[str | None], list[Element], list[Element]]
# An organizer, the roots of its templates, the ids in it, and its observations.
Organizer = tuple[Element, list[str | None], list[Element], list[Observation]]


@define(eq=False, repr=False)
class Notes:
    """Elements by pointer into the QPP JSON form, the rows, and defects beyond values.

    A pointer may lead further than that form: `…/cehrtId/1` is a second certification id.
    """

    elements: dict[str, Element] = field(factory=dict)
    rows: list[Organizer] = field(factory=list)
    format_defects: list[FormatDefect] = field(factory=list)

    def defect(
        self, name: str, at: str, element: Element | None = None, **values: str | int
    ) -> None:
        """Note what is wrong, and its element if not noted elsewhere."""
        if element is not None:
            self.elements[at] = element
        self.format_defects.append(FormatDefect(name, at, FrozenMap(values)))

    def one(
        self, ids: Iterable[Element], pointer: str, beside: Iterable[Element] = ()
    ) -> str | None:
        """The first extension of `ids`; a different one, in them or `beside`, is a defect."""
        found = valued(ids)
        if not found:
            return None
        first = found[0]
        written = first.get("extension")
        self.elements[pointer] = first
        for one in [*found[1:], *valued(beside)]:
            if one.get("extension") != written:
                self.conflict(pointer, one)
                break
        return written

    def conflict(self, pointer: str, again: Element) -> None:
        """Note that the field at `pointer` stands a second time."""
        written = name(pointer)
        self.defect(
            "conflictingValues", f"{pointer}/1", again, field=written, called=_NAMES[written]
        )


def extension_of(one: Element) -> str | None:
    """The extension of an id, None for one that is empty or has a null flavour."""
    return one.get("extension") or None if one.get("nullFlavor") is None else None


def of_root(root: str, ids: Iterable[Element]) -> list[Element]:
    """The ids of this root."""
    return [one for one in ids if one.get("root") == root]


def valued(ids: Iterable[Element]) -> list[Element]:
    """The ids that have an extension."""
    return [one for one in ids if extension_of(one) is not None]
