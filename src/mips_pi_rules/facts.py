"""What was said, measure by measure: the facts that rules and scoring are about.

The one place that knows presence from value, what is an exclusion and what a level of active
engagement, and which way of a choice was taken. Facts are plain JSON (schemas/facts.schema.json),
so that a rule is a JSON Schema over them; they hold nothing that may not be printed except the
CMS EHR Certification ID, which no rule prints.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from mips_pi_rules.policies import Choice, Policy
from mips_pi_rules.submission import (
    DEFAULT_PROGRAM,
    OUR_CATEGORY,
    REFUSED,
    SUBMISSION_METHODS,
    Measurement,
    MeasurementSet,
    Proportion,
    Submission,
    near,
)

Json = dict[str, Any]

_IDENTIFIERS = {  # field: (attribute, form); the entity id has no form but being non-blank text
    "taxpayerIdentificationNumber": ("taxpayer_identification_number", re.compile("[0-9]{9}")),
    "nationalProviderIdentifier": ("national_provider_identifier", re.compile("[0-9]{10}")),
    "entityId": ("entity_id", re.compile(r".*\S.*", re.S)),
}
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = re.compile("[a-z]")


@frozen(eq=False)
class SubmissionFacts:
    """Facts of the document as a whole; `prefix` is where its head stands in the document."""

    data: Json
    prefix: str

    def pointer(self, at: str) -> str:
        """Where in the document the fact at `at` stands or should stand."""
        name = at.rpartition("/")[2]
        return f"/{name}" if name == "measurementSets" else f"{self.prefix}/{name}"


@frozen(eq=False)
class SetFacts:
    """Facts of one measurement set; `rows` has the pointer of each known id's row."""

    data: Json
    base: str
    rows: dict[str, str] = field(factory=dict)
    order: dict[str, int] = field(factory=dict)

    @property
    def measurements(self) -> str:
        """Pointer to the set's rows."""
        return f"{self.base}/measurements"

    def pointer(self, at: str, measure: str | None = None) -> str:
        """Where in the document the fact at `at` stands or should stand.

        `at` is a pointer into the facts of the set, or with `measure` into that measure's record.
        """
        if measure is None:
            first, _, rest = at[1:].partition("/")
            if first == "measures":
                measure, _, rest = rest.partition("/")
                at = "/" + rest if rest else ""
            elif first == "choices":
                return self._latest(self._choice_rows(*rest.split("/")))
            elif first == "period":
                return f"{self.base}/performance{rest.capitalize()}"
            else:
                return self.base + at
        record = self.data["measures"].get(measure, {})
        name = at[1:]
        if name == "exclusionBesideMeasure":
            return self._latest([measure, *record.get("exclusionRows", ())])
        if name in ("exclusionRows", "levelRows"):
            return self._latest(record.get(name, ()))
        if name == "levels":
            return self._latest(record.get("levelIds", ()))
        row = self.rows.get(measure)
        return self.measurements if row is None else row + at

    def _choice_rows(self, choice: str, part: str = "") -> list[str]:
        said = self.data["choices"][choice]
        if part == "ways":
            return list(said["wayRows"])
        return [*said["wayRows"], *said["exclusionRows"]] if part == "exclusions" else []

    def _latest(self, ids: Any) -> str:  # noqa: ANN401 - any collection of ids
        """The last of these rows in the document; a conflict is shown at the later row."""
        present = [name for name in ids if name in self.rows]
        if not present:
            return self.measurements
        return self.rows[max(present, key=self.order.__getitem__)]


def _at(pointer: str, **values: object) -> Json:
    return {"at": pointer, "values": values}


def promoting_interoperability_sets(submission: Submission) -> tuple[MeasurementSet, ...]:
    """The measurement sets of this category, in document order."""
    sets = submission.measurement_sets
    if not isinstance(sets, tuple):
        return ()
    return tuple(one for one in sets if one.category == OUR_CATEGORY)


