"""The Promoting Interoperability section of a QRDA III document: its period and its measures.

What is missing is None and what is not as it should be is REFUSED, as the rules expect it.
Sources as in document.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from mips_pi_rules.documents.plain import count
from mips_pi_rules.documents.qrda3.days import day_of
from mips_pi_rules.documents.qrda3.elements import (
    COMPONENT,
    EFFECTIVE_TIME,
    ENTRY,
    EXTERNAL_DOCUMENT,
    HIGH,
    HL7,
    ID,
    LOW,
    OBSERVATION,
    ORGANIZER,
    PROPORTION,
    REFERENCE,
    RELATIONSHIP,
    TEMPLATE_ID,
    VALUE,
    XSI_TYPE,
    YES_NO,
    below,
    period_acts,
)
from mips_pi_rules.documents.qrda3.notes import SET, Notes, Observation, Organizer, extension_of
from mips_pi_rules.documents.rows import proportion_of, row_of
from mips_pi_rules.documents.submission import REFUSED, Measurement, Proportion, Refused

_MEASURE = HL7 + "3.7031"
_NUMERATOR: Final = HL7 + "10.20.27.3.31"
_DENOMINATOR: Final = HL7 + "10.20.27.3.32"
_COUNTS: Final = {"numerator": _NUMERATOR, "denominator": _DENOMINATOR}
_AGGREGATE = HL7 + "10.20.27.3.3"
_ANSWER = HL7 + "10.20.27.3.27"
_ANSWERS: Final = {"Y": True, "y": True, "N": False, "n": False}
_LIKE_CODED: Final = frozenset({"CE", "CV", "CO"})  # data types that hold a code as CD does
_DIGITS = re.compile("0*([0-9]{1,16})")

ROWS: Final = f"{SET}/measurements"
Days = tuple[date | Refused | None, date | Refused | None]


def period(section: Element, notes: Notes) -> Days:
    """First and last day of the performance period act, of two of the first."""
    acts = period_acts(section.findall(ENTRY))
    if len(acts) != 1:
        notes.defect("periods", SET, count=len(acts))
    return days(acts[0], notes) if acts else (None, None)


def days(act: Element, notes: Notes | None = None) -> Days:
    """First and last day of a period act; `notes` is for that of the category's own section."""
    return (
        _day(act, LOW, f"{SET}/performanceStart", notes),
        _day(act, HIGH, f"{SET}/performanceEnd", notes),
    )


def first_day(part: Element) -> date | Refused | None:
    """The first day of a time span of the header, that of the service event."""
    return _day(part, LOW, "", None)


def _day(part: Element, name: str, pointer: str, notes: Notes | None) -> date | Refused | None:
    """A real day, None without one, else REFUSED."""
    found = below(part, EFFECTIVE_TIME, name)
    if notes is not None:
        notes.elements[pointer] = found[-1] if found else part
    if len(found) != 1:
        return REFUSED if found else None
    written = found[0].get("value")
    if written is None or found[0].get("nullFlavor") is not None:
        return None
    day, as_cda = day_of(written)
    if notes is not None and not as_cda:
        notes.defect("dateForms", pointer)
    return REFUSED if day is None else day


def rows(section: Element, notes: Notes) -> tuple[Measurement, ...]:
    """A row for each organizer of the section, whatever its templates."""
    notes.elements[ROWS] = section
    organizers = below(section, ENTRY, ORGANIZER)
    return tuple([_row(one, index, notes) for index, one in enumerate(organizers)])


def parts_of_row(index: int, row: Organizer) -> Iterator[tuple[str, Element]]:
    """By pointer the element of a row and of its parts, the innermost of those that are there."""
    organizer, roots, ids, observations = row
    yield f"{ROWS}/{index}", organizer
    found = {"measureId": _measure_ids(ids) or ids}
    if PROPORTION in roots and YES_NO not in roots:
        for name, root in _COUNTS.items():
            counts, aggregates, values = _counted(observations, root)
            found[f"value/{name}"] = values or aggregates or counts
    elif YES_NO in roots and PROPORTION not in roots:
        answers, values = _answered(observations)
        found["value"] = values or answers
    for name, elements in found.items():
        if elements:
            yield f"{ROWS}/{index}/{name}", elements[-1]


