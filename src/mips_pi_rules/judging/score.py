"""Points: how many each measure had, how many it earned, and why.

Exact arithmetic throughout. Where points come from, where an excluded measure's points go and how
halves are rounded is the policy's; 42 CFR 414.1380(b)(4)(ii). The rows with their words are made
when they are asked for.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from attrs import define

from mips_pi_rules.facts.values import MeasureRecord, SetFacts
from mips_pi_rules.judging.exact import Exact, as_number, exact
from mips_pi_rules.judging.redistribution import POINTS, Bonus, Held, Points, Share
from mips_pi_rules.judging.results import MeasureResult, ObjectiveResult, Status, Statuses
from mips_pi_rules.judging.settling import bonuses_of, settled_set
from mips_pi_rules.law.year import Year


class Standing(NamedTuple):
    """Where a row stands: its measure, points, points available and status, without the words."""

    name: str
    points: Exact
    available: Exact
    status: Status


@define(eq=False, repr=False, slots=False)
class Score:
    """The tree of points. `subtotal` is capped at the maximum; `bonus` is what was earned.

    `measures`: what is said of each, and `unmet` those that broke a rule with an outcome; `ties`:
    those whose points were exactly half a step above a multiple of it; `bonuses`: what each bonus
    measure earned, and by which citations. `status_groups`: each row's measure and status, in the
    order of the policy, a tuple for each group of measures, shared where the same is said of it.
    """

    points: Points
    measures: Mapping[str, MeasureRecord]
    held: Mapping[str, Held]
    unmet: Collection[str]
    status_groups: tuple[Statuses, ...]
    bonuses: Mapping[str, Bonus]
    subtotal: Exact
    bonus: Exact
    ties: tuple[str, ...]

    @cached_property
    def standings(self) -> tuple[tuple[Standing, ...], ...]:
        """By objective its rows without their words; equal where two scores say the same."""
        return _standings(self)

    @cached_property
    def objectives(self) -> tuple[ObjectiveResult, ...]:
        """Each objective with its rows, in the order of the policy."""
        return _objectives(self)


def score(year: Year, facts: SetFacts, unmet: frozenset[str]) -> Score:
    """Score one set's facts; `unmet` are the measures that broke a rule with an outcome.

    Answers are not judged here: a measure that broke no such rule is met, and only its rate
    decides how much it earns.
    """
    points = year.derived(POINTS)
    measures, said = facts.data["measures"], facts.said
    settled = None if unmet else points.settled.get(said)
    if settled is None:
        settled = settled_set(points, said, unmet)
    earned, ties = settled.parts, []
    for name, parts in settled.rated:
        got, tie, _ = _rate(points, measures[name], parts)
        earned += got
        if tie:
            ties.append(name)
    extra, bonuses = 0, settled.bonuses
    for name in bonuses:
        if "preProductionAgain" in measures[name]:  # said by a context, so by no statement
            bonuses = bonuses_of(points, measures, unmet)
            break
    for one in bonuses.values():
        extra += one.parts
    subtotal = points.exact(min(points.maximum, earned + extra))
    bonus = points.exact(extra) if extra else 0
    return Score(
        points, measures, settled.allocation.held, unmet, settled.status_groups, bonuses,
        subtotal, bonus, tuple(ties),
    )  # fmt: skip


# What a rate earns, in parts of a point; whether it was half a step, and raised to the least.
_Rate = tuple[int, bool, bool]


def _rate(points: Points, record: MeasureRecord, parts: int) -> _Rate:
    """Numerator / denominator x available, rounded to the policy's step, at least its least."""
    numerator = record["numerator"]
    over = record["denominator"] * points.step
    if not over:
        return 0, False, False
    whole, rest = divmod(numerator * parts, over)
    policy = points.policy
    tie = 2 * rest == over
    if 2 * rest > over or (tie and (policy.half == "up" or whole % 2 == 1)):
        whole += 1
    rounded = whole * points.step
    if rounded < points.least and numerator >= policy.least_numerator:
        return points.least, tie, True
    return rounded, tie, False


def _standings(score: Score) -> tuple[tuple[Standing, ...], ...]:
    """By objective, in the order of the policy, the rows that a report has."""
    statuses = dict(chain.from_iterable(score.status_groups))
    return tuple(
        tuple(
            _standing(score, score.held.get(name), name, statuses[name])
            for name in one.measures
            if name in statuses
        )
        for one in score.points.policy.objectives
    )


