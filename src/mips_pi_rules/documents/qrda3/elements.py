"""What is read of a QRDA III document: the names of its elements, and the ways to them.

Templates are matched by root alone. Sources as in document.
"""

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element

NAMESPACE: Final = "urn:hl7-org:v3"
XSI_TYPE: Final = "http://www.w3.org/2001/XMLSchema-instance\1type"
HL7: Final = "2.16.840.1.113883."
PI_SECTION: Final = HL7 + "10.20.27.2.5"
PERIOD: Final = HL7 + "10.20.17.3.8"
PROPORTION: Final = HL7 + "10.20.27.3.28"
YES_NO: Final = HL7 + "10.20.27.3.29"


def _named(name: str) -> str:
    return f"{NAMESPACE}\1{name}"


ROOT: Final = _named("ClinicalDocument")
TEMPLATE_ID: Final = _named("templateId")
INFORMATION_RECIPIENT: Final = _named("informationRecipient")
INTENDED_RECIPIENT: Final = _named("intendedRecipient")
PARTICIPANT: Final = _named("participant")
ASSOCIATED_ENTITY: Final = _named("associatedEntity")
DOCUMENTATION_OF: Final = _named("documentationOf")
SERVICE_EVENT: Final = _named("serviceEvent")
PERFORMER: Final = _named("performer")
ASSIGNED_ENTITY: Final = _named("assignedEntity")
ORGANIZATION: Final = _named("representedOrganization")
COMPONENT: Final = _named("component")
BODY: Final = _named("structuredBody")
SECTION: Final = _named("section")
ENTRY: Final = _named("entry")
ACT: Final = _named("act")
EFFECTIVE_TIME: Final = _named("effectiveTime")
LOW: Final = _named("low")
HIGH: Final = _named("high")
ORGANIZER: Final = _named("organizer")
REFERENCE: Final = _named("reference")
EXTERNAL_DOCUMENT: Final = _named("externalDocument")
OBSERVATION: Final = _named("observation")
RELATIONSHIP: Final = _named("entryRelationship")
VALUE: Final = _named("value")
ID: Final = _named("id")


def below(part: Element, *names: str) -> list[Element]:
    """The elements that these names lead to, one level each, in document order."""
    found = [part]
    for name in names:
        found = [child for one in found for child in one.findall(name)]
    return found


def templates(part: Element) -> list[str | None]:
    """The roots of its templates."""
    return [one.get("root") for one in part.findall(TEMPLATE_ID)]


def sections(root: Element) -> list[Element]:
    """Every section, at any level of the body, in document order."""
    found, waiting = [], below(root, COMPONENT, BODY, COMPONENT, SECTION)[::-1]
    while waiting:
        found.append(waiting.pop())
        waiting += below(found[-1], COMPONENT, SECTION)[::-1]
    return found


def period_acts(entries: Iterable[Element]) -> list[Element]:
    """The period acts right below these entries."""
    return [act for one in entries for act in one.findall(ACT) if PERIOD in templates(act)]


def measures_outside(entries: Iterable[Element]) -> list[Element]:
    """The measures of the category right below entries of another section."""
    return [
        organizer
        for one in entries
        for organizer in one.findall(ORGANIZER)
        if not _OF_MEASURES.isdisjoint(templates(organizer))
    ]


_OF_MEASURES: Final = frozenset({PROPORTION, YES_NO})
