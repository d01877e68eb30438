"""The fields of a year's form, in the order of the law, and what kind of answer each takes."""

from typing import Final, Literal

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.law.policies import Policy, level_of
from mips_pi_rules.law.year import Year

AnswerKind = Literal["yesNo", "proportion", "level", "date", "text", "choice"]

# Beside measures: who submits, for what, by what means, when and with which technology.
HEAD: Final[dict[str, AnswerKind]] = {
    "performanceYear": "choice",
    "entityType": "choice",
    "taxpayerIdentificationNumber": "text",
    "nationalProviderIdentifier": "text",
    "entityId": "text",
    "programName": "choice",
    "submissionMethod": "choice",
    "performanceStart": "date",
    "performanceEnd": "date",
    "cehrtId": "text",
}
PRODUCTION: Final = "production"
PRE_PRODUCTION: Final = "pre-production"


@frozen(eq=False, repr=False)
class FormField(ByValue):
    """A field of a form; `measure` and `objective` are None for what stands beside measures."""

    name: str
    kind: AnswerKind
    measure: str | None = None
    objective: str | None = None


HEAD_FIELDS: Final = {name: FormField(name, kind) for name, kind in HEAD.items()}


def fields_of(year: Year) -> dict[str, FormField]:
    """The fields of a year's form by name, in the order in which it asks."""
    return year.derived(_fields)


def _fields(year: Year) -> dict[str, FormField]:
    policy = year.policy
    found = [*HEAD_FIELDS.values()]
    for objective in policy.objectives:
        for measure in objective.measures:
            found.append(FormField(measure, _kind(policy, measure), measure, objective.id))
            if measure in policy.engagement:
                found.append(FormField(level_of(measure), "level", measure, objective.id))
    return {one.name: one for one in found}


def _kind(policy: Policy, measure: str) -> AnswerKind:
    return "proportion" if policy.measures[measure].kind == "proportion" else "yesNo"


def levels_of(policy: Policy, measure: str) -> dict[str, str]:
    """The id of each level of active engagement of a measure, by the answer that claims it."""
    levels = policy.engagement[measure]
    return {PRE_PRODUCTION: levels.pre_production, PRODUCTION: levels.production}


def answers_by_id(policy: Policy) -> dict[str, str]:
    """By id of an exclusion or level, which is no field itself, to what it is an answer."""
    found = {name: f"{name} is an answer to {one.of}" for name, one in policy.exclusions.items()}
    for measure in policy.engagement:
        for answer, name in levels_of(policy, measure).items():
            found[name] = f"{name} is the answer {answer} to {level_of(measure)}"
    return found
