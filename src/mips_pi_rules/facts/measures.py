"""What the rows of a measurement set say, measure by measure.

Knows presence from value: a blank row, or an exclusion or level that is false, says nothing; a
malformed value is present and satisfies nothing. What is said of a measure is noted as bits
(records.py), and the record that they make is shared by all who say the same.
"""

from functools import partial
from typing import Any, Final

from mips_pi_rules.documents.fieldnames import COUNTS
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.documents.submission import (
    REFUSED,
    Measurement,
    MeasurementSet,
    Proportion,
    Refused,
)
from mips_pi_rules.facts.defects import (
    AN_OBJECT,
    NO_VALUES,
    ItemDefects,
    Values,
    ValuesOf,
    note,
    of_items,
    right_names,
)
from mips_pi_rules.facts.records import Records, Role
from mips_pi_rules.facts.values import SetFacts
from mips_pi_rules.law.year import Year

Counts = tuple[int, int]  # numerator and denominator
_COUNTS: Final = frozenset(COUNTS)


def _rows_of(one: MeasurementSet, facts: SetFacts) -> tuple[Measurement | Refused, ...]:
    """The rows of a set; whether there are any, or that they are no list, is noted."""
    rows = one.measurements
    if rows is REFUSED:
        note(facts.data["defects"], "shapes", facts.measurements, expected="a list")
        return ()
    facts.data["data"] = bool(rows)
    return rows or ()


def _in_rows(
    name: str, one: MeasurementSet, facts: SetFacts, values: ValuesOf, suffix: str = ""
) -> ItemDefects:
    rows: Any = one.measurements  # a tuple, in which that row stands
    return of_items(facts.data["defects"], name, facts.measurements, rows, suffix, values)


def _id(row: Measurement) -> tuple[Values, ...]:
    return ({"measureId": row.measure_id},)


def _unknown(year: Year, ids: Names, row: Measurement) -> tuple[Values, ...]:
    written = str(row.measure_id)
    return (
        {
            "year": year.policy.performance_year,
            "right": ids.same(written) or ids.near(written)[:3],
            "years": list(year.years_of(written)),
        },
    )


def enter_measures(records: Records, one: MeasurementSet, facts: SetFacts) -> None:
    """Enter what each row says into the facts, and what follows for choices and silence.

    By the records of no year it is the form of the rows alone.
    """
    bits = 0
    counts: dict[str, Counts] = {}
    at, roles = facts.at, records.roles
    for index, row in enumerate(_rows_of(one, facts)):
        if row is REFUSED:
            _note_none(one, facts, index)
            continue
        if row.unread:
            _note_misspelt(row, one, facts, index)
        try:
            role = roles[row.measure_id]  # type: ignore[index] # what is no text is no key
        except KeyError:
            _note_unknown(records, row, one, facts, index)
            continue
        value = row.value
        bit = role.yes if value is True else role.no if value is False else 0
        if role.id not in at or _stands(index, row, role, one, facts):
            at[role.id] = index
            bits |= bit or _other(row, role, one, facts, index, counts)
        elif not bit:
            # The first that says something stands; this one is read only for its form.
            _other(row, role, one, facts, index, {})
    said = facts.said = records.said(bits, at)
    facts.data["measures"], facts.data["choices"] = said.measures, said.choices
    if counts:
        measures = facts.data["measures"] = said.measures.copy()
        for name, (numerator, denominator) in counts.items():
            measures[name] = {**measures[name], "numerator": numerator, "denominator": denominator}
        facts.own += counts


def _note_none(one: MeasurementSet, facts: SetFacts, index: int) -> None:
    _in_rows("shapes", one, facts, lambda _: AN_OBJECT).add(index)


def _note_misspelt(row: Measurement, one: MeasurementSet, facts: SetFacts, index: int) -> None:
    if several := _misspelt(row):
        _in_rows("misspeltFields", one, facts, _misspelt).add(index, len(several))


def _misspelt(row: Measurement) -> list[Values]:
    return right_names(name for name in row.unread if name not in _COUNTS)


def _note_unknown(
    records: Records, row: Measurement, one: MeasurementSet, facts: SetFacts, index: int
) -> None:
    if not isinstance(row.measure_id, str):
        _in_rows("measureIds", one, facts, lambda _: NO_VALUES, "/measureId").add(index)
    elif records.year is not None:
        values = partial(_unknown, records.year, records.ids)
        _in_rows("unknownMeasures", one, facts, values, "/measureId").add(index)


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
    counts: dict[str, Counts],
) -> int:
    """The bit of a value that is no plain yes or no: counts, nothing said, or malformed."""
    value = row.value
    if role.counts and value.__class__ is Proportion:
        numerator, denominator = value.numerator, value.denominator
        if (
            numerator.__class__ is int
            and denominator.__class__ is int
            and numerator <= denominator
            and not value.other_keys
        ):
            counts[role.id] = numerator, denominator
            return role.counts
    elif value is None or (value is False and not role.is_measure):
        kind = "blankRows" if value is None else "falseRows"
        if role.counts and not _COUNTS.isdisjoint(row.unread):
            kind = "countsBesideValue"
        _in_rows(kind, one, facts, _id).add(index)
        facts.data.setdefault("rowsWithoutYes", []).append(role.id)
        return role.present
    _note_malformed(row, role, one, facts, index)
    return role.malformed


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
