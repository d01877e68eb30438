"""Small changes of a submission, one at a time: what people and programs get wrong, and nearly so.

Nothing here knows a rule. Which rule a change breaks is found by judging it (faults.py).
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from mips_pi_rules.documents.submission import MAX_COUNT, SUBMISSION_METHODS
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing.valid import programs, row

Json = dict[str, Any]
Deed = Callable[[Json], object]


@frozen
class Change:
    """One change: the field or id that it is about, in words what it does, and the deed.

    `context` is what is given beside the submission, in the JSON of context.schema.json.
    """

    about: str
    what: str
    _deed: Deed
    context: Json | None = None

    def __call__(self, submission: Json) -> Json:
        """The submission with the change; the one given stays as it is."""
        changed = deepcopy(submission)
        self._deed(changed)
        return changed


def _set_of(document: Json) -> Json:
    one: Json = document["measurementSets"][0]
    return one


def _rows_of(document: Json) -> list[Json]:
    rows: list[Json] = _set_of(document)["measurements"]
    return rows


def changes(policy: Policy, entity_type: str, cehrt_ids: tuple[str, ...]) -> Iterator[Change]:
    """The changes that are worth trying on a submission with every required measure met.

    `cehrt_ids`: certification ids of the forms of every year.
    """
    yield from _of_head(policy)
    yield from _of_set(policy, entity_type, cehrt_ids)
    yield from _of_period(policy)
    for name, measure in policy.measures.items():
        yield from _of_measure(policy, name)
        if measure.kind == "proportion":
            yield from _of_counts(name)
    yield from _of_names(policy)
    yield from _of_requirements(policy)
    yield from _of_context(policy)


def _give(name: str, value: object, *, in_set: bool = False) -> Deed:
    """Give a field of the submission or of its set this value."""

    def deed(document: Json) -> None:
        (_set_of(document) if in_set else document)[name] = value

    return deed


def _drop(name: str, *, in_set: bool = False) -> Deed:
    """Leave a field out."""
    return lambda document: (_set_of(document) if in_set else document).pop(name, None)


def _rename(name: str, to: str, *, in_set: bool = False) -> Deed:
    """Write a field under another name."""

    def deed(document: Json) -> None:
        fields = _set_of(document) if in_set else document
        fields[to] = fields.pop(name)

    return deed


def _copy_up(name: str) -> Deed:
    """Write a field of the set beside measurementSets too."""
    return lambda document: document.update({name: _set_of(document)[name]})


def _append(*rows: Any) -> Deed:
    """Add rows as they are."""
    return lambda document: _rows_of(document).extend(deepcopy([*rows]))


def _twice(document: Json) -> None:
    """The same set once more."""
    document["measurementSets"].append(deepcopy(_set_of(document)))


def _by_two_methods(document: Json) -> None:
    """The same by registry and by EHR."""
    _twice(document)
    for one, method in zip(document["measurementSets"], SUBMISSION_METHODS, strict=True):
        one["submissionMethod"] = method


def _by_two_methods_apart(document: Json) -> None:
    """By registry and by EHR with another count."""
    _by_two_methods(document)
    counts = next(one["value"] for one in _rows_of(document) if isinstance(one["value"], dict))
    counts["denominator"] += 1


def _nothing(_: Json) -> None:
    """The submission stays as it is: what is given beside it matters."""


def _of_head(policy: Policy) -> Iterator[Change]:
    values: dict[str, tuple[object, ...]] = {
        "performanceYear": (str(policy.performance_year), policy.performance_year + 100),
        "entityType": ("practice",),
        "taxpayerIdentificationNumber": ("00-0000001", 1, "000000002"),
        "nationalProviderIdentifier": ("000000000X", "0000000002"),
        "entityId": (" ", "EXAMPLE-2"),
        "measurementSets": ({}, [None], []),
    }
    for name, several in values.items():
        yield Change(name, "left out", _drop(name))
        for value in several:
            yield Change(name, f"{value!r}", _give(name, value))
    for name in ("programName", "cehrtId", "performanceStart"):
        yield Change(name, "beside measurementSets too", _copy_up(name))
    yield Change("measurementSets", "the set twice", _twice)
    yield Change("measurementSets", "by registry and by EHR", _by_two_methods)
    yield Change("measurementSets", "by both with another count", _by_two_methods_apart)


def _of_set(policy: Policy, entity_type: str, of_all_years: tuple[str, ...]) -> Iterator[Change]:
    last = policy.cehrt_ids[-1]
    certified = [*of_all_years, last.lower(), last[:-1], f"{last[:-1]}O", f"{last} "]
    named = [*programs(policy, entity_type)[:3], *policy.program_kinds, "MIPS", "practice", None]
    values: dict[str, tuple[object, ...]] = {
        "category": ("PI", "practice"),
        "submissionMethod": (*SUBMISSION_METHODS, "Registry", "practice"),
        "programName": tuple(dict.fromkeys(named)),
        "cehrtId": (*dict.fromkeys(certified), 1, ""),
        "measurements": ({}, []),
    }
    for name, several in values.items():
        yield Change(name, "left out", _drop(name, in_set=True))
        for value in several:
            yield Change(name, f"{value!r}", _give(name, value, in_set=True))


def _of_period(policy: Policy) -> Iterator[Change]:
    first, last = (date(policy.performance_year, *day) for day in ((1, 1), (12, 31)))
    day, fewest = timedelta(1), timedelta(policy.minimum_days - 1)
    spans = [(first, last), (first, first + fewest), (last - fewest, last)]
    spans += [(first, first + fewest - day), (last - fewest + day, last), (last, first)]
    spans += [(first - day, last), (first, last + day), (first, first)]
    for start, end in spans:
        yield Change("performanceStart", f"{start} to {end}", _span(start, end))
    for name in ("performanceStart", "performanceEnd"):
        yield Change(name, "left out", _drop(name, in_set=True))
        for value in (f"{policy.performance_year}-02-30", "", None):
            yield Change(name, f"{value!r}", _give(name, value, in_set=True))


def _span(start: date, end: date) -> Deed:
    given = {"performanceStart": start.isoformat(), "performanceEnd": end.isoformat()}
    return lambda document: _set_of(document).update(given)


def _put(name: str, value: object) -> Deed:
    """Give a row this value, or add it."""

    def deed(document: Json) -> None:
        rows = _rows_of(document)
        found = next((one for one in rows if one["measureId"] == name), None)
        if found is None:
            rows.append(row(name, value))
        else:
            found["value"] = value

    return deed


def _instead(names: tuple[str, ...], *rows: Json) -> Deed:
    """Put rows in the place of those of these ids."""

    def deed(document: Json) -> None:
        kept = [one for one in _rows_of(document) if one["measureId"] not in names]
        _set_of(document)["measurements"] = [*kept, *deepcopy(list(rows))]

    return deed


def _of_measure(policy: Policy, name: str) -> Iterator[Change]:
    measure = policy.measures[name]
    both = policy.engagement.get(name)
    levels = (both.pre_production, both.production) if both else ()
    ids = (name, *measure.exclusions, *levels)
    yield Change(name, "left out", _instead(ids))
    yield Change(name, "blank", _instead(ids, row(name, None)))
    for value in ("Y", 1, {"numerator": 1, "denominator": 2, "rate": 0.5}):
        yield Change(name, f"{value!r}", _put(name, value))
    yield Change(name, "twice", _append(row(name, True), row(name, True)))
    if measure.kind != "proportion":
        yield Change(name, "answered no", _instead(ids, row(name, False)))
        yield Change(name, "answered no beside its level", _put(name, False))
        for level in levels:
            yield Change(name, f"with {level}", _instead(ids, row(name, True), row(level, True)))
            yield Change(name, f"{level} false", _instead(ids, row(name, True), row(level, False)))
        if levels:
            yield Change(name, "without level", _instead(ids, row(name, True)))
            yield Change(
                name, "of both levels", _instead(ids, *(row(one, True) for one in ids[:1] + levels))
            )
    for claimed in measure.exclusions:
        yield Change(name, f"{claimed}", _instead(ids, row(claimed, True)))
        yield Change(name, f"{claimed} beside it", _put(claimed, True))
        yield Change(name, f"{claimed} false beside it", _put(claimed, False))
    if len(measure.exclusions) > 1:
        two = [row(one, True) for one in measure.exclusions[:2]]
        yield Change(name, "two exclusions", _instead(ids, *two))


def _of_counts(name: str) -> Iterator[Change]:
    pairs = ((1, 1), (1, 2), (0, 1), (0, 0), (2, 1), (-1, 1), (1.5, 2), (1.0, 2.0), ("1", 2))
    for numerator, denominator in (*pairs, (1, MAX_COUNT), (1, MAX_COUNT + 1)):
        value = {"numerator": numerator, "denominator": denominator}
        yield Change(name, f"{numerator!r} of {denominator!r}", _put(name, value))
    yield Change(name, "without denominator", _put(name, {"numerator": 1}))
    yield Change(name, "answered yes", _put(name, True))


def _of_names(policy: Policy) -> Iterator[Change]:
    for choice in policy.choices.values():
        every = tuple(m for way in choice.ways for m in way.measures)
        claims = tuple(x for m in every for x in policy.measures[m].exclusions)
        for way in choice.ways:
            rows = [
                row(
                    m,
                    {"numerator": 1, "denominator": 1}
                    if policy.measures[m].kind == "proportion"
                    else True,
                )
                for m in way.measures
            ]
            yield Change(way.id, "taken", _instead(every + claims, *rows))
            yield Change(way.id, "partly", _instead(every + claims, *rows[:-1]))
            yield Change(way.id, "beside the default", _append(*rows))
            for claim in claims:
                taken = _instead(every + claims, *rows, row(claim, True))
                yield Change(way.id, f"taken beside {claim}", taken)
        yield Change(choice.default, "nothing", _instead(every + claims))
    wrong: tuple[Json, ...] = (
        row("PRACTICE", True),
        {"value": True},
        {"measureId": 1, "value": True},
        {"measureid": "PRACTICE", "measureId": next(iter(policy.measures)).lower(), "value": True},
    )
    for one in wrong:
        yield Change("measureId", "a row under no known id", _append(one))
    yield Change("measurements", "a row that is none", _append(1))
    for right, near in (("measurementSets", "measurementSet"), ("entityType", "entitytype")):
        yield Change(right, "misspelt", _rename(right, near))
    yield Change("entityId", "misspelt", _give("entityid", "EXAMPLE-1"))
    misspelt = (("cehrtId", "chertId"), ("measurements", "measurement"), ("programName", "program"))
    for right, near in (*misspelt, ("programName", "programname")):
        yield Change(right, "misspelt", _rename(right, near, in_set=True))


def _of_requirements(policy: Policy) -> Iterator[Change]:
    """Measures that ask for validated production of another, with and without it."""
    for name, requirement in policy.requires.items():
        others = [m for m in requirement.production_on_any_of if m in policy.engagement]
        levels = [policy.engagement[m] for m in others]
        ids = (name, *(one for both in levels for one in (both.production, both.pre_production)))
        reported = [
            both
            for other, both in zip(others, levels, strict=True)
            if policy.measures[other].reporting == "required"
        ]
        for what in ("production", "pre_production"):
            rows = [row(getattr(both, what), True) for both in reported]
            yield Change(name, f"with {what}", _instead(ids, row(name, True), *rows))


def _of_context(policy: Policy) -> Iterator[Change]:
    for referred in (True, False):
        context = {"eligibility": {"informationBlockingReferral": referred}}
        yield Change("informationBlockingReferral", f"{referred}", _nothing, context)
    for name, levels in policy.engagement.items():
        ids = (name, levels.production, levels.pre_production, *policy.measures[name].exclusions)
        again = _instead(ids, row(name, True), row(levels.pre_production, True))
        for year in range(policy.performance_year - 2, policy.performance_year):
            before = {"history": {"preProduction": {name: [year]}}}
            yield Change(name, f"in pre-production in {year} too", again, before)
    for route in policy.reweighting:
        claim = _claim(route.by, route.id)
        yield Change(route.id, "claimed", _nothing, claim)
        yield Change(route.id, "claimed without data", _drop("measurements", in_set=True), claim)


def _claim(by: str, name: str) -> Json:
    eligibility: dict[str, Json] = {
        "specialStatus": {"specialStatuses": [name]},
        "exception": {"exceptions": [name]},
        "clinicianType": {"clinicianType": name},
        "allClinicians": {name: True},
    }
    return {"eligibility": eligibility[by]}