def _row(organizer: Element, index: int, notes: Notes) -> Measurement:
    row = _parts_of_organizer(organizer)
    notes.rows.append(row)
    _, roots, ids, observations = row
    value: bool | Proportion | Refused = REFUSED
    if PROPORTION in roots:
        if YES_NO not in roots:
            value = proportion_of(
                _count(observations, _NUMERATOR),
                _count(observations, _DENOMINATOR),
                False,  # no other keys
            )
    elif YES_NO in roots:
        value = _answer(observations, index, notes)
    return row_of(_measure_id(ids), value, ())


def _measure_id(ids: list[Element]) -> str | Refused | None:
    """The one id of the root of measures; others, and those without extension, are let be."""
    known = _measure_ids(ids)
    return REFUSED if len(known) > 1 else known[0].get("extension") if known else None


def _measure_ids(ids: list[Element]) -> list[Element]:
    return [one for one in ids if one.get("root") == _MEASURE and extension_of(one) is not None]


def _count(observations: list[Observation], root: str) -> int | Refused | None:
    """A count: digits alone; None where it is missing, REFUSED where it is doubled or another."""
    counts, aggregates, values = _counted(observations, root)
    if len(counts) > 1 or len(aggregates) > 1 or len(values) > 1:
        return REFUSED
    if not values:
        return None
    (value,) = values
    written, null = value.get("value"), value.get("nullFlavor")
    if written is None and null is None:
        return None
    digits = _DIGITS.fullmatch(written or "")
    if (
        digits is None
        or null is not None
        or value.get("unit", "1") != "1"
        or _type_of(value) not in (None, "INT")
    ):
        return REFUSED
    return count(int(digits[1]))


def _answer(observations: list[Observation], index: int, notes: Notes) -> bool | Refused:
    """True for Y, False for N, else REFUSED."""
    answers, values = _answered(observations)
    if len(answers) != 1 or len(values) != 1:
        return REFUSED
    (value,) = values
    answer = _ANSWERS.get(value.get("code", ""))
    if answer is None or value.get("nullFlavor") is not None:
        return REFUSED
    written = _type_of(value)
    if written in _LIKE_CODED:
        notes.defect("codedTypes", f"{ROWS}/{index}/value")
    elif written not in (None, "CD"):
        return REFUSED
    return answer


def _parts_of_organizer(organizer: Element) -> Organizer:
    """Written out, as _parts_of is: most of the time that reading takes is spent in these two."""
    roots: list[str | None] = []
    ids: list[Element] = []
    observations: list[Observation] = []
    for part in organizer:
        name = part.tag
        if name == TEMPLATE_ID:
            roots.append(part.get("root"))
        elif name == COMPONENT:
            for one in part.findall(OBSERVATION):
                observations.append(_parts_of(one))
        elif name == REFERENCE:
            for document in part.findall(EXTERNAL_DOCUMENT):
                ids += document.findall(ID)
    return organizer, roots, ids, observations


def _parts_of(observation: Element) -> Observation:
    roots: list[str | None] = []
    values: list[Element] = []
    inner: list[Element] = []
    for part in observation:
        name = part.tag
        if name == TEMPLATE_ID:
            roots.append(part.get("root"))
        elif name == VALUE:
            values.append(part)
        elif name == RELATIONSHIP:
            inner += part.findall(OBSERVATION)
    return observation, roots, values, inner


def _counted(
    observations: list[Observation], root: str
) -> tuple[list[Element], list[Element], list[Element]]:
    """The observations of a count, the aggregates in them, and the values in these."""
    counts: list[Element] = []
    aggregates: list[Element] = []
    values: list[Element] = []
    for observation, roots, _, inner in observations:
        if root in roots:
            counts.append(observation)
            for one in inner:
                _, roots_of_one, values_of_one, _ = _parts_of(one)
                if _AGGREGATE in roots_of_one:
                    aggregates.append(one)
                    values += values_of_one
    return counts, aggregates, values


def _answered(observations: list[Observation]) -> tuple[list[Element], list[Element]]:
    """The observations of an answer, and the values in them."""
    answers: list[Element] = []
    values: list[Element] = []
    for observation, roots, values_of_one, _ in observations:
        if _ANSWER in roots:
            answers.append(observation)
            values += values_of_one
    return answers, values


def _type_of(value: Element) -> str | None:
    """The data type that a value declares, without its prefix."""
    written = value.get(XSI_TYPE)
    return None if written is None else written.strip().rpartition(":")[2]
