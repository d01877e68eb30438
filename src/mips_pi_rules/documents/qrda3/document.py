"""The Promoting Interoperability part of a QRDA Category III document, as a Submission.

Templates are matched by root alone. Only what is not safe, not well-formed, not a CDA document or
has not exactly one Promoting Interoperability section is refused outright; what else is wrong is
left to the rules. Sources: CMS's implementation guides and schematrons for QRDA III, Eligible
Clinicians Programs; CMSgov/qpp-conversion-tool.
"""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from mips_pi_rules.documents.qrda3.section import HL7, SET, Notes, period, rows, value_of
from mips_pi_rules.documents.qrda3.xmltext import MAX_BYTES, decoded
from mips_pi_rules.documents.qrda3.xmltree import PI_SECTION, Element, parse, under
from mips_pi_rules.documents.submission import (
    OUR_CATEGORY,
    REFUSED,
    MeasurementSet,
    Part,
    Submission,
)
from mips_pi_rules.errors import UnreadableSubmission
from mips_pi_rules.frozenmap import FrozenMap

SOURCE: Final = "qrda3"
METHOD: Final = "electronicHealthRecord"

_REPORT = HL7 + "10.20.27.1.2"
_PROGRAM = HL7 + "3.249.7"
_CEHRT = HL7 + "3.2074.1"
_PATHWAY = HL7 + "3.249.5.6"
_NPI = HL7 + "4.6"
_TIN = HL7 + "4.2"
_ENTITIES: Final = {  # entity type: root of its entity id
    "virtualGroup": HL7 + "3.249.5.2",
    "apm": HL7 + "3.249.5.4",
    "subgroup": HL7 + "3.249.5.5",
}
_REPORTERS: Final = {"INDIV": "individual", "GROUP": "group", "APMENTITY": "apm"}
_FAMILIES: Final = {"MIPS": "mips", "MIPS_APP1": "app1", "APP_PLUS": "appPlus", "SSP_PI": "ssp"}
# CMS program name of QRDA: programName and entityType of QPP JSON.
_PROGRAMS: Final = {
    "MIPS": ("mips", "individual"),
    "MIPS_VIRTUALGROUP": ("mips", "virtualGroup"),
    "MIPS_SUBGROUP": ("mips", "subgroup"),
} | {
    f"{family}_{reporter}": (program, entity)
    for family, program in _FAMILIES.items()
    for reporter, entity in _REPORTERS.items()
}


def read_qrda3(source: str | os.PathLike[str] | bytes) -> Submission:
    """The Submission of a QRDA III document: `source` is its path or its bytes.

    Raises UnreadableSubmission, holding nothing of the input, for a document that is not safe
    (see xmltext), not well-formed or not CDA, or that has not exactly one Promoting
    Interoperability section; OSError where the file cannot be read. All else that is wrong
    becomes a finding when the Submission is evaluated.
    """
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, str | os.PathLike):
        content = _content(os.fsdecode(source))
    else:
        raise UnreadableSubmission("a QRDA III document is given as a path or as bytes")
    return structure(parse(decoded(content)))