def _standing(score: Score, one: Held | None, name: str, status: Status) -> Standing:
    if one is None:
        points = score.bonuses[name].points if name in score.bonuses else 0
        return Standing(name, points, points, status)
    earned: Exact = 0
    if status == "met" and one.proportion:
        rate = _rate(score.points, score.measures[name], one.share.parts)
        earned = score.points.exact(rate[0])
    elif status in ("met", "suppressed"):
        earned = one.share.points
    return Standing(name, earned, one.share.points, status)


def _objectives(score: Score) -> tuple[ObjectiveResult, ...]:
    policy, objectives = score.points.policy, []
    for objective, rows in zip(policy.objectives, score.standings, strict=True):
        points = as_number(exact(sum([row.points for row in rows])))
        total = as_number(exact(sum([row.available for row in rows])))
        results = tuple([_result(score, score.held.get(row.name), row) for row in rows])
        objectives.append(ObjectiveResult(objective.id, objective.title, points, total, results))
    return tuple(objectives)


def _result(score: Score, one: Held | None, row: Standing) -> MeasureResult:
    """A row with its words and citations."""
    measure, record = score.points.policy.measures[row.name], score.measures[row.name]
    cites = measure.cites
    if one is not None:
        why, law = _required(score.points, one, record, row)
        cites += (*one.share.cites, *law)
    elif row.status == "bonus":
        why = _bonus(record, earned=row.name in score.bonuses)
        if row.name in score.bonuses:
            cites += score.bonuses[row.name].cites
    else:
        why = _ATTESTATION[row.status]
    return MeasureResult(
        row.name, measure.title, as_number(row.points), as_number(row.available), row.status, why,
        tuple(dict.fromkeys(cites)),
    )  # fmt: skip


def _required(
    points: Points, one: Held, record: MeasureRecord, row: Standing
) -> tuple[str, tuple[str, ...]]:
    """Why a required measure has its points, and the law of that beyond its own and the share's."""
    policy, share = points.policy, one.share
    law: tuple[str, ...] = ()
    if row.status == "notReported":
        why = "Neither reported nor excluded."
    elif row.status == "suppressed" and one.suppression is not None:
        why = "Suppressed for the year: reported, so it earns its full credit whatever the answer."
        law = one.suppression.cites
    elif row.status == "excluded":
        claimed = record["excludedBy"][0]
        where = f" Its points go to {' and '.join(share.sent)}." if share.sent else ""
        why = f"Excluded by {claimed}: {policy.exclusions[claimed].statement}.{where}"
        law = policy.exclusions[claimed].cites
    elif row.status == "unmet":
        why = "Reported, but its requirement is not met."
    elif one.proportion:
        why = _formula(points, record, share, row.points)
    else:
        why = "Answered yes: all available points."
    gifts = [f"{as_number(given)} from {name}" for name, given in share.received if not share.sent]
    if gifts:
        why += f" Available points include {', '.join(gifts)} (excluded)."
    return why, law


_ATTESTATION: Final[Mapping[Status, str]] = {
    "optional": "Optional: any answer, or none, is fine.",
    "notReported": "Not answered; it earns no points and gates all of them.",
    "unmet": "Answered, but not as required; it gates all points.",
    "attested": "Answered as required; it earns no points.",
}


def _bonus(record: MeasureRecord, *, earned: bool) -> str:
    if earned:
        return "Earns the bonus."
    if record.get("answer") is True:
        return "Earns no bonus: it is given once, and needs all that the measure asks for."
    return "Answered no: no bonus, and nothing lost."


def _formula(points: Points, record: MeasureRecord, share: Share, earned: Exact) -> str:
    """How the points of a rate came about."""
    numerator, denominator = record["numerator"], record["denominator"]
    if not denominator:
        return "0/0: no rate."
    rate = _decimal(points, numerator * share.parts, denominator * points.parts)
    formula = f"{numerator}/{denominator} x {as_number(share.points)} = {rate}"
    if _rate(points, record, share.parts)[2]:
        return f"{formula}; at least {points.policy.least_points}."
    return f"{formula}, rounded to {as_number(earned)}."


def _decimal(points: Points, top: int, under: int) -> str:
    """A rate in two decimals, or in more where those would look like a half that it is not."""
    digits = 2
    while True:
        scale = int(f"1{'0' * digits}")
        shown = (2 * top * scale + under) // (2 * under)
        halves, rest = divmod(2 * shown * points.parts, points.step * scale)
        if shown * under == top * scale or rest or halves % 2 == 0:
            return f"{shown // scale}.{shown % scale:0{digits}d}"
        digits += 1
