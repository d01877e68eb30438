"""The words of a form: what is asked, what may be said instead, and what an answer costs.

What a measure asks is the policy's own sentence; the rest follows from what the policy and its
rules say, so that a new measure or year has its words at once.
"""

from collections.abc import Callable, Iterator
from typing import Final

from mips_pi_rules.documents.submission import APPLIES_TO, DEFAULT_PROGRAM, SUBMISSION_METHODS
from mips_pi_rules.forms.fields import PRE_PRODUCTION, PRODUCTION, FormField
from mips_pi_rules.forms.trying import Costs
from mips_pi_rules.law.entries import LEVELS
from mips_pi_rules.law.policies import Policy

_LEVELS: Final = {
    PRE_PRODUCTION: LEVELS["preProduction"].capitalize(),
    PRODUCTION: LEVELS["production"].capitalize(),
}
_ENTITIES: Final = {
    "individual": "One clinician",
    "group": "A group: two or more clinicians of one TIN",
    "virtualGroup": "A virtual group",
    "apm": "An APM Entity",
    "subgroup": "A subgroup of a group, under an MVP",
}
_METHODS: Final = dict(zip(SUBMISSION_METHODS, ("A registry", "An EHR"), strict=True))


def options_of(policy: Policy, field: FormField) -> dict[str, str]:
    """What may be answered where that is a closed list, each in words; exclusions with their law.

    Of counts only the exclusions that may stand in their place.
    """
    if field.measure is not None and field.kind != "level":
        yes_no = {"yes": "Yes", "no": "No"} if field.kind == "yesNo" else {}
        names = policy.measures[field.measure].exclusions
        return yes_no | {name: policy.exclusions[name].statement for name in names}
    year = str(policy.performance_year)
    options: dict[str, dict[str, str]] = {
        "performanceYear": {year: year},
        "entityType": {name: _ENTITIES[name] for name in APPLIES_TO if name in policy.entity_types},
        "programName": {name: _program(name, kind) for name, kind in policy.program_kinds.items()},
        "submissionMethod": _METHODS,
    }
    return dict(_LEVELS) if field.kind == "level" else options.get(field.name, {})


def _program(name: str, kind: str) -> str:
    words = {"mips": "Traditional MIPS", "mvp": f"MIPS Value Pathway {name}"}
    return words.get(kind, f"{name}, of an APM Entity or its participants")


def text_of(policy: Policy, field: FormField, costs: Costs) -> str:
    """The question in plain sentences."""
    if field.measure is None:
        return " ".join([_HEAD[field.name](policy), *_head_costs(costs)])
    if field.kind == "level":
        return " ".join(_of_level(policy, field.measure, costs))
    return " ".join(_of_measure(policy, field, field.measure, costs))


def _of_measure(policy: Policy, field: FormField, name: str, costs: Costs) -> Iterator[str]:
    measure = policy.measures[name]
    yield measure.question
    if field.kind == "proportion":
        yield "Give both counts, such as 45/50."
    if measure.points is not None:
        yield f"It is worth up to {measure.points} points."
    for group in policy.bonus_groups:
        if name in group.measures:
            several = "One or more of its kind earn" if len(group.measures) > 1 else "It earns"
            yield f"{several} {group.points} bonus points, once."
    if needed := policy.requires.get(name):
        others = ", ".join(needed.production_on_any_of)
        yield f"It counts beside {LEVELS['production']} on one of {others}."
    for choice in policy.choices.values():
        ways = [" with ".join(way.measures) for way in choice.ways]
        if measure.objective == choice.objective:
            yield f"One way alone is reported, whole: {', or '.join(ways)}. Leave the others blank."
    if measure.exclusions:
        claims = [f"{one}, {_lower(_statement(policy, one))}" for one in measure.exclusions]
        yield f"What may be claimed in its place: {'; '.join(claims)}."
    yield from _measure_costs(policy, field, costs)


def _statement(policy: Policy, exclusion: str) -> str:
    return policy.exclusions[exclusion].statement.rstrip(".")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _measure_costs(policy: Policy, field: FormField, costs: Costs) -> Iterator[str]:
    no, silence = costs.no, costs.silence
    denied = "A numerator of 0" if field.kind == "proportion" else "A no"
    if no.forces_zero and silence.forces_zero:
        where = "In a way that is taken, " if field.measure in policy.of_ways else ""
        begin = _lower(denied) if where else denied
        yield f"{where}{begin}, or no answer, forces the whole score to 0."
    elif silence.forces_zero:
        yield f"{denied} costs points." if no.lowers else f"{denied} costs nothing."
        yield "No answer forces the whole score to 0."
    elif no.forces_zero:
        yield f"{denied} forces the whole score to 0; no answer does not."
    elif no.lowers or silence.lowers:
        yield f"It is optional: {_lower(denied)}, or no answer, earns nothing and costs nothing."
    else:
        yield "It is optional, and changes no score."


def _of_level(policy: Policy, name: str, costs: Costs) -> Iterator[str]:
    yield (
        f"At which level of active engagement is {policy.measures[name].title} ({name}), "
        f"where it is answered yes: {PRE_PRODUCTION} ({LEVELS['preProduction']}) or "
        f"{PRODUCTION} ({LEVELS['production']})?"
    )
    if policy.pre_production is not None and policy.pre_production.periods == 1:
        yield "Pre-production is for one performance period; after it, production is needed."
    if costs.silence.forces_zero:
        yield "A yes without its level forces the whole score to 0."
    elif costs.silence.lowers:
        yield "A yes without its level earns nothing."


def _head_costs(costs: Costs) -> Iterator[str]:
    if costs.silence.forces_zero:
        yield "Without it the whole score is forced to 0."


def _needed(policy: Policy, name: str, otherwise: str) -> str:
    who = policy.needs[name]
    return f"Needed where entityType is {' or '.join(who)}; {otherwise}."


_HEAD: Final[dict[str, Callable[[Policy], str]]] = {
    "performanceYear": lambda _: "The performance year that the answers are about.",
    "entityType": lambda _: "Who submits: a clinician, a group or another entity.",
    "taxpayerIdentificationNumber": lambda policy: (
        "The taxpayer identification number (TIN): nine digits, with leading zeros. "
        + _needed(policy, "taxpayerIdentificationNumber", "others may leave it blank")
    ),
    "nationalProviderIdentifier": lambda policy: (
        "The national provider identifier (NPI): ten digits. "
        + _needed(policy, "nationalProviderIdentifier", "others leave it blank")
    ),
    "entityId": lambda policy: (
        "The id that CMS gave to the entity. "
        + _needed(policy, "entityId", "others leave it blank")
    ),
    "programName": lambda _: f"The program; blank is traditional MIPS ({DEFAULT_PROGRAM}).",
    "submissionMethod": lambda _: f"How the data are sent; blank is {SUBMISSION_METHODS[0]}.",
    "performanceStart": lambda policy: (
        f"The first day of the performance period, in {policy.performance_year}, as YYYY-MM-DD. "
        f"The period has at least {policy.minimum_days} days in a row, both ends counted."
    ),
    "performanceEnd": lambda policy: (
        f"The last day of the performance period, in {policy.performance_year}, as YYYY-MM-DD."
    ),
    "cehrtId": lambda policy: (
        f"The CMS EHR Certification ID of the technology: {policy.cehrt_length} characters from "
        f"the Certified Health IT Product List, in the form {' or '.join(policy.cehrt_forms)}, "
        "where ? is any digit or letter and … stands for the rest."
    ),
}
