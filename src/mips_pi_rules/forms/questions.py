"""The form of a year: what is asked, in plain sentences and in the order of the law."""

from attrs import frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.forms.fields import AnswerKind, FormField, fields_of
from mips_pi_rules.forms.trying import Costs, costs
from mips_pi_rules.forms.wording import options_of, text_of
from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.year import Year

# Asked of everybody; the rules say which identifiers an entity needs.
_ALWAYS = frozenset(
    {"performanceYear", "entityType", "performanceStart", "performanceEnd", "cehrtId"}
)


@frozen(eq=False, repr=False)
class Question(ByValue):
    """One question of a year's form, under the field that findings and plans name too.

    `kind` says how it is answered: yesNo, proportion, level, date, text or choice. `objective` is
    the id of the objective, None beside measures. `required`: it must be answered, or where it has
    `options` that are exclusions one of these claimed; a measure of an objective that is reported
    in one of several ways is not required by itself. `gate`: answered no, or where it applies not
    at all, it forces the whole score to 0. `options`: the answers of a closed list, and the
    exclusions that may stand in place of an answer, each in words.
    """

    field: str
    text: str
    kind: AnswerKind
    objective: str | None
    required: bool
    options: FrozenMap[str]
    gate: bool


def questions(year: int, *, rulebook: Rulebook | None = None) -> tuple[Question, ...]:
    """The form of a performance year: who submits, then measure by measure.

    Everything follows from the year's policy and its rules. Raises UnsupportedYear.
    """
    return Rulebook.of(rulebook).known_year(year).derived(_questions)


def _questions(year: Year) -> tuple[Question, ...]:
    return tuple(_question(year, one) for one in fields_of(year).values())


def _question(year: Year, one: FormField) -> Question:
    policy = year.policy
    cost = costs(year, one)
    return Question(
        field=one.name,
        text=text_of(policy, one, cost),
        kind=one.kind,
        objective=one.objective,
        required=_required(policy, one),
        options=FrozenMap(options_of(policy, one)),
        gate=_gates(one, cost),
    )


def _required(policy: Policy, one: FormField) -> bool:
    if one.measure is None:
        return one.name in _ALWAYS
    asked = policy.measures[one.measure].reporting == "required"
    return asked and one.kind != "level" and one.measure not in policy.of_ways


def _gates(one: FormField, cost: Costs) -> bool:
    return cost.no.forces_zero or cost.silence.forces_zero
