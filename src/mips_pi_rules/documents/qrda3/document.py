"""A QRDA Category III document, read into a Submission.

Templates are matched by root alone. Only what is not safe, not well-formed or not CDA is refused
outright; what else is wrong is left to the rules. Sources: CMS's implementation guides and
schematrons for QRDA III, Eligible Clinicians Programs; CMSgov/qpp-conversion-tool.
"""

import os
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from mips_pi_rules.documents.limits import MAX_BYTES
from mips_pi_rules.documents.made import read_as
from mips_pi_rules.documents.qrda3.elements import (
    DOCUMENTATION_OF,
    ENTRY,
    HL7,
    PI_SECTION,
    SERVICE_EVENT,
    TEMPLATE_ID,
    below,
    measures_outside,
    period_acts,
    sections,
    templates,
)
from mips_pi_rules.documents.qrda3.header import cehrt_id, identifiers, program, report_templates
from mips_pi_rules.documents.qrda3.notes import SET, Notes
from mips_pi_rules.documents.qrda3.parsing import Tree, parse
from mips_pi_rules.documents.qrda3.section import days, first_day, period, rows
from mips_pi_rules.documents.qrda3.standing import Standing, places_of
from mips_pi_rules.documents.submission import OUR_CATEGORY, MeasurementSet, Refused, Submission
from mips_pi_rules.errors import UnreadableSubmission

SOURCE: Final = "qrda3"
METHOD: Final = "electronicHealthRecord"

# Sections of quality measures, HL7's and CMS's, and of improvement activities.
_OTHER_CATEGORIES: Final = frozenset(HL7 + "10.20.27.2." + last for last in ("1", "3", "4"))
_SHARED_SAVINGS: Final = "ssp"


def read_qrda3(source: str | os.PathLike[str] | bytes) -> Submission:
    """The Submission of a QRDA III document: `source` is its path or its bytes.

    A document without a section of the category is a submission without a set of it. Raises
    UnreadableSubmission, holding nothing of the input, for a document that is not safe (see
    parsing), not well-formed or not CDA; OSError where the file cannot be read. All else that is
    wrong becomes a finding when the Submission is evaluated.
    """
    if isinstance(source, bytes):
        return submission_of(source)
    if isinstance(source, str | os.PathLike):
        return submission_of(_content(os.fsdecode(source)))
    raise UnreadableSubmission("a QRDA III document is given as a path or as bytes")


def _content(name: str) -> bytes:
    """The file, or so much of it that it is seen to be too large."""
    if name.lstrip("\ufeff \t\r\n").startswith("<") or "\0" in name:
        # Taken for a path, a document would stand in the message of the error.
        raise UnreadableSubmission("a str is a path; give a document itself as bytes")
    with Path(name).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def submission_of(content: bytes | str) -> Submission:
    """The Submission of a document; raises as read_qrda3 does.

    The encoding that a str declares is let be: it is decoded already.
    """
    tree = parse(content)
    root = tree.top[0]
    notes = Notes(elements={"": root})
    name, entity = program(root, notes)
    tin, npi, entity_id = identifiers(root, entity, notes)
    ours, others = _sections(tree)
    _note_sections(ours, others, name, notes)
    sets = tuple([_set(root, section, name, notes) for section in ours[:1]])
    year = (
        _year(sets[0].performance_start, sets[0].performance_end)
        if sets
        else _year_without_section(root, others)
    )
    values = {
        "performance_year": year,
        "entity_type": entity,
        "taxpayer_identification_number": tin,
        "national_provider_identifier": npi,
        "entity_id": entity_id,
        "measurement_sets": sets,
        "program_misplaced": False,
        "repeated": (),
        "left_out": (),
        "misspelt": (),
        "misplaced": (),
        "submissions": 1,
        "bare": False,
        "wrapper": "",
        "format_defects": tuple(notes.format_defects),
        "report_templates": report_templates(root),
        "_places": Standing(tree, notes),
    }
    return Submission.with_places_later(values)


def _set(root: Element, section: Element, name: str | Refused, notes: Notes) -> MeasurementSet:
    notes.elements["/measurementSets"] = notes.elements[SET] = section
    start, end = period(section, notes)
    return read_as(
        MeasurementSet,
        {
            "category": OUR_CATEGORY,
            "submission_method": METHOD,
            "program_name": name,
            "cehrt_id": cehrt_id(root, notes),
            "performance_start": start,
            "performance_end": end,
            "measurements": rows(section, notes),
            "source": SOURCE,
            "misspelt": (),
            "likely": None,
        },
    )


def _sections(tree: Tree) -> tuple[list[Element], list[Element]]:
    """The sections of the category, and the others, each in document order.

    Raises UnreadableSubmission for one that names its template behind its entries alone: of a large
    document they are left out while it is not known whose they are.
    """
    ours: list[Element] = []
    others: list[Element] = []
    for section in sections(tree.top[0]):
        (ours if PI_SECTION in templates(section) else others).append(section)
    for section in ours:
        named = [part for part in section.findall(TEMPLATE_ID) if part.get("root") == PI_SECTION]
        first = next(part for part in section if part.tag == ENTRY or part is named[0])
        if first is not named[0]:
            line, column, _ = places_of(tree, {"": named[0]})[""]
            raise UnreadableSubmission(
                "a section of the document names its template after its entries, not before",
                line,
                column,
            )
    return ours, others


def _note_sections(
    ours: list[Element], others: list[Element], name: str | Refused, notes: Notes
) -> None:
    """Note a second section of the category, measures outside it, and what may not stand beside."""
    if len(ours) > 1:
        notes.defect("sections", "/sections", ours[1], count=len(ours))
    outside = measures_outside(entry for one in others for entry in one.findall(ENTRY))
    for index, organizer in enumerate(outside):
        notes.defect("measuresOutside", f"{SET}/outside/{index}", organizer)
    beside = [one for one in others if not _OTHER_CATEGORIES.isdisjoint(templates(one))]
    if name == _SHARED_SAVINGS and beside:
        notes.defect("sectionsBeside", "/beside", beside[0])


def _year(*of: date | Refused | None) -> int | None:
    """The year of the first that is a day."""
    return next((day.year for day in of if isinstance(day, date)), None)


def _year_without_section(root: Element, others: list[Element]) -> int | None:
    """The year of the first period act of another section that has one, else of the service."""
    acts = period_acts(entry for one in others for entry in one.findall(ENTRY))
    spans = (first_day(event) for event in below(root, DOCUMENTATION_OF, SERVICE_EVENT))
    return _year(*(day for act in acts for day in days(act)), *spans)
