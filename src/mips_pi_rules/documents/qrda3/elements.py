"""What is read of a QRDA III document: the elements that are kept, and the table of which they are.

Sources as in document.
"""

from typing import Final

from mips_pi_rules.documents.places import Place

NAMESPACE: Final = "urn:hl7-org:v3"
ROOT: Final = "ClinicalDocument"
XSI_TYPE: Final = "http://www.w3.org/2001/XMLSchema-instance\1type"
HL7: Final = "2.16.840.1.113883."
PI_SECTION: Final = HL7 + "10.20.27.2.5"
PERIOD: Final = HL7 + "10.20.17.3.8"
PROPORTION: Final = HL7 + "10.20.27.3.28"
YES_NO: Final = HL7 + "10.20.27.3.29"

# Shared by all elements that have none, and never added to: most of a document are such.
_NO_ATTRIBUTES: Final[dict[str, str]] = {}


class Leaf:
    """An element of which the attributes are read, and where its start tag begins."""

    __slots__ = ("attributes", "key", "place")

    def __init__(self, key: str, attributes: dict[str, str], place: Place) -> None:
        self.key, self.attributes, self.place = key, attributes, place


class Element:
    """An element with what is read below it: leaves, parts, and the roots of its templates."""

    __slots__ = ("attributes", "key", "leaves", "parts", "place", "templates")

    def __init__(self, key: str, attributes: dict[str, str], place: Place) -> None:
        self.key, self.attributes, self.place = key, attributes or _NO_ATTRIBUTES, place
        self.leaves: list[Leaf] = []
        self.parts: list[Element] = []
        self.templates: list[str | None] = []

    def every(self, key: str) -> "list[Element]":
        """The parts right below it that have this key."""
        return [part for part in self.parts if part.key == key]

    def named(self, key: str) -> "list[Leaf]":
        """The leaves of its own that have this key."""
        return [leaf for leaf in self.leaves if leaf.key == key]


class Kind:
    """How an element is read: as a step of a path, a leaf, a template's root, or a part.

    `key` is what it is called here, where its name alone does not tell; `only`: a part is kept only
    where it has one of these templates.
    """

    __slots__ = ("children", "key", "name", "only", "role")

    def __init__(
        self,
        name: str,
        role: str,
        children: "tuple[Kind, ...]" = (),
        *,
        key: str = "",
        only: tuple[str, ...] = (),
    ) -> None:
        self.name, self.role, self.key, self.only = name, role, key or name, frozenset(only)
        self.children: dict[str, Kind] = {}
        self.holds(*children)

    def holds(self, *children: "Kind") -> None:
        """Read these elements right below it."""
        self.children |= {f"{NAMESPACE}\1{kind.name}": kind for kind in children}


STEP, LEAF, TEMPLATE, PART = "step", "leaf", "template", "part"
_TEMPLATE_ID: Final = Kind("templateId", TEMPLATE)
_DAYS: Final = Kind("effectiveTime", STEP, (Kind("low", LEAF), Kind("high", LEAF)))
_ACT: Final = Kind("act", PART, (_TEMPLATE_ID, _DAYS), only=(PERIOD,))
_AGGREGATE: Final = Kind("observation", PART, (_TEMPLATE_ID, Kind("value", LEAF)))
_OBSERVATION: Final = Kind(
    "observation",
    PART,
    (
        _TEMPLATE_ID,
        Kind("value", LEAF),
        Kind("entryRelationship", STEP, (_AGGREGATE,)),
    ),
)
_MEASURE_ID: Final = Kind("reference", STEP, (Kind("externalDocument", STEP, (Kind("id", LEAF),)),))
_ORGANIZER: Final = Kind(
    "organizer",
    PART,
    (_TEMPLATE_ID, _MEASURE_ID, Kind("component", STEP, (_OBSERVATION,))),
)
_OTHER_ORGANIZER: Final = Kind("organizer", PART, (_TEMPLATE_ID,), only=(PROPORTION, YES_NO))
OTHER_ENTRY: Final = Kind("entry", STEP, (_ACT, _OTHER_ORGANIZER))  # of another section
ENTRY: Final = Kind("entry", STEP, (_ACT, _ORGANIZER))
_INNER: Final = Kind("component", STEP)
_SECTION: Final = Kind("section", PART, (_TEMPLATE_ID, ENTRY, _INNER))
_INNER.holds(_SECTION)
_PERFORMER: Final = Kind(
    "performer",
    PART,
    (
        Kind(
            "assignedEntity",
            STEP,
            (
                Kind("id", LEAF),
                Kind("representedOrganization", STEP, (Kind("id", LEAF, key="organization"),)),
            ),
        ),
    ),
)
_DOCUMENT: Final = Kind(
    ROOT,
    PART,
    (
        Kind("templateId", LEAF),
        Kind(
            "informationRecipient",
            STEP,
            (Kind("intendedRecipient", STEP, (Kind("id", LEAF, key="program"),)),),
        ),
        Kind(
            "participant",
            PART,
            (Kind("associatedEntity", PART, (Kind("id", LEAF),)),),
        ),
        Kind("documentationOf", STEP, (Kind("serviceEvent", PART, (_PERFORMER, _DAYS)),)),
        Kind(
            "component",
            STEP,
            (Kind("structuredBody", STEP, (Kind("component", STEP, (_SECTION,)),)),),
        ),
    ),
)
TOP: Final = Kind("", STEP, (_DOCUMENT,))