def program_of(one: MeasurementSet) -> object:
    """The program under which a set is submitted; none named is traditional MIPS."""
    return DEFAULT_PROGRAM if one.program_name is None else one.program_name


def base_of(submission: Submission, one: MeasurementSet) -> str:
    """Pointer to a measurement set in the caller's document."""
    return "" if submission.bare else f"/measurementSets/{one.index}"


def submission_facts(
    submission: Submission, policy: Policy | None, years: tuple[int, ...]
) -> SubmissionFacts:
    """Facts of the whole document; `policy` is None when its performance year has none."""
    prefix = "/submission" if submission.bare else ""
    sets = submission.measurement_sets
    ours = promoting_interoperability_sets(submission)
    shapes, categories, keys, duplicates = [], [], set(), []
    if sets is REFUSED:
        shapes.append(_at("/measurementSets", expected="a list"))
    shapes += [
        _at(f"/measurementSets/{index}", expected="an object")
        for index in submission.refused_sets
    ]
    if isinstance(sets, tuple):
        categories = [
            _at(base_of(submission, one) + "/category", right=OUR_CATEGORY)
            for one in sets
            if one.category is REFUSED
        ]
    for one in ours:
        key = (one.submission_method, program_of(one))
        if isinstance(one.submission_method, str) and key in keys:
            duplicates.append(_at(base_of(submission, one)))
        keys.add(key)
    data: Json = {
        "performanceYearSupported": policy is not None,
        "supportedYears": list(years),
        "promotingInteroperabilitySets": len(ours),
        "identifiers": {},
        "reading": {
            "duplicateKeys": [_at(pointer) for pointer in submission.repeated],
            "shapes": shapes,
            "categories": categories,
            "duplicateSets": duplicates,
            "programsMisplaced": [_at("/submission/programName")]
            if submission.program_misplaced
            else [],
            "misspeltFields": [_at(prefix, right=name) for name in submission.misspelt],
        },
    }
    if shapes or categories:
        # What could not be read may be the set that is missing.
        del data["promotingInteroperabilitySets"]
    if policy is not None:
        data["performanceYear"] = policy.performance_year
        if isinstance(submission.entity_type, str):
            known = submission.entity_type in policy.applies_to
            data["entityType"] = submission.entity_type if known else ""
        elif submission.entity_type is REFUSED:
            data["entityType"] = ""
    for name, (attribute, form) in _IDENTIFIERS.items():
        value = getattr(submission, attribute)
        if value is not None:
            good = isinstance(value, str) and form.fullmatch(value)
            data["identifiers"][name] = "wellFormed" if good else "malformed"
    return SubmissionFacts(data, prefix)


def set_facts(
    submission: Submission, one: MeasurementSet, policy: Policy | None, programs: int = 1
) -> SetFacts:
    """Facts of one measurement set; without a policy only what no year decides.

    `programs`: how many different programs the submission's sets of the category have.
    """
    base = base_of(submission, one)
    reading: Json = {
        "shapes": [],
        "submissionMethods": [],
        "measureIds": [],
        "dates": [],
        "cehrtIds": [],
        "misspeltFields": [_at(base, right=name) for name in one.misspelt],
    }
    data: Json = {"reading": reading, "measures": {}, "choices": {}, "programsInSubmission": programs}
    facts = SetFacts(data, base)
    if one.submission_method not in SUBMISSION_METHODS:
        reading["submissionMethods"].append(
            _at(base + "/submissionMethod", right=list(SUBMISSION_METHODS))
        )
    _certification(one, data, base)
    _period(one, policy, data, base)
    _rows(one, policy, facts)
    if policy is not None:
        data["performanceYear"] = policy.performance_year
        if submission.entity_type in policy.applies_to:
            data["entityType"] = submission.entity_type
        _program(one, policy, data, base)
        _exclusive_ways(policy, data)
        _silence(policy, data)
        _requirements(policy, data)
    return facts