def _content(name: str) -> bytes:
    """The file, or so much of it that it is seen to be too large."""
    if name.lstrip("\ufeff \t\r\n").startswith("<") or "\0" in name:
        # Taken for a path, a document would stand in the message of the error.
        raise UnreadableSubmission("a str is a path; give a document itself as bytes")
    with Path(name).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def structure(root: Element) -> Submission:
    """The tree of a document as a Submission.

    Raises UnreadableSubmission unless it has exactly one section of the category.
    """
    section = _section(root)
    notes = Notes()
    notes.place("", root)
    notes.place("/measurementSets", section)
    notes.place(SET, section)
    program, entity = _program(root, notes)
    start, end = period(section, notes)
    tin, npi, entity_id = _identifiers(root, entity, notes)
    participants = under([root], "participant", "associatedEntity", "id")
    cehrt_id = notes.one(_of_root(participants, _CEHRT), f"{SET}/cehrtId", any_case=True)
    reports = _of_root(root.all("templateId"), _REPORT)
    day = next((one for one in (start, end) if isinstance(one, date)), None)
    return Submission(
        performance_year=day.year if day else None,
        entity_type=entity,
        taxpayer_identification_number=tin,
        national_provider_identifier=npi,
        entity_id=entity_id,
        measurement_sets=(
            MeasurementSet(
                category=OUR_CATEGORY,
                submission_method=METHOD,
                program_name=program,
                cehrt_id=cehrt_id,
                performance_start=start,
                performance_end=end,
                measurements=rows(section, notes),
                source=SOURCE,
            ),
        ),
        problems=tuple(notes.problems),
        places=FrozenMap(notes.places),
        report_template=(reports[0].get("extension") if reports else None) or REFUSED,
    )


def _section(root: Element) -> Element:
    """The one section of the category, at any level of the body."""
    found: list[Element] = []
    waiting = under([root], "component", "structuredBody", "component", "section")
    while waiting:
        found += [one for one in waiting if one.is_of(PI_SECTION)]
        waiting = under(waiting, "component", "section")
    if len(found) != 1:
        many = "more than one" if found else "no"
        raise UnreadableSubmission(f"the document has {many} Promoting Interoperability section")
    return found[0]


def _of_root(ids: Iterable[Element], root: str) -> list[Element]:
    return [one for one in ids if one.get("root") == root]


def _program(root: Element, notes: Notes) -> tuple[str | Part, str | None]:
    """The program's name and the entity type; one unknown is REFUSED and has no entity type."""
    pointer = f"{SET}/programName"
    ids = _of_root(under([root], "informationRecipient", "intendedRecipient", "id"), _PROGRAM)
    written = notes.one(ids, pointer, any_case=True) or ""
    if written:
        notes.places["/entityType"] = notes.places[pointer]
    # Only in ASCII do capitals have one meaning.
    known = _PROGRAMS.get(written.upper()) if written.isascii() else None
    if known is None:
        return REFUSED, None
    pathways = [
        one
        for participant in root.all("participant")
        if participant.get("typeCode") == "TRC"
        for associated in participant.all("associatedEntity")
        if associated.get("classCode") == "PROG"
        for one in _of_root(associated.all("id"), _PATHWAY)
    ]
    return notes.one(pathways, pointer) or known[0], known[1]


def _identifiers(
    root: Element, entity: str | None, notes: Notes
) -> tuple[str | None, str | None, str | None]:
    """TIN, NPI and entity id, each only where the entity type uses it.

    Those of an individual come from one performer: the first that has both, else the first that
    has one of them.
    """
    performers = []
    for one in under([root], "documentationOf", "serviceEvent", "performer"):
        assigned = under([one], "assignedEntity")
        organization = under(assigned, "representedOrganization", "id")
        performers.append((organization, under(assigned, "id")))
    organizations = [one for ids, _ in performers for one in ids]
    tins = _of_root(organizations, _TIN)
    if entity == "individual":
        npis = _of_root((one for _, ids in performers for one in ids), _NPI)
        own = [(_valued(ids, _TIN), _valued(others, _NPI)) for ids, others in performers]
        own_tins, own_npis = max(own, key=lambda ids: sum(map(bool, ids)), default=([], []))
        tin = notes.one(own_tins, "/taxpayerIdentificationNumber", tins)
        return tin, notes.one(own_npis, "/nationalProviderIdentifier", npis), None
    if entity == "group":
        return notes.one(tins, "/taxpayerIdentificationNumber"), None, None
    if entity is None:
        return None, None, None
    return None, None, notes.one(_of_root(organizations, _ENTITIES[entity]), "/entityId")


def _valued(ids: Iterable[Element], root: str) -> list[Element]:
    return [one for one in _of_root(ids, root) if value_of(one) is not None]
