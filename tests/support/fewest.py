"""A second opinion on plans: a search for the fewest changes that lead out of zero.

The search knows nothing of planning. It tries changes of one row or field each, those about the
first thing that is wrong, as far as they are honest: a yes only in time, nothing removed that
earns points, says no or claims an exclusion unless something complete stands in its place.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from mips_pi_rules import evaluate, policy
from mips_pi_rules.documents.spelling import near
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.law.policies import Policy
from support.cases import Json, edited
from support.troubled import IDENTIFIERS, SAMPLES

COUNTS: Json = {"numerator": 1, "denominator": 2}


def fewest(
    submission: Json, most: int, as_of: date | None, context: Json | None = None
) -> int | None:
    """The fewest changes of a row or a field that lead out of zero, up to `most`; else None."""
    for count in range(most + 1):
        if _leads(submission, count, as_of, context or {}):
            return count
    return None


def _leads(submission: Json, left: int, as_of: date | None, context: Json) -> bool:
    report = evaluate(submission, context=context)
    if report.ok:
        return True
    if left == 0:
        return False
    return any(_leads(one, left - 1, as_of, context) for one in _changes(submission, report, as_of))


def _changes(submission: Json, report: Report, as_of: date | None) -> Iterator[Json]:
    """Documents with one change, about the first thing that is wrong: in a set if in one.

    Where nothing is refused any set may be the one that scores.
    """
    if report.performance_year is None:
        return
    held = [finding for finding in report.findings if finding.outcome is not None]
    sets = submission["measurementSets"]
    if held[0].outcome == "rejected":
        held = held[:1]
    for index in range(len(sets)):
        start = f"/measurementSets/{index}"
        own = [one for one in held if f"{one.pointer}/".startswith(f"{start}/")]
        others = [one for one in held if not one.pointer.startswith("/measurementSets/")]
        for finding in (own[:1] or others[:1]) if index == 0 or own else ():
            first = submission | {
                "measurementSets": [sets[index], *sets[:index], *sets[index + 1 :]]
            }
            for changed in _about(first, finding, as_of):
                one, *rest = changed["measurementSets"]
                yield changed | {"measurementSets": [*rest[:index], one, *rest[index:]]}


def _about(submission: Json, finding: Finding, as_of: date | None) -> Iterator[Json]:
    """Documents with one change about a finding, in the first set if in one."""
    known = policy(submission["performanceYear"])
    named = finding.values.get("measureId")
    at = finding.pointer.split("/")
    rows = submission["measurementSets"][0].get("measurements", [])
    if "measurements" in at and at[-1] != "measurements" and named is None:
        named = rows[int(at[at.index("measurements") + 1])].get("measureId")
    if named is None and finding.pointer.endswith("/measurements"):
        named = next((one for one in known.measures if one in finding.message), None)
    if named is None and "Health Information Exchange" in finding.message:
        named = "PI_HIE_1"
    if named is None:
        yield from _fields(submission, known, at, as_of)
    else:
        yield from _rows(submission, known, str(named), as_of)


def _fields(submission: Json, known: Policy, at: list[str], as_of: date | None) -> Iterator[Json]:
    name = at[-1]
    one = submission["measurementSets"][0]
    if name == "category":
        yield edited(submission, {"set": {"category": "pi"}})
    elif name in IDENTIFIERS or (not name and "entityType" in submission):
        for field in IDENTIFIERS:
            yield edited(submission, {"without": [field]})
            yield edited(submission, {"submission": {field: SAMPLES[field]}})
    elif name == "entityType":
        for right in known.entity_types:
            if str(submission.get(name)).casefold() == right.casefold():
                yield edited(submission, {"submission": {name: right}})
    elif name == "programName":
        yield edited(submission, {"without": [name]})
        for right in known.program_kinds:
            if str(one.get(name)).casefold() == right.casefold():
                yield edited(submission, {"set": {name: right}})
    elif name in ("cehrtId", "submissionMethod"):
        yield edited(submission, {"set": {name: SAMPLES[name]}})
    if name in ("performanceStart", "performanceEnd") or (
        at[1:2] == ["measurementSets"] and len(at) == 3
    ):
        yield from _days(submission, known, as_of)
    if at[1:2] == ["measurementSets"] and len(at) == 3:
        for field in ("cehrtId", "submissionMethod"):
            yield edited(submission, {"set": {field: SAMPLES[field]}})


def _days(submission: Json, known: Policy, as_of: date | None) -> Iterator[Json]:
    one, year = submission["measurementSets"][0], known.performance_year
    least = timedelta(known.minimum_days - 1)
    start, end = _day(one.get("performanceStart")), _day(one.get("performanceEnd"))
    for field, to in (
        ("performanceStart", end - least if end else date(year, 12, 31) - least),
        ("performanceEnd", start + least if start else date(year, 12, 31)),
    ):
        begins = to if field == "performanceStart" else start
        seen = start is not None and begins is not None and start <= begins
        if seen and start and start.year != year:
            seen = False
        if as_of is None or seen or (begins is not None and as_of <= begins):
            yield edited(submission, {"set": {field: to.isoformat()}})


def _day(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


def _rows(submission: Json, known: Policy, named: str, as_of: date | None) -> Iterator[Json]:
    """Changes of one row about the measure or choice of an id, known or not."""
    rows = submission["measurementSets"][0]["measurements"]
    about = known.roles.get(named)
    for index, one in enumerate(rows):
        name = one.get("measureId")
        if name not in known.roles:
            yield _with(submission, index, None)
            for right in known.roles:
                present = {other.get("measureId") for other in rows}
                if right not in present and near(str(name).casefold(), right.casefold(), 2):
                    yield _with(submission, index, one | {"measureId": right})
    if about is None:
        return
    group = sorted(known.of_ways) if about[1] in known.of_ways else [about[1]]
    for index, one in enumerate(rows):
        if known.roles.get(one.get("measureId"), ("", ""))[1] in group:
            if _may_go(known, rows, index):
                yield _with(submission, index, None)
            part = known.roles[one["measureId"]][0]
            if part != "measure" and one.get("value") is not True:
                yield _with(submission, index, one | {"value": True})
    for measure in group:
        yield from _answers(submission, known, measure, as_of)


def _answers(submission: Json, known: Policy, measure: str, as_of: date | None) -> Iterator[Json]:
    rows = submission["measurementSets"][0]["measurements"]
    said = [one.get("value") for one in rows if one.get("measureId") == measure]
    if known.measures[measure].kind == "proportion":
        yield edited(submission, {"measures": {measure: dict(COUNTS)}})
    else:
        if said[:1] in ([], [None]):
            yield edited(submission, {"measures": {measure: False}})
        if _in_time(submission, known, measure, said, as_of):
            yield edited(submission, {"measures": {measure: True}})
            for level in known.levels_of(measure):
                yield edited(submission, {"measures": {level: True}})
    for name in known.measures[measure].exclusions:
        threshold = known.exclusions[name].threshold
        counts = [value["denominator"] for value in said if _counted(value)]
        if threshold is None or not counts or counts[0] < threshold.fewer_than:
            yield edited(submission, {"measures": {name: True}})


def _in_time(
    submission: Json, known: Policy, measure: str, said: list[Any], as_of: date | None
) -> bool:
    year_end = date(known.performance_year, 12, 31)
    if as_of is None or True in said:
        return True
    if measure in ("PI_PPHI_1", "PI_PPHI_2"):
        return as_of <= year_end
    if known.measures[measure].kind == "attestation":
        return True
    if known.levels_of(measure):
        start = _day(submission["measurementSets"][0].get("performanceStart"))
        limit = known.pre_production
        if limit is None or start is None:
            return True
        return as_of <= start + timedelta(limit.registration_days - 1)
    return False not in said or as_of <= year_end


def _with(submission: Json, index: int, changed: Json | None) -> Json:
    copy = deepcopy(submission)
    rows = copy["measurementSets"][0]["measurements"]
    rows[index : index + 1] = [] if changed is None else [changed]
    return copy


def _counted(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("denominator"), int)


def _earns(value: object) -> bool:
    return value is True or (isinstance(value, dict) and bool(value.get("numerator")))


def _may_go(known: Policy, rows: list[Json], index: int) -> bool:
    """Whether a row may be left out: it says nothing, or something complete stands instead."""
    name, value = rows[index]["measureId"], rows[index].get("value")
    part, measure = known.roles[name]
    true = {one.get("measureId") for one in rows if _earns(one.get("value"))}
    if part in ("preProduction", "production"):
        return True
    if value is None or (part == "exclusion" and value is not True):
        return True
    if not isinstance(value, bool | dict):
        return True
    twins = [one for at, one in enumerate(rows) if one.get("measureId") == name and at != index]
    if any(one.get("value") == value or _earns(one.get("value")) for one in twins):
        return True
    if part == "measure" and any(other in true for other in known.measures[measure].exclusions):
        return True
    others = known.measures[measure].exclusions
    if part == "exclusion" and (measure in true or any(o in true and o != name for o in others)):
        return True
    for choice in known.choices.values():
        for way in choice.ways:
            elsewhere = measure not in way.measures
            complete = all(
                m in true or any(x in true for x in known.measures[m].exclusions)
                for m in way.measures
            )
            inside = any(measure in one.measures for one in choice.ways)
            if elsewhere and complete and inside:
                return True
    return False
