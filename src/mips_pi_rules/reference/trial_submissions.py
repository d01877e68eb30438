"""Trials: a full submission built from a year's policy, and one small change of it at a time.

The same change made in two years shows which reports differ between them.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.fieldnames import EXAMPLES
from mips_pi_rules.documents.submission import OUR_CATEGORY, SUBMISSION_METHODS
from mips_pi_rules.law.calendar import year_end, year_start
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.programs import programs_for

Json = dict[str, Any]


@frozen(eq=False, repr=False)
class Trial(ByValue):
    """One small change: what is done, to what, and the submission of a year with it."""

    deed: str
    subject: str
    build: Callable[[Policy], Json]


def full(policy: Policy, ways: tuple[str, ...] = ()) -> Json:
    """Every required measure met with its level, every attestation yes, a period of the year.

    `ways`: ids of ways taken instead of the default ones.
    """
    left_out = policy.left_out(ways)
    values: Json = {}
    for name, measure in policy.measures.items():
        if measure.reporting == "required" and name not in left_out:
            values[name] = (
                {"numerator": 100, "denominator": 100} if measure.kind == "proportion" else True
            )
            values |= dict.fromkeys(policy.levels_of(name)[1:], True)  # production
    return {
        "performanceYear": policy.performance_year,
        "entityType": "group",
        "taxpayerIdentificationNumber": EXAMPLES["taxpayerIdentificationNumber"],
        "measurementSets": [
            {
                "category": OUR_CATEGORY,
                "submissionMethod": SUBMISSION_METHODS[0],
                "cehrtId": policy.cehrt_ids[-1],
                "performanceStart": year_start(policy).isoformat(),
                "performanceEnd": year_end(policy).isoformat(),
                "measurements": [{"measureId": m, "value": v} for m, v in values.items()],
            }
        ],
    }


def trials(policies: tuple[Policy, ...]) -> Iterator[Trial]:
    """The changes worth trying in each of these years, without repetition."""
    measures = {name: m for policy in policies for name, m in policy.measures.items()}
    for name, measure in measures.items():
        words = f"{measure.title} ({name})"
        ways = _ways(policies, name)
        if measure.kind != "proportion":
            yield Trial("a no to", words, _answer(name, False, ways))
        if measure.reporting == "required":
            # Where it is new it is one more way, and a report without it takes another.
            if not ways or all(name in policy.measures for policy in policies):
                yield Trial("no row for", words, _without(name, ways))
            if ways:
                yield Trial("a yes to", words, _answer(name, True, ways))
        else:
            yield Trial("a yes to", words, _with_level(name))
    for name in {m: None for policy in policies for m in policy.engagement}:
        words = f"{measures[name].title} ({name})"
        if measures[name].reporting == "required":
            yield Trial("no level of active engagement for", words, _level(name, None))
            yield Trial("pre-production of", words, _level(name, "pre_production"))
    for name, of in {x: e.of for p in policies for x, e in p.exclusions.items()}.items():
        words = f"{name} for {measures[of].title} ({of})"
        yield Trial("claiming", words, _exclude(of, (name,)))
    for of, measure in measures.items():
        if len(measure.exclusions) > 1:
            words = f"{measure.title} ({of})"
            yield Trial("claiming two exclusions of", words, _exclude(of, None))
    for days in sorted({p.minimum_days - n for p in policies for n in (0, 1)}):
        yield Trial("a performance period of", f"{days} days", _period(days))
    forms = {
        form: cehrt_id
        for p in policies
        for form, cehrt_id in zip(p.cehrt_forms, p.cehrt_ids, strict=True)
    }
    for form, cehrt_id in forms.items():
        yield Trial("a CMS EHR Certification ID of the form", form, _set("cehrtId", cehrt_id))
    for name in {p: None for policy in policies for p in policy.program_kinds}:
        yield Trial("the program", name, _set("programName", name))
    for name in {t: None for p in policies for t in p.entity_types}:
        yield Trial("the entity type", name, of_entity(name))


def _ways(policies: tuple[Policy, ...], name: str) -> tuple[str, ...]:
    return tuple(
        {
            way.id: None
            for policy in policies
            for choice in policy.choices.values()
            for way in choice.ways
            if name in way.measures and way.id != choice.default
        }
    )


def _rows(submission: Json) -> list[Json]:
    rows: list[Json] = submission["measurementSets"][0]["measurements"]
    return rows


def _put(submission: Json, name: str, value: object) -> Json:
    for row in _rows(submission):
        if row["measureId"] == name:
            row["value"] = value
            return submission
    _rows(submission).append({"measureId": name, "value": value})
    return submission


def _drop(submission: Json, *names: str) -> Json:
    rows = _rows(submission)
    rows[:] = [row for row in rows if row["measureId"] not in names]
    return submission


def _answer(name: str, value: bool, ways: tuple[str, ...]) -> Callable[[Policy], Json]:
    def build(policy: Policy) -> Json:
        submission = _put(full(policy, ways), name, value)
        return submission if value else _drop(submission, *policy.levels_of(name))

    return build


def _without(name: str, ways: tuple[str, ...]) -> Callable[[Policy], Json]:
    return lambda policy: _drop(full(policy, ways), name, *policy.levels_of(name))


def _with_level(name: str) -> Callable[[Policy], Json]:
    def build(policy: Policy) -> Json:
        submission = _put(full(policy), name, True)
        for level in policy.levels_of(name)[1:]:
            _put(submission, level, True)
        return submission

    return build


def _level(name: str, level: str | None) -> Callable[[Policy], Json]:
    def build(policy: Policy) -> Json:
        submission = _drop(full(policy), *policy.levels_of(name))
        if level and name in policy.engagement:
            _put(submission, getattr(policy.engagement[name], level), True)
        return submission

    return build


def _exclude(of: str, claimed: tuple[str, ...] | None) -> Callable[[Policy], Json]:
    def build(policy: Policy) -> Json:
        submission = _drop(full(policy), of, *policy.levels_of(of))
        measure = policy.measures.get(of)
        for name in claimed or (measure.exclusions[:2] if measure else ()):
            _put(submission, name, True)
        return submission

    return build


def _period(days: int) -> Callable[[Policy], Json]:
    def build(policy: Policy) -> Json:
        start = year_end(policy) - timedelta(days=days - 1)
        return _set("performanceStart", start.isoformat())(policy)

    return build


def _set(field: str, value: str) -> Callable[[Policy], Json]:
    def build(policy: Policy) -> Json:
        submission = full(policy)
        submission["measurementSets"][0][field] = value
        return submission

    return build


def of_entity(name: str) -> Callable[[Policy], Json]:
    """The full submission of an entity type, under a program that it may use."""

    def build(policy: Policy) -> Json:
        submission = full(policy) | {"entityType": name}
        for field in ("nationalProviderIdentifier", "entityId"):
            if name in policy.needs[field]:
                submission[field] = EXAMPLES[field]
        for program in programs_for(policy, name)[:1]:
            submission["measurementSets"][0]["programName"] = program
        return submission

    return build