def _certification(one: MeasurementSet, data: Json, base: str) -> None:
    if one.cehrt_id is REFUSED:
        data["reading"]["cehrtIds"].append(_at(base + "/cehrtId"))
        data["cehrtId"] = None
    elif one.cehrt_id:
        data["cehrtId"] = one.cehrt_id.translate(_CAPITALS)
        data["cehrtIdLowerCase"] = bool(_LOWER.search(one.cehrt_id))


def _period(one: MeasurementSet, policy: Policy | None, data: Json, base: str) -> None:
    period: Json = {}
    data["period"] = period
    days: dict[str, date] = {}
    for name, value in (("start", one.performance_start), ("end", one.performance_end)):
        if value is REFUSED:
            example = f"{policy.performance_year}-01-01" if policy else "YYYY-MM-DD"
            data["reading"]["dates"].append(
                _at(f"{base}/performance{name.capitalize()}", example=example)
            )
            period[name] = None
        elif value is not None:
            days[name] = value
            period[name] = value.isoformat()
            if policy is not None:
                period[f"{name}sInYear"] = value.year == policy.performance_year
    if len(days) == 2:
        length = (days["end"] - days["start"]).days + 1  # both ends count
        period["inOrder"] = length > 0
        if length > 0:
            period["days"] = length


def _program(one: MeasurementSet, policy: Policy, data: Json, base: str) -> None:
    name = program_of(one)
    kind = policy.program_kinds.get(name) if isinstance(name, str) else None
    unknown = []
    if kind is None:
        written = name.casefold() if isinstance(name, str) else ""
        right = [known for known in policy.program_kinds if known.casefold() == written]
        unknown = [_at(base + "/programName", right=right or list(policy.program_kinds))]
    else:
        data["programName"], data["programKind"] = name, kind
    data["reading"]["programs"] = unknown


def _rows(one: MeasurementSet, policy: Policy | None, facts: SetFacts) -> None:
    data, reading = facts.data, facts.data["reading"]
    rows = one.measurements
    if rows is REFUSED:
        reading["shapes"].append(_at(facts.measurements, expected="a list"))
        data["readable"] = False
        rows = ()
    else:
        data["data"] = bool(rows)
    if policy is not None:
        data["rowsWithoutYes"] = []
        data["measures"] = {name: {} for name in policy.measures}
        for name in _NEED_POLICY:
            reading[name] = []
    for index, row in enumerate(rows or ()):
        pointer = f"{facts.measurements}/{index}"
        if row is REFUSED:
            reading["shapes"].append(_at(pointer, expected="an object"))
            continue
        reading["misspeltFields"] += [_at(pointer, right=name) for name in row.misspelt]
        measure_id = row.measure_id
        if not isinstance(measure_id, str):
            reading["measureIds"].append(_at(pointer + "/measureId"))
        elif policy is not None:
            role = policy.roles.get(measure_id)
            if role is None:
                alike = [one for one in policy.roles if near(measure_id.casefold(), one.casefold())]
                reading["unknownMeasures"].append(
                    _at(pointer + "/measureId", year=policy.performance_year, right=alike[:3])
                )
            elif measure_id in facts.rows:
                reading["duplicateMeasures"].append(_at(pointer, measureId=measure_id))
            else:
                facts.rows[measure_id] = pointer
                facts.order[measure_id] = index
                _row(measure_id, row, role, policy, facts)


_NEED_POLICY = (
    "unknownMeasures",
    "duplicateMeasures",
    "yesNoValues",
    "proportionValues",
    "counts",
    "bounds",
    "blankRows",
    "falseRows",
)


