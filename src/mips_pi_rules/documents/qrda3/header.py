"""The header of a QRDA III document: program, identifiers, certification id, report template.

Sources as in document.
"""

from typing import Final
from xml.etree.ElementTree import Element

from mips_pi_rules.documents.qrda3.elements import (
    ASSIGNED_ENTITY,
    ASSOCIATED_ENTITY,
    DOCUMENTATION_OF,
    HL7,
    ID,
    INFORMATION_RECIPIENT,
    INTENDED_RECIPIENT,
    ORGANIZATION,
    PARTICIPANT,
    PERFORMER,
    SERVICE_EVENT,
    TEMPLATE_ID,
    below,
)
from mips_pi_rules.documents.qrda3.notes import SET, Notes, of_root, valued
from mips_pi_rules.documents.submission import REFUSED, Refused

_REPORT = HL7 + "10.20.27.1.2"
_PROGRAM = HL7 + "3.249.7"
_CEHRT = HL7 + "3.2074.1"
_PATHWAY = HL7 + "3.249.5.6"
_NPI = HL7 + "4.6"
_TIN = HL7 + "4.2"
ENTITIES: Final = {  # entity type: root of its entity id
    "virtualGroup": HL7 + "3.249.5.2",
    "apm": HL7 + "3.249.5.4",
    "subgroup": HL7 + "3.249.5.5",
}
_REPORTERS: Final = {"INDIV": "individual", "GROUP": "group", "APMENTITY": "apm"}
_FAMILIES: Final = {"MIPS": "mips", "MIPS_APP1": "app1", "APP_PLUS": "appPlus", "SSP_PI": "ssp"}
# CMS program name of QRDA: programName and entityType of QPP JSON.
PROGRAMS: Final = {
    "MIPS": ("mips", "individual"),
    "MIPS_VIRTUALGROUP": ("mips", "virtualGroup"),
    "MIPS_SUBGROUP": ("mips", "subgroup"),
} | {
    f"{family}_{reporter}": (program, entity)
    for family, program in _FAMILIES.items()
    for reporter, entity in _REPORTERS.items()
}
# Those under which an MVP id stands for the program: the converter's own list.
_OF_PATHWAYS: Final = frozenset(
    {("mips", "individual"), ("mips", "group"), ("mips", "apm"), ("mips", "subgroup")}
)
_OF_TIN: Final = frozenset({"group", "subgroup"})


def report_templates(root: Element) -> tuple[str, ...]:
    """The extensions of CMS's report template."""
    return tuple([one.get("extension", "") for one in of_root(_REPORT, root.findall(TEMPLATE_ID))])


def program(root: Element, notes: Notes) -> tuple[str | Refused, str | None]:
    """The program's name and the entity type; one unknown is REFUSED and has no entity type."""
    pointer = f"{SET}/programName"
    ids = valued(of_root(_PROGRAM, below(root, INFORMATION_RECIPIENT, INTENDED_RECIPIENT, ID)))
    known = None
    if ids:
        notes.elements[pointer] = notes.elements["/entityType"] = ids[0]
        written = ids[0].attrib["extension"]
        # Only in ASCII do capitals have one meaning.
        known = PROGRAMS.get(written.upper()) if written.isascii() else None
    if len(ids) > 1:  # refused by the converter even when they are equal
        notes.conflict(pointer, ids[1])
    return (REFUSED, None) if known is None else (_with_pathway(root, known, notes), known[1])


def _with_pathway(root: Element, known: tuple[str, str], notes: Notes) -> str:
    """The MVP id where there is one and the program uses it, else the program's name."""
    pointer = f"{SET}/programName"
    read: list[Element] = []
    for participant in root.findall(PARTICIPANT):
        tracker = participant.get("typeCode") == "TRC"
        for associated in participant.findall(ASSOCIATED_ENTITY):
            ids = valued(of_root(_PATHWAY, associated.findall(ID)))
            if tracker and associated.get("classCode") == "PROG":
                read += ids
            elif ids:
                notes.defect("pathwaysMisplaced", f"{pointer}/2", ids[0])
    if known in _OF_PATHWAYS:
        return notes.one(read, pointer) or known[0]
    if read:
        notes.defect("pathwaysUnused", f"{pointer}/3", read[0])
    return known[0]


def cehrt_id(root: Element, notes: Notes) -> str | None:
    """The first certification id, whatever its participant is."""
    pointer = f"{SET}/cehrtId"
    ids = valued(of_root(_CEHRT, below(root, PARTICIPANT, ASSOCIATED_ENTITY, ID)))
    if not ids:
        return None
    first, *others = ids
    written = first.attrib["extension"]
    notes.elements[pointer] = first
    for other in others:
        if other.attrib["extension"].casefold() != written.casefold():
            notes.defect("otherCehrtIds", f"{pointer}/1", other)
            break
    return written


def identifiers(
    root: Element, entity: str | None, notes: Notes
) -> tuple[str | None, str | None, str | None]:
    """TIN, NPI and entity id, each only where the entity type uses it.

    Those of an individual come from one performer: the first that has both, else the first that
    has one of them.
    """
    performers = [
        (of_root(_TIN, _organizations(one)), of_root(_NPI, below(one, ASSIGNED_ENTITY, ID)), one)
        for one in below(root, DOCUMENTATION_OF, SERVICE_EVENT, PERFORMER)
    ]
    tins = [one for ids, _, _ in performers for one in ids]
    tin = npi = entity_id = None
    if entity == "individual":
        npis = [one for _, ids, _ in performers for one in ids]
        own_tins, own_npis = max(
            ((valued(ids), valued(others)) for ids, others, _ in performers),
            key=lambda own: sum(map(bool, own)),
            default=([], []),
        )
        tin = notes.one(own_tins, "/taxpayerIdentificationNumber", tins)
        npi = notes.one(own_npis, "/nationalProviderIdentifier", npis)
    elif entity in _OF_TIN:
        tin = notes.one(tins, "/taxpayerIdentificationNumber")
    if entity in ENTITIES:
        organizations = (one for _, _, part in performers for one in _organizations(part))
        entity_id = notes.one(of_root(ENTITIES[entity], organizations), "/entityId")
    return tin, npi, entity_id


def _organizations(performer: Element) -> list[Element]:
    """The ids of the organizations that a performer stands for."""
    return below(performer, ASSIGNED_ENTITY, ORGANIZATION, ID)
