"""The Promoting Interoperability section of a QRDA III document: its period and its measures.

What is missing is None and what is not as it should be is REFUSED, as the rules expect it.
Sources as in document.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from mips_pi_rules.documents.plain import count
from mips_pi_rules.documents.qrda3.days import day_of
from mips_pi_rules.documents.qrda3.elements import HL7, PROPORTION, XSI_TYPE, YES_NO, Element, Leaf
from mips_pi_rules.documents.qrda3.notes import SET, Notes, extension_of
from mips_pi_rules.documents.rows import proportion_of, row_of
from mips_pi_rules.documents.submission import REFUSED, Measurement, Proportion, Refused

_MEASURE = HL7 + "3.7031"
_COUNTS: Final = {
    "numerator": HL7 + "10.20.27.3.31",
    "denominator": HL7 + "10.20.27.3.32",
}
_AGGREGATE = HL7 + "10.20.27.3.3"
_ANSWER = HL7 + "10.20.27.3.27"
_ANSWERS: Final = {"Y": True, "y": True, "N": False, "n": False}
_LIKE_CODED: Final = frozenset({"CE", "CV", "CO"})  # data types that hold a code as CD does
_DIGITS = re.compile("0*([0-9]{1,16})")

Days = tuple[date | Refused | None, date | Refused | None]


def period(section: Element, notes: Notes) -> Days:
    """First and last day of the performance period act, of two of the first."""
    acts = section.every("act")
    if len(acts) != 1:
        notes.defect("periods", SET, count=len(acts))
    return days(acts[0], notes) if acts else (None, None)


def days(act: Element, notes: Notes | None = None) -> Days:
    """First and last day of a period act; `notes` is for that of the category's own section."""
    return (
        _day(act, "low", f"{SET}/performanceStart", notes),
        _day(act, "high", f"{SET}/performanceEnd", notes),
    )


def first_day(part: Element) -> date | Refused | None:
    """The first day of a time span of the header, that of the service event."""
    return _day(part, "low", "", None)


def _day(part: Element, key: str, pointer: str, notes: Notes | None) -> date | Refused | None:
    """A real day, None without one, else REFUSED."""
    leaves = part.named(key)
    if notes is not None:
        notes.places[pointer] = (leaves[-1] if leaves else part).place
    if len(leaves) > 1:
        return REFUSED
    attributes = leaves[0].attributes if leaves else {}
    if "nullFlavor" in attributes or "value" not in attributes:
        return None
    day, as_cda = day_of(attributes["value"])
    if notes is not None and not as_cda:
        notes.defect("dateForms", pointer)
    return REFUSED if day is None else day


def rows(section: Element, notes: Notes) -> tuple[Measurement, ...]:
    """A row for each organizer of the section, whatever its templates."""
    base = f"{SET}/measurements"
    notes.places[base] = section.place
    return tuple(
        _row(organizer, f"{base}/{index}", notes)
        for index, organizer in enumerate(section.every("organizer"))
    )


def _row(organizer: Element, pointer: str, notes: Notes) -> Measurement:
    notes.places[pointer] = organizer.place
    proportion = PROPORTION in organizer.templates
    value: bool | Proportion | Refused = REFUSED
    if proportion != (YES_NO in organizer.templates):
        if proportion:
            value = proportion_of(
                _count(organizer, "numerator", pointer, notes),
                _count(organizer, "denominator", pointer, notes),
                False,  # no other keys
            )
        else:
            value = _answer(organizer, f"{pointer}/value", notes)
    measure_id = _measure_id(organizer, f"{pointer}/measureId", notes)
    return row_of(measure_id, value, ())


def _measure_id(organizer: Element, pointer: str, notes: Notes) -> str | Refused | None:
    """The one id of the root of measures; others, and those without extension, are let be."""
    ids = [
        leaf
        for leaf in organizer.leaves
        if leaf.attributes.get("root") == _MEASURE and extension_of(leaf) is not None
    ]
    if known := ids or organizer.leaves:
        notes.places[pointer] = known[-1].place
    return REFUSED if len(ids) > 1 else extension_of(ids[0]) if ids else None


def _count(organizer: Element, name: str, pointer: str, notes: Notes) -> int | Refused | None:
    """A count: digits alone; None where it is missing, REFUSED where it is doubled or another."""
    observations = _of(organizer.parts, _COUNTS[name])
    aggregates = [one for part in observations for one in _of(part.parts, _AGGREGATE)]
    values = [leaf for part in aggregates for leaf in part.leaves]
    if known := values or aggregates or observations:
        notes.places[f"{pointer}/value/{name}"] = known[-1].place
    if len(observations) > 1 or len(aggregates) > 1 or len(values) > 1:
        return REFUSED
    attributes = values[0].attributes if values else {}
    if "value" not in attributes and "nullFlavor" not in attributes:
        return None
    digits = _DIGITS.fullmatch(attributes.get("value", ""))
    if (
        digits is None
        or "nullFlavor" in attributes
        or attributes.get("unit", "1") != "1"
        or _type_of(values[0]) not in (None, "INT")
    ):
        return REFUSED
    return count(int(digits[1]))


def _answer(organizer: Element, pointer: str, notes: Notes) -> bool | Refused:
    """True for Y, False for N, else REFUSED."""
    observations = _of(organizer.parts, _ANSWER)
    values = [leaf for part in observations for leaf in part.leaves]
    if known := values or observations:
        notes.places[pointer] = known[-1].place
    if len(observations) != 1 or len(values) != 1:
        return REFUSED
    leaf = values[0]
    answer = _ANSWERS.get(leaf.attributes.get("code", ""))
    if answer is None or "nullFlavor" in leaf.attributes:
        return REFUSED
    written = _type_of(leaf)
    if written in _LIKE_CODED:
        notes.defect("codedTypes", pointer)
    elif written not in (None, "CD"):
        return REFUSED
    return answer


def _type_of(leaf: Leaf) -> str | None:
    """The data type that a value declares, without its prefix."""
    written = leaf.attributes.get(XSI_TYPE)
    return None if written is None else written.strip().rpartition(":")[2]


def _of(parts: Iterable[Element], template: str) -> list[Element]:
    return [part for part in parts if template in part.templates]