def _row(
    measure_id: str, row: Measurement, role: tuple[str, str], policy: Policy, facts: SetFacts
) -> None:
    """Enter one row of a known id into the facts."""
    data, pointer = facts.data, facts.rows[measure_id]
    part, measure = role
    record: Json = data["measures"][measure]
    value = row.value
    if value is None or (value is False and part != "measure"):
        kind = "blankRows" if value is None else "falseRows"
        data["reading"][kind].append(_at(pointer, measureId=measure_id))
        data["rowsWithoutYes"].append(measure_id)
        if policy.false_rows == "present":
            _stands(record, part, measure_id)
    elif part == "measure" and policy.measures[measure].kind == "proportion":
        record["reported"] = True
        if _proportion(measure_id, value, data["reading"], pointer + "/value"):
            _stands(record, part, measure_id)
            record["numerator"], record["denominator"] = value.numerator, value.denominator  # type: ignore[union-attr] # _proportion says it is one
    elif not isinstance(value, bool):
        data["reading"]["yesNoValues"].append(_at(pointer + "/value", measureId=measure_id))
        if part == "measure":
            record["reported"] = True
    else:
        _stands(record, part, measure_id)
        if part == "measure":
            record["reported"], record["answer"] = True, value
        elif part == "exclusion":
            record.setdefault("excludedBy", []).append(measure_id)
        else:
            record.setdefault("levels", []).append(part)
            record.setdefault("levelIds", []).append(measure_id)


def _stands(record: Json, part: str, measure_id: str) -> None:
    """Note a row that stands beside others for the rules on what may not stand together."""
    if part == "measure":
        record["row"] = True
    else:
        name = "exclusionRows" if part == "exclusion" else "levelRows"
        record.setdefault(name, []).append(measure_id)


def _proportion(measure_id: str, value: object, reading: Json, pointer: str) -> bool:
    """Whether `value` is a well-formed proportion; what is wrong goes into `reading`."""
    if not isinstance(value, Proportion) or value.other_keys or value.numerator is None or value.denominator is None:
        reading["proportionValues"].append(_at(pointer, measureId=measure_id))
        return False
    wrong = [
        name for name in ("numerator", "denominator") if getattr(value, name) is REFUSED
    ]
    reading["counts"] += [_at(f"{pointer}/{name}", measureId=measure_id) for name in wrong]
    if wrong:
        return False
    if value.numerator > value.denominator:  # type: ignore[operator] # both are counts here
        reading["bounds"].append(
            _at(
                pointer,
                measureId=measure_id,
                numerator=value.numerator,
                denominator=value.denominator,
            )
        )
        return False
    return True


def _exclusive_ways(policy: Policy, data: Json) -> None:
    """For each choice: the way that was taken and whether it is complete."""
    measures = data["measures"]
    for name, choice in policy.choices.items():
        data["choices"][name] = _choice(choice, measures)


def _choice(choice: Choice, measures: Json) -> Json:
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
        ],
        "state": "silent" if silent else "partial" if missing else "complete",
        "missing": missing,
        "allWays": [" with ".join(one.measures) for one in choice.ways],
    }


def in_play(policy: Policy, data: Mapping[str, Any]) -> list[str]:
    """The required measures that hold points: all but those of the ways that were not taken."""
    taken = {m for said in data["choices"].values() for m in said["measures"]}
    chosen = {m for choice in policy.choices.values() for way in choice.ways for m in way.measures}
    return [
        name
        for name, measure in policy.measures.items()
        if measure.points is not None and (name not in chosen or name in taken)
    ]


def _silence(policy: Policy, data: Json) -> None:
    """Mark required measures about which nothing is said, and how far the silence goes."""
    measures: Json = data["measures"]
    chosen = {m for choice in policy.choices.values() for way in choice.ways for m in way.measures}
    for name, measure in policy.measures.items():
        record = measures[name]
        if measure.points is None or name in chosen or "reported" in record or "excludedBy" in record:
            continue
        objective = next(one for one in policy.objectives if one.id == measure.objective)
        spoken = any(
            "reported" in measures[other] or "excludedBy" in measures[other]
            for other in objective.measures
        )
        record["silent"] = "measure" if spoken else "objective"


def _requirements(policy: Policy, data: Json) -> None:
    measures: Json = data["measures"]
    for name, requirement in policy.requires.items():
        if any(
            measures[other].get("answer") is True and "production" in measures[other].get("levels", ())
            for other in requirement.production_on_any_of
        ):
            measures[name]["requirementMet"] = True
