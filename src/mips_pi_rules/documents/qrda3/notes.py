"""What is noted while a QRDA III document is read: where each part stands, and what is wrong."""

from collections.abc import Iterable
from typing import Final

from attrs import define, field

from mips_pi_rules.documents.places import Place
from mips_pi_rules.documents.qrda3.elements import Leaf
from mips_pi_rules.documents.submission import FormatDefect
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.pointers import name

SET: Final = "/measurementSets/0"
_NAMES: Final = {  # what the ids of a header are called, by the field of QPP JSON
    "programName": "program id",
    "taxpayerIdentificationNumber": "TIN",
    "nationalProviderIdentifier": "NPI",
    "entityId": "id of the entity",
}


@define(eq=False, repr=False)
class Notes:
    """Places by pointer into the QPP JSON form, and defects beyond values.

    A pointer may lead further than that form: `…/cehrtId/1` is a second certification id.
    """

    places: dict[str, Place] = field(factory=dict)
    format_defects: list[FormatDefect] = field(factory=list)

    def defect(self, name: str, at: str, place: Place | None = None, **values: str | int) -> None:
        """Note what is wrong, and where it stands if that is not noted elsewhere."""
        if place is not None:
            self.places[at] = place
        self.format_defects.append(FormatDefect(name, at, FrozenMap(values)))

    def one(self, ids: Iterable[Leaf], pointer: str, beside: Iterable[Leaf] = ()) -> str | None:
        """The first extension of `ids`; a different one, in them or `beside`, is a defect."""
        found = valued(ids)
        if not found:
            return None
        first = found[0]
        written = first.attributes["extension"]
        self.places[pointer] = first.place
        for leaf in [*found[1:], *valued(beside)]:
            if leaf.attributes["extension"] != written:
                self.conflict(pointer, leaf.place)
                break
        return written

    def conflict(self, pointer: str, place: Place) -> None:
        """Note that the field at `pointer` stands a second time, at `place`."""
        written = name(pointer)
        self.defect(
            "conflictingValues", f"{pointer}/1", place, field=written, called=_NAMES[written]
        )


def extension_of(leaf: Leaf) -> str | None:
    """The extension of an id, None for one that is empty or has a null flavour."""
    attributes = leaf.attributes
    return None if "nullFlavor" in attributes else attributes.get("extension") or None


def of_root(root: str, ids: Iterable[Leaf]) -> list[Leaf]:
    """The ids of this root."""
    return [one for one in ids if one.attributes.get("root") == root]


def valued(ids: Iterable[Leaf]) -> list[Leaf]:
    """The ids that have an extension."""
    return [one for one in ids if extension_of(one) is not None]
