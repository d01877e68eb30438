"""What the rows of a measurement set say, measure by measure.

Knows presence from value: a blank row, or an exclusion or level that is false, says nothing; a
malformed value is present and satisfies nothing. What is said of a measure is noted as bits
(records.py), and the record that they make is shared by all who say the same.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from mips_pi_rules.documents.submission import REFUSED, Measurement, MeasurementSet, Proportion
from mips_pi_rules.facts.defects import (
    AN_OBJECT,
    NO_VALUES,
    ItemDefects,
    Values,
    ValuesOf,
    note,
    of_items,
)
from mips_pi_rules.facts.records import (
    COUNTS,
    MALFORMED,
    SILENT_MEASURE,
    SILENT_OBJECTIVE,
    Counts,
    Records,
    Role,
)
from mips_pi_rules.facts.values import SetFacts


def rows_of(one: MeasurementSet, facts: SetFacts) -> Iterator[tuple[int, Measurement]]:
    """Each row that is an object with its index; what is none is noted, as are misspelt names."""
    rows = one.measurements
    if rows is REFUSED:
        note(facts.data["defects"], "shapes", facts.measurements, expected="a list")
        return
    facts.data["data"] = bool(rows)
    for index, row in enumerate(rows or ()):
        if row is REFUSED:
            _in_rows("shapes", one, facts, lambda _: AN_OBJECT).add(index)
            continue
        if row.misspelt:
            several = _in_rows("misspeltFields", one, facts, _right_names)
            several.add(index, len(row.misspelt))
        yield index, row


def without_id(one: MeasurementSet, facts: SetFacts) -> ItemDefects:
    """The rows whose id is none."""
    return _in_rows("measureIds", one, facts, lambda _: NO_VALUES, "/measureId")


def _in_rows(
    name: str, one: MeasurementSet, facts: SetFacts, values: ValuesOf, suffix: str = ""
) -> ItemDefects:
    rows: Any = one.measurements  # a tuple, in which that row stands
    return of_items(facts.data["defects"], name, facts.measurements, rows, suffix, values)


def _right_names(row: Measurement) -> Iterator[Values]:
    return ({"right": name} for name in row.misspelt)


def _id(row: Measurement) -> tuple[Values, ...]:
    return ({"measureId": row.measure_id},)


def _unknown(records: Records, row: Measurement) -> tuple[Values, ...]:
    return ({"year": records.year, "right": records.ids.near(str(row.measure_id))[:3]},)


def enter_measures(records: Records, one: MeasurementSet, facts: SetFacts) -> None:
    """Enter what each row says into the facts, and what follows for choices and silence."""
    bits = [0] * len(records.names)
    counts: dict[int, Counts] = {}  # by slot
    at, roles = facts.at, records.roles
    for index, row in rows_of(one, facts):
        value = row.value
        role = roles.get(row.measure_id)  # type: ignore[arg-type] # what is no text is no key
        if role is None:
            if isinstance(row.measure_id, str):
                values = partial(_unknown, records)
                _in_rows("unknownMeasures", one, facts, values, "/measureId").add(index)
            else:
                without_id(one, facts).add(index)
            continue
        if role.id in at and not _stands(index, row, role, one, facts):
            # The first that says something stands; this one is read only for its form.
            if not (role.yes if value is True else role.no if value is False else 0):
                _other(row, role, one, facts, index, {})
            continue
        at[role.id] = index
        bit = role.yes if value is True else role.no if value is False else 0
        bits[role.slot] |= bit or _other(row, role, one, facts, index, counts)
    said = None if at else records.nothing
    if said is None:
        _silence(records, bits)
        records.require(bits)
        measures = records.measures(bits, counts, at)
        said = bits, measures, records.choices(bits, measures)
        if not at:
            records.nothing = said
    facts.bits, facts.data["measures"], facts.data["choices"] = said


def _stands(index: int, row: Measurement, role: Role, one: MeasurementSet, facts: SetFacts) -> bool:
    """Whether a row stands although its id was there before: what was there says nothing."""
    _in_rows("duplicateMeasures", one, facts, _id).add(index)
    rows: Any = one.measurements  # a tuple, in which that row stands
    value = rows[facts.at[role.id]].value
    return value is None or (value is False and not role.is_measure)


def _other(
    row: Measurement,
    role: Role,
    one: MeasurementSet,
    facts: SetFacts,
    index: int,
    counts: dict[int, Counts],
) -> int:
    """The bit of a value that is no plain yes or no: counts, nothing said, or malformed."""
    value = row.value
    if value is None or (value is False and not role.is_measure):
        kind = "blankRows" if value is None else "falseRows"
        _in_rows(kind, one, facts, _id).add(index)
        facts.data.setdefault("rowsWithoutYes", []).append(role.id)
        return role.present
    if role.proportion and value.__class__ is Proportion:
        pair = _counts(value)
        if pair is not None:
            counts[role.slot] = pair
            return COUNTS
    _note_malformed(row, role, one, facts, index)
    return MALFORMED if role.is_measure else 0


def _counts(value: Proportion) -> Counts | None:
    """Numerator and denominator of a well-formed proportion."""
    numerator, denominator = value.numerator, value.denominator
    if not isinstance(numerator, int) or not isinstance(denominator, int) or value.other_keys:
        return None
    return (numerator, denominator) if numerator <= denominator else None


def _note_malformed(
    row: Measurement, role: Role, one: MeasurementSet, facts: SetFacts, index: int
) -> None:
    """Note what is wrong with a value that is no yes or no, or no proportion."""
    value = row.value
    if not role.proportion:
        _in_rows("yesNoValues", one, facts, _id, "/value").add(index)
        return
    if (
        not isinstance(value, Proportion)
        or value.other_keys
        or value.numerator is None
        or value.denominator is None
    ):
        _in_rows("proportionValues", one, facts, _id, "/value").add(index)
        return
    defects, place = facts.data["defects"], facts.row(index) + "/value"
    given: dict[str, Any] = {"numerator": value.numerator, "denominator": value.denominator}
    refused = [name for name, number in given.items() if number is REFUSED]
    for name in refused:
        note(defects, "counts", f"{place}/{name}", measureId=role.id)
    if not refused:
        note(defects, "bounds", place, measureId=role.id, **given)


def _silence(records: Records, bits: list[int]) -> None:
    """Note required measures about which nothing is said, and how far the silence goes."""
    for slot in records.asked:
        if not bits[slot] & records.spoken[slot]:
            others = records.objective[slot]
            spoken = any(bits[other] & records.spoken[other] for other in others)
            bits[slot] |= SILENT_MEASURE if spoken else SILENT_OBJECTIVE
