"""Small changes of a submission, one at a time: what people and programs get wrong, and nearly so.

Nothing here knows a rule. Which rule a change breaks is found by judging it (faults.py).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from mips_pi_rules.documents.submission import MAX_COUNT, SUBMISSION_METHODS
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.testing.beside import of_context
from mips_pi_rules.testing.deeds import (
    Change,
    Json,
    append,
    by_two_methods,
    by_two_methods_apart,
    copy_up,
    drop,
    give,
    instead,
    put,
    rename,
    span,
    twice,
)
from mips_pi_rules.testing.texts import of_text
from mips_pi_rules.testing.valid import ids_of, programs, row


def changes(policy: Policy, entity_type: str, every: tuple[Policy, ...]) -> Iterator[Change]:
    """The changes that are worth trying on a submission with every required measure met.

    `every`: the policies of all years, as what was right in one is tried in another.
    """
    yield from _of_head(policy, entity_type)
    yield from _of_set(policy, entity_type, every)
    yield from _of_period(policy, every)
    for name, measure in policy.measures.items():
        yield from _of_measure(policy, name)
        if measure.kind == "proportion":
            yield from _of_counts(name)
    yield from _of_ways(policy)
    yield from _of_names(policy)
    yield from _of_requirements(policy)
    yield from of_context(policy)
    yield from of_text(policy, entity_type)


def _of_head(policy: Policy, entity_type: str) -> Iterator[Change]:
    others = [name for name in policy.entity_types if name != entity_type]
    values: dict[str, tuple[object, ...]] = {
        "performanceYear": (str(policy.performance_year), policy.performance_year + 100),
        "entityType": ("practice", entity_type.capitalize(), *others),
        "taxpayerIdentificationNumber": ("00-0000001", 1, "000000002"),
        "nationalProviderIdentifier": ("000000000X", "0000000002"),
        "entityId": (" ", "EXAMPLE-2"),
        "measurementSets": ({}, [None], []),
    }
    for name, several in values.items():
        yield Change(name, "left out", drop(name))
        for value in several:
            yield Change(name, f"{value!r}", give(name, value))
    for name in ("programName", "cehrtId", "performanceStart"):
        yield Change(name, "beside measurementSets too", copy_up(name))
    yield Change("measurementSets", "the set twice", twice)
    yield Change("measurementSets", "by registry and by EHR", by_two_methods)
    yield Change("measurementSets", "by both with another count", by_two_methods_apart)


def _of_set(policy: Policy, entity_type: str, every: tuple[Policy, ...]) -> Iterator[Change]:
    last = policy.cehrt_ids[-1]
    certified = [one for other in every for one in other.cehrt_ids]
    certified += [last.lower(), last[:-1], f"{last[:-1]}O", f"{last} ", f"{last}0"]
    named = [*programs(policy, entity_type)[:3], *policy.program_kinds, "MIPS", "practice", None]
    values: dict[str, tuple[object, ...]] = {
        "category": ("PI", "practice"),
        "submissionMethod": (*SUBMISSION_METHODS, "Registry", "practice"),
        "programName": tuple(dict.fromkeys(named)),
        "cehrtId": (*dict.fromkeys(certified), 1, ""),
        "measurements": ({}, []),
    }
    for name, several in values.items():
        yield Change(name, "left out", drop(name, in_set=True))
        for value in several:
            yield Change(name, f"{value!r}", give(name, value, in_set=True))


def _of_period(policy: Policy, every: tuple[Policy, ...]) -> Iterator[Change]:
    first, last = (date(policy.performance_year, *day) for day in ((1, 1), (12, 31)))
    day = timedelta(1)
    spans = [(first, last), (last, first), (first, first)]
    spans += [(first - day, last), (first, last + day)]
    for count in sorted({one.minimum_days for one in every}):
        fewest = timedelta(count - 1)
        spans += [(first, first + fewest), (last - fewest, last)]
        spans += [(first, first + fewest - day), (last - fewest + day, last)]
    for start, end in spans:
        yield Change("performanceStart", f"{start} to {end}", span(start, end))
    for name in ("performanceStart", "performanceEnd"):
        yield Change(name, "left out", drop(name, in_set=True))
        for value in (f"{policy.performance_year}-02-30", "", None):
            yield Change(name, f"{value!r}", give(name, value, in_set=True))


def _of_measure(policy: Policy, name: str) -> Iterator[Change]:
    measure = policy.measures[name]
    levels, ids = policy.levels_of(name), ids_of(policy, name)
    yield Change(name, "left out", instead(ids))
    yield Change(name, "blank", instead(ids, row(name, None)))
    yield Change(name, "without a value", instead(ids, {"measureId": name}))
    for value in ("Y", 1, {"numerator": 1, "denominator": 2, "rate": 0.5}):
        yield Change(name, f"{value!r}", put(name, value))
    yield Change(name, "twice", append(row(name, True), row(name, True)))
    if measure.kind != "proportion":
        yield Change(name, "answered no", instead(ids, row(name, False)))
        yield Change(name, "answered no beside its level", put(name, False))
        for level in levels:
            yield Change(name, f"with {level}", instead(ids, row(name, True), row(level, True)))
            yield Change(name, f"{level} false", instead(ids, row(name, True), row(level, False)))
        for level in levels:
            yield Change(name, f"{level} alone", instead(ids, row(level, True)))
            yield Change(name, f"{level} first", instead(ids, row(level, True), row(name, True)))
            no = instead(ids, row(name, False), row(level, True))
            yield Change(name, f"answered no with {level}", no)
        if levels:
            yield Change(name, "without level", instead(ids, row(name, True)))
            both = (row(name, True), row(levels[1], True))
            for value in (True, False):
                deed = instead(ids, *both, row(levels[0], value))
                yield Change(name, f"of both levels, one {value}", deed)
    for claimed in measure.exclusions:
        yield Change(name, f"{claimed}", instead(ids, row(claimed, True)))
        yield Change(name, f"{claimed} beside it", put(claimed, True))
        for said in (False, None):
            yield Change(name, f"{claimed} {said} beside it", put(claimed, said))
            yield Change(name, f"{claimed} {said} alone", instead(ids, row(claimed, said)))
        for level in levels:
            deed = instead(ids, row(claimed, True), row(level, True))
            yield Change(name, f"{claimed} with {level}", deed)
        if measure.kind == "proportion":
            beside = {"measureId": name, "numerator": 1, "denominator": 2}
            yield Change(name, "counts beside its id", instead(ids, beside))
            deed = instead(ids, beside, row(claimed, True))
            yield Change(name, f"{claimed} and counts beside its id", deed)
    if len(measure.exclusions) > 1:
        two = [row(one, True) for one in measure.exclusions[:2]]
        yield Change(name, "two exclusions", instead(ids, *two))


def _of_counts(name: str) -> Iterator[Change]:
    pairs = ((1, 1), (1, 2), (0, 1), (0, 0), (2, 1), (-1, 1), (1.5, 2), (1.0, 2.0), ("1", 2))
    # Points that are just a half, of which a float may make more or less, and few and many.
    halves = ((1, 4), (18, 60), (18, 80), (5, 50), (5, 80), (1, 1000), (999, 1000))
    for numerator, denominator in (*pairs, *halves, (1, MAX_COUNT), (1, MAX_COUNT + 1)):
        value = {"numerator": numerator, "denominator": denominator}
        yield Change(name, f"{numerator!r} of {denominator!r}", put(name, value))
    yield Change(name, "without denominator", put(name, {"numerator": 1}))
    yield Change(name, "answered yes", put(name, True))


def _of_ways(policy: Policy) -> Iterator[Change]:
    """The ways of a choice, whole and in part, with exclusions and with another beside it."""
    for choice in policy.choices.values():
        every = tuple(m for way in choice.ways for m in way.measures)
        claims = tuple(x for m in every for x in policy.measures[m].exclusions)
        ids = every + claims
        for way in choice.ways:
            rows = [_best(policy, m) for m in way.measures]
            for said in product(*((m, *policy.measures[m].exclusions) for m in way.measures)):
                taken = [row(one, True) if one in claims else _best(policy, one) for one in said]
                what = " and ".join(said)
                yield Change(way.id, what, instead(ids, *taken))
                for name, measure in policy.measures.items():
                    for claimed in measure.exclusions[: name not in ids]:
                        deed = instead((*ids, *ids_of(policy, name)), *taken, row(claimed, True))
                        yield Change(way.id, f"{what} and {claimed}", deed)
            yield Change(way.id, "partly", instead(ids, *rows[:-1]))
            blank = [row(m, None) for m in way.measures]
            yield Change(way.id, "blank", instead(ids, *blank))
            yield Change(way.id, "beside the default", append(*rows))
            for beside in every + claims:
                values = (True, False, None) if beside in claims else (None,)
                for value in () if beside in way.measures else values:
                    taken = [*rows, row(beside, value)]
                    what = f"taken beside {beside} {value}"
                    yield Change(way.id, what, instead(ids, *taken))
        yield Change(choice.default, "nothing", instead(ids))


def _best(policy: Policy, name: str) -> Json:
    """The row of a measure that is met as well as may be."""
    counts = {"numerator": 1, "denominator": 1}
    return row(name, counts if policy.measures[name].kind == "proportion" else True)


def _of_names(policy: Policy) -> Iterator[Change]:
    wrong: tuple[Json, ...] = (
        row("PRACTICE", True),
        {"value": True},
        {"measureId": 1, "value": True},
        {"measureid": "PRACTICE", "measureId": next(iter(policy.measures)).lower(), "value": True},
    )
    for one in wrong:
        yield Change("measureId", "a row under no known id", append(one))
    yield Change("measurements", "a row that is none", append(1))
    for right, near in (("measurementSets", "measurementSet"), ("entityType", "entitytype")):
        yield Change(right, "misspelt", rename(right, near))
    yield Change("entityId", "misspelt", give("entityid", "EXAMPLE-1"))
    misspelt = (("cehrtId", "chertId"), ("measurements", "measurement"), ("programName", "program"))
    for right, near in (*misspelt, ("programName", "programname")):
        yield Change(right, "misspelt", rename(right, near, in_set=True))


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
            yield Change(name, f"with {what}", instead(ids, row(name, True), *rows))
