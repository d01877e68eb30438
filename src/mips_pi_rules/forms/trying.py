"""What an answer costs, found by trying it: a whole submission, judged with it and without.

So the form says nothing of its own about the law: what a no costs is what the rules make of it.
"""

from typing import Any

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.fieldnames import EXAMPLES
from mips_pi_rules.documents.submission import Proportion
from mips_pi_rules.forms.answers import submission_from
from mips_pi_rules.forms.fields import HEAD, PRODUCTION, FormField, fields_of
from mips_pi_rules.judging.checkeddocument import Given, check
from mips_pi_rules.judging.judgment import decide
from mips_pi_rules.law.calendar import year_end, year_start
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import FORCED

_Read = dict[str, Any]  # answers as they are read, by field


@frozen(eq=False, repr=False)
class Cost(ByValue):
    """What becomes of a whole submission: whether the score is forced to 0, or falls."""

    forces_zero: bool
    lowers: bool


@frozen(eq=False, repr=False)
class Costs(ByValue):
    """What a no (of counts, a numerator below the least one) costs, and what silence does.

    Beside a submission in which everything that is required is answered as well as it can be.
    """

    no: Cost
    silence: Cost


def costs(year: Year, field: FormField) -> Costs:
    """What a no and what silence cost on a field of the year's form."""
    best = _whole(year, field)
    if field.name not in HEAD:
        least = year.policy.required_numerator
        no = Proportion(least - 1, least) if field.kind == "proportion" else False
        denied = best if field.kind == "level" else best | {field.name: no}
    else:
        denied = best
    silent = {name: value for name, value in best.items() if name != field.name}
    return Costs(_cost(year, best, denied), _cost(year, best, silent))


def _cost(year: Year, best: _Read, other: _Read) -> Cost:
    (_, *before), (forced, *after) = _tried(year, best), _tried(year, other)
    return Cost(forced, any(now < then for now, then in zip(after, before, strict=True)))


def _tried(year: Year, read: _Read) -> tuple[Any, ...]:
    """Whether the score is forced to 0, the score, and the bonus before the cap."""
    policy = year.policy
    given = Given(submission_from(year, read), (policy.performance_year,))
    judged = decide(year, check(year, given))
    bonus = judged.score.bonus if judged.score is not None else 0
    return judged.outcome in FORCED, judged.worth or 0, bonus


def _whole(year: Year, field: FormField) -> _Read:
    """Every required measure in the way that has the field's measure, and that measure itself."""
    policy = year.policy
    entity = policy.entity_types[0]
    read: _Read = {
        "entityType": entity,
        "performanceStart": year_start(policy),
        "performanceEnd": year_end(policy),
        "cehrtId": policy.cehrt_ids[-1],
    }
    read |= {name: EXAMPLES[name] for name, who in policy.needs.items() if entity in who}
    ways = [way for one in policy.choices.values() for way in one.ways]
    left_out = policy.left_out([way.id for way in ways if field.measure in way.measures])
    for one in fields_of(year).values():
        if one.measure is None or one.measure in left_out:
            continue
        if one.measure == field.measure or policy.measures[one.measure].reporting == "required":
            read[one.name] = _best(policy, one)
    return read


def _best(policy: Policy, field: FormField) -> object:
    if field.kind == "level":
        return PRODUCTION
    least = policy.required_numerator
    return Proportion(least, least) if field.kind == "proportion" else True
