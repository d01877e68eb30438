"""The record of each measure: what its rows say, and what follows for choices and silence.

Knows presence from value: a blank row, or an exclusion or level that is false, says nothing; a
malformed value is present and satisfies nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from mips_pi_rules.documents.spelling import near
from mips_pi_rules.documents.submission import REFUSED, Measurement, MeasurementSet, Proportion
from mips_pi_rules.facts.defects import Defects, note
from mips_pi_rules.facts.values import ChoiceRecord, Level, MeasureRecord, SetFacts, SetRecord
from mips_pi_rules.law.entries import Choice
from mips_pi_rules.law.policies import Policy


def rows_of(one: MeasurementSet, facts: SetFacts) -> Iterator[tuple[int, Measurement, str]]:
    """Each row that is an object with its place; what is none is noted, as are misspelt names."""
    defects = facts.data["defects"]
    rows = one.measurements
    if rows is REFUSED:
        note(defects, "shapes", facts.measurements, expected="a list")
        return
    facts.data["data"] = bool(rows)
    for index, row in enumerate(rows or ()):
        pointer = f"{facts.measurements}/{index}"
        if row is REFUSED:
            note(defects, "shapes", pointer, expected="an object")
            continue
        for name in row.misspelt:
            note(defects, "misspeltFields", pointer, right=name)
        yield index, row, pointer


def enter_rows(policy: Policy, one: MeasurementSet, facts: SetFacts) -> None:
    """Enter what each row says into the facts."""
    data, defects = facts.data, facts.data["defects"]
    data["rowsWithoutYes"] = []
    data["measures"] = {name: {} for name in policy.measures}
    silent: set[str] = set()  # ids whose row so far is blank, or false where only yes says much
    for index, row, pointer in rows_of(one, facts):
        measure_id = row.measure_id
        if not isinstance(measure_id, str):
            note(defects, "measureIds", pointer + "/measureId")
            continue
        role = policy.roles.get(measure_id)
        if role is None:
            alike = [
                known for known in policy.roles if near(measure_id.casefold(), known.casefold())
            ]
            year, place = policy.performance_year, pointer + "/measureId"
            note(defects, "unknownMeasures", place, year=year, right=alike[:3])
            continue
        record = data["measures"][role[1]]
        if measure_id in facts.rows:
            note(defects, "duplicateMeasures", pointer, measureId=measure_id)
            if measure_id not in silent:
                # The first that says something stands; this one is read only for its form.
                _row(measure_id, row, role, policy, facts, pointer, {})
                continue
        facts.rows[measure_id], facts.order[measure_id] = pointer, index
        silent.discard(measure_id)
        if row.value is None or (row.value is False and role[0] != "measure"):
            silent.add(measure_id)
        _row(measure_id, row, role, policy, facts, pointer, record)


def _row(
    measure_id: str,
    row: Measurement,
    role: tuple[str, str],
    policy: Policy,
    facts: SetFacts,
    pointer: str,
    record: MeasureRecord,
) -> None:
    """Enter one row of a known id into the record of its measure."""
    data = facts.data
    part, measure = role
    value = row.value
    if value is None or (value is False and part != "measure"):
        kind = "blankRows" if value is None else "falseRows"
        note(data["defects"], kind, pointer, measureId=measure_id)
        data.setdefault("rowsWithoutYes", []).append(measure_id)
        if policy.false_rows == "present":
            _stands(record, part, measure_id)
    elif part == "measure" and policy.measures[measure].kind == "proportion":
        record["reported"] = True
        counts = _counts(measure_id, value, data["defects"], pointer + "/value")
        if counts is not None:
            _stands(record, part, measure_id)
            record["numerator"], record["denominator"] = counts
    elif not isinstance(value, bool):
        note(data["defects"], "yesNoValues", pointer + "/value", measureId=measure_id)
        if part == "measure":
            record["reported"] = True
    else:
        _stands(record, part, measure_id)
        if part == "measure":
            record["reported"], record["answer"] = True, value
        elif part == "exclusion":
            record.setdefault("excludedBy", []).append(measure_id)
        else:
            record.setdefault("levels", []).append(cast(Level, part))
            record.setdefault("levelIds", []).append(measure_id)


def _stands(record: MeasureRecord, part: str, measure_id: str) -> None:
    """Note a row that stands beside others for the rules on what may not stand together."""
    if part == "measure":
        record["row"] = True
    elif part == "exclusion":
        record.setdefault("exclusionRows", []).append(measure_id)
    else:
        record.setdefault("levelRows", []).append(measure_id)


def _counts(
    measure_id: str, value: object, defects: Defects, pointer: str
) -> tuple[int, int] | None:
    """Numerator and denominator of a well-formed proportion; what is wrong goes into `defects`."""
    if not isinstance(value, Proportion) or value.other_keys:
        note(defects, "proportionValues", pointer, measureId=measure_id)
        return None
    numerator, denominator = value.numerator, value.denominator
    if numerator is None or denominator is None:
        note(defects, "proportionValues", pointer, measureId=measure_id)
        return None
    if numerator is REFUSED or denominator is REFUSED:
        for name, number in (("numerator", numerator), ("denominator", denominator)):
            if number is REFUSED:
                note(defects, "counts", f"{pointer}/{name}", measureId=measure_id)
        return None
    if numerator > denominator:
        counts: Any = {"numerator": numerator, "denominator": denominator}
        note(defects, "bounds", pointer, measureId=measure_id, **counts)
        return None
    return numerator, denominator


def enter_choices(policy: Policy, data: SetRecord) -> None:
    """For each choice: the way that was taken and whether it is complete."""
    measures = data["measures"]
    for name, choice in policy.choices.items():
        data["choices"][name] = _choice(choice, measures)


def _choice(choice: Choice, measures: Mapping[str, MeasureRecord]) -> ChoiceRecord:
    taken = [
        way
        for way in choice.ways
        if any("reported" in measures[measure] for measure in way.measures)
    ]
    default = next(way for way in choice.ways if way.id == choice.default)
    way = next((one for one in taken if one is not default), default)
    said = [m for m in way.measures if measures[m].keys() & {"reported", "excludedBy"}]
    every = [measure for one in choice.ways for measure in one.measures]
    silent = not any(measures[m].keys() & {"reported", "excludedBy"} for m in every)
    missing = [measure for measure in way.measures if measure not in said]
    return {
        "way": way.id,
        "measures": list(way.measures),
        "rowWays": [
            " with ".join(one.measures)
            for one in choice.ways
            if any("row" in measures[measure] for measure in one.measures)
        ],
        "wayRows": [measure for measure in every if "row" in measures[measure]],
        "exclusionRows": [
            row for measure in every for row in measures[measure].get("exclusionRows", ())
        ]
        if any("row" in measures[measure] for measure in way.measures)
        else [],
        "state": "silent" if silent else "partial" if missing else "complete",
        "missing": missing,
        "allWays": ", or ".join(" with ".join(one.measures) for one in choice.ways),
    }


def in_play(policy: Policy, data: SetRecord) -> list[str]:
    """The required measures that hold points: all but those of the ways that were not taken."""
    taken = {m for said in data["choices"].values() for m in said["measures"]}
    chosen = {m for choice in policy.choices.values() for way in choice.ways for m in way.measures}
    return [
        name
        for name, measure in policy.measures.items()
        if measure.points is not None and (name not in chosen or name in taken)
    ]


def enter_silence(policy: Policy, measures: Mapping[str, MeasureRecord]) -> None:
    """Mark required measures about which nothing is said, and how far the silence goes."""
    chosen = {m for choice in policy.choices.values() for way in choice.ways for m in way.measures}
    for name, measure in policy.measures.items():
        record = measures[name]
        if (
            measure.points is None
            or name in chosen
            or "reported" in record
            or "excludedBy" in record
        ):
            continue
        objective = next(one for one in policy.objectives if one.id == measure.objective)
        spoken = any(
            "reported" in measures[other] or "excludedBy" in measures[other]
            for other in objective.measures
        )
        record["silent"] = "measure" if spoken else "objective"


def enter_requirements(policy: Policy, measures: Mapping[str, MeasureRecord]) -> None:
    """Mark measures whose requirement (validated production of another) is met."""
    for name, requirement in policy.requires.items():
        if any(
            measures[other].get("answer") is True
            and "production" in measures[other].get("levels", ())
            for other in requirement.production_on_any_of
        ):
            measures[name]["requirementMet"] = True
