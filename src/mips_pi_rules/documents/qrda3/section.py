"""The Promoting Interoperability section of a QRDA III document: its period and its measures.

What is missing is None and what is not as it should be is REFUSED, as the rules expect it.
Sources as in qrda3.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from attrs import define, field

from mips_pi_rules.documents.qpp import count
from mips_pi_rules.documents.qrda3.xmltree import Element, under
from mips_pi_rules.documents.submission import REFUSED, Measurement, Part, Problem, Proportion
from mips_pi_rules.frozenmap import FrozenMap

HL7: Final = "2.16.840.1.113883."
SET: Final = "/measurementSets/0"

_PERIOD = HL7 + "10.20.17.3.8"
_MEASURE = HL7 + "3.7031"
_PROPORTION = HL7 + "10.20.27.3.28"
_COUNTS: Final = {
    "numerator": HL7 + "10.20.27.3.31",
    "denominator": HL7 + "10.20.27.3.32",
}
_AGGREGATE = HL7 + "10.20.27.3.3"
_YES_NO = HL7 + "10.20.27.3.29"
_ANSWER = HL7 + "10.20.27.3.27"
_ANSWERS: Final = {"Y": True, "y": True, "N": False, "n": False}
_DIGITS = re.compile("0*([0-9]{1,16})")
_DATE = re.compile("[0-9]{8}")


@define(eq=False)
class Notes:
    """What is noted while reading: where each part stands, and what is wrong beyond values."""

    places: dict[str, tuple[int | None, str]] = field(factory=dict)
    problems: list[Problem] = field(factory=list)

    def place(self, pointer: str, element: Element) -> None:
        """Note that the part at `pointer` of the QPP JSON form stands at `element`."""
        self.places[pointer] = (element.line, element.path())

    def problem(self, name: str, at: str, **values: str) -> None:
        """Note what is wrong with the document beyond its values."""
        self.problems.append(Problem(name, at, FrozenMap(values)))

    def one(
        self,
        ids: Iterable[Element],
        pointer: str,
        beside: Iterable[Element] = (),
        *,
        any_case: bool = False,
    ) -> str | None:
        """The first value of `ids`; a different one, in them or `beside`, is a problem there."""
        found = [(one, value) for one in ids if (value := value_of(one)) is not None]
        if not found:
            return None
        first, written = found[0]
        self.place(pointer, first)
        for one, value in [*found, *((one, value_of(one)) for one in beside)]:
            if value is None or value == written:
                continue
            if not (any_case and value.casefold() == written.casefold()):
                self.place(pointer, one)
                self.problem("conflictingValues", pointer, field=pointer.rpartition("/")[2])
                break
        return written


def value_of(element: Element) -> str | None:
    """The value of an id, None for one that is empty or has a null flavour."""
    return None if element.get("nullFlavor") is not None else element.get("extension") or None


def period(section: Element, notes: Notes) -> tuple[date | Part | None, date | Part | None]:
    """First and last day of the performance period act, of two of the first."""
    acts = [one for one in under([section], "entry", "act") if one.is_of(_PERIOD)]
    if len(acts) != 1:
        notes.problem("periods", SET, count=str(len(acts)))
    if not acts:
        return None, None
    return (
        _day(acts[0], "low", f"{SET}/performanceStart", notes),
        _day(acts[0], "high", f"{SET}/performanceEnd", notes),
    )


def _day(act: Element, name: str, pointer: str, notes: Notes) -> date | Part | None:
    """A real day of exactly eight digits, None without one, else REFUSED."""
    days = under([act], "effectiveTime", name)
    notes.place(pointer, days[-1] if days else act)
    if not days or (len(days) == 1 and days[0].get("value") is None):
        return None
    written = days[0].get("value") or ""
    if len(days) > 1 or days[0].get("nullFlavor") is not None or not _DATE.fullmatch(written):
        return REFUSED
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return REFUSED


def rows(section: Element, notes: Notes) -> tuple[Measurement, ...]:
    """A row for each organizer of the section, whatever its templates."""
    base = f"{SET}/measurements"
    notes.place(base, section)
    return tuple(
        _row(organizer, f"{base}/{index}", notes)
        for index, organizer in enumerate(under([section], "entry", "organizer"))
    )


def _row(organizer: Element, pointer: str, notes: Notes) -> Measurement:
    notes.place(pointer, organizer)
    ids = under([organizer], "reference", "externalDocument", "id")
    measure_id: str | Part | None = None
    if ids:
        notes.place(f"{pointer}/measureId", ids[-1])
        known = len(ids) == 1 and ids[0].get("root") == _MEASURE
        measure_id = (value_of(ids[0]) if known else None) or REFUSED
    value: bool | Proportion | Part = REFUSED
    proportion = organizer.is_of(_PROPORTION)
    if proportion != organizer.is_of(_YES_NO):
        if proportion:
            numerator, denominator = (
                _count(organizer, name, f"{pointer}/value", notes) for name in _COUNTS
            )
            value = Proportion(numerator, denominator)
        else:
            value = _answer(organizer, f"{pointer}/value", notes)
    return Measurement(measure_id, value)


def _count(organizer: Element, name: str, pointer: str, notes: Notes) -> int | Part | None:
    """A count: digits alone; None where it is missing, REFUSED where it is doubled or another."""
    observations = _observations([organizer], "component", _COUNTS[name])
    aggregates = _observations(observations, "entryRelationship", _AGGREGATE)
    values = under(aggregates, "value")
    if known := values or aggregates or observations:
        notes.place(f"{pointer}/{name}", known[-1])
    if max(map(len, (observations, aggregates, values))) > 1:
        return REFUSED
    if not values or not values[0].attributes.keys() & {"value", "nullFlavor"}:
        return None
    digits = _DIGITS.fullmatch(values[0].get("value") or "")
    if digits is None or values[0].get("nullFlavor") is not None:
        return REFUSED
    return count(int(digits[1]))


def _answer(organizer: Element, pointer: str, notes: Notes) -> bool | Part:
    """True for Y, False for N, else REFUSED."""
    observations = _observations([organizer], "component", _ANSWER)
    values = under(observations, "value")
    if known := values or observations:
        notes.place(pointer, known[-1])
    if len(observations) != 1 or len(values) != 1 or values[0].get("nullFlavor") is not None:
        return REFUSED
    return _ANSWERS.get(values[0].get("code") or "", REFUSED)


def _observations(elements: list[Element], step: str, template: str) -> list[Element]:
    return [one for one in under(elements, step, "observation") if one.is_of(template)]
