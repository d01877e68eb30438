"""Points: how many each measure had, how many it earned, and why.

Exact arithmetic throughout. Where points come from, where an excluded measure's points go and how
halves are rounded is the policy's; 42 CFR 414.1380(b)(4)(ii). The rows with their words are made
when they are asked for.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import NamedTuple

from attrs import define

from mips_pi_rules.facts.values import MeasureRecord, SetFacts
from mips_pi_rules.judging.redistribution import Exact, Held, Points, Share, exact, number
from mips_pi_rules.judging.report import MeasureResult, ObjectiveResult, Status
from mips_pi_rules.law.entries import Measure
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year


@define(eq=False, slots=False)
class Score:
    """The tree of points. `subtotal` is capped at the maximum; `bonus` is what was earned.

    `measures`: what is said of each, and `unmet` those that broke a rule with an outcome; `ties`:
    those whose points were exactly half a step above a multiple of it; `bonuses`: what each bonus
    measure earned, and by which citations.
    """

    points: Points
    measures: Mapping[str, MeasureRecord]
    held: tuple[Held, ...]
    unmet: Collection[str]
    bonuses: dict[str, tuple[Exact, tuple[str, ...]]]
    subtotal: Exact
    ties: tuple[str, ...]

    @property
    def bonus(self) -> Exact:
        """The bonus points that were earned."""
        return exact(sum([points for points, _ in self.bonuses.values()]))

    @cached_property
    def objectives(self) -> tuple[ObjectiveResult, ...]:
        """Each objective with its rows, in the order of the policy."""
        return _objectives(self)


def score(year: Year, facts: SetFacts, unmet: Collection[str]) -> Score:
    """Score one set's facts; `unmet` are the measures that broke a rule with an outcome.

    Answers are not judged here: a measure that broke no such rule is met, and only its rate
    decides how much it earns.
    """
    points = year.derived(Points.of_year)
    held, measures = points.held(facts), facts.data["measures"]
    bonuses = _bonuses(points, measures, unmet)
    earned, ties = 0, []
    for one in held:
        name = one.name
        record = measures[name]
        status = _status(one, record, name in unmet)
        if status == "met" and one.proportion:
            rate = _rate(points, record, one.share.parts)
            earned += rate.parts
            if rate.tie:
                ties.append(name)
        elif status in ("met", "suppressed"):
            earned += one.share.parts
    for bonus, _ in bonuses.values():
        earned += int(bonus * points.parts)
    subtotal = points.exact(min(points.maximum, earned))
    return Score(points, measures, held, unmet, bonuses, subtotal, tuple(ties))


def _status(one: Held, record: MeasureRecord, unmet: bool) -> Status:
    """The status of a required measure that holds points; the first that fits."""
    if "reported" not in record and "excludedBy" not in record:
        return "notReported"
    if one.suppression is not None and not unmet:
        return "suppressed"
    if "excludedBy" in record:
        return "excluded"
    return "unmet" if unmet else "met"


class Rate(NamedTuple):
    """What a rate earns, in parts of a point: was it half a step, and raised to the least."""

    parts: int
    tie: bool = False
    raised: bool = False


def _rate(points: Points, record: MeasureRecord, parts: int) -> Rate:
    """Numerator / denominator x available, rounded to the policy's step, at least its least."""
    numerator = record["numerator"]
    over = record["denominator"] * points.step
    if not over:
        return Rate(0)
    whole, rest = divmod(numerator * parts, over)
    policy = points.policy
    tie = 2 * rest == over
    if 2 * rest > over or (tie and (policy.half == "up" or whole % 2 == 1)):
        whole += 1
    rounded = whole * points.step
    if rounded < points.least and numerator >= policy.least_numerator:
        return Rate(points.least, tie, raised=True)
    return Rate(rounded, tie)


def _bonuses(
    points: Points, measures: Mapping[str, MeasureRecord], unmet: Collection[str]
) -> dict[str, tuple[Exact, tuple[str, ...]]]:
    """What each bonus measure earns: a group's points once, on its first id that earns them."""
    policy = points.policy
    earned = {}
    for group in policy.bonus_groups:
        for name in sorted(group.measures):
            if name not in unmet and _earns(policy, name, measures[name]):
                earned[name] = (exact(group.points), group.cites)
                break
    return earned


def _earns(policy: Policy, name: str, record: MeasureRecord) -> bool:
    return (
        record.get("answer") is True
        and (name not in policy.engagement or "levels" in record)
        and "preProductionAgain" not in record
        and (name not in policy.requires or "requirementMet" in record)
    )


_Row = tuple[MeasureResult, Exact, Exact]


def _objectives(score: Score) -> tuple[ObjectiveResult, ...]:
    policy, measures = score.points.policy, score.measures
    held = {one.name: one for one in score.held}
    objectives = []
    for objective in policy.objectives:
        rows = []
        points: Exact = 0
        total: Exact = 0
        for name in objective.measures:
            measure, record = policy.measures[name], measures[name]
            if name in held:
                one = _required(score.points, held[name], record, name in score.unmet)
            elif measure.reporting == "bonus":
                if "reported" not in record:
                    continue
                one = _bonus_row(name, measure, record, score.bonuses.get(name))
            elif measure.kind == "attestation" and (
                measure.reporting == "required" or "reported" in record
            ):
                one = _attestation(name, measure, record, name in score.unmet)
            else:
                continue
            row, got, had = one
            rows.append(row)
            points += got
            total += had
        shown = number(exact(points)), number(exact(total))
        objectives.append(ObjectiveResult(objective.id, objective.title, *shown, tuple(rows)))
    return tuple(objectives)


def _required(points: Points, one: Held, record: MeasureRecord, unmet: bool) -> _Row:
    policy, share = points.policy, one.share
    measure = policy.measures[one.name]
    cites = measure.cites + share.cites
    status = _status(one, record, unmet)
    earned: Exact = 0
    if status == "notReported":
        why = "Neither reported nor excluded."
    elif status == "suppressed" and one.suppression is not None:
        earned = share.points
        why = "Suppressed for the year: reported, so it earns its full credit whatever the answer."
        cites += one.suppression.cites
    elif status == "excluded":
        why = _moved(policy, record, share)
        cites += policy.exclusions[record["excludedBy"][0]].cites
    elif status == "unmet":
        why = "Reported, but its requirement is not met."
    elif one.proportion:
        earned = points.exact(_rate(points, record, share.parts).parts)
        why = _formula(points, record, share, earned)
    else:
        earned, why = share.points, "Answered yes: all available points."
    why = _with_received(why, share)
    row = MeasureResult(
        one.name, measure.title, number(earned), number(share.points), status, why, _once(cites)
    )
    return row, earned, share.points


def _formula(points: Points, record: MeasureRecord, share: Share, earned: Exact) -> str:
    """How the points of a rate came about."""
    numerator, denominator = record["numerator"], record["denominator"]
    if not denominator:
        return "0/0: no rate."
    rate = numerator * share.parts / (denominator * points.parts)
    formula = f"{numerator}/{denominator} x {number(share.points)} = {rate:.2f}"
    if _rate(points, record, share.parts).raised:
        return f"{formula}; at least {points.policy.least_points}."
    return f"{formula}, rounded to {number(earned)}."


def _moved(policy: Policy, record: MeasureRecord, share: Share) -> str:
    claimed = record["excludedBy"][0]
    where = f" Its points go to {' and '.join(share.sent)}." if share.sent else ""
    return f"Excluded by {claimed}: {policy.exclusions[claimed].statement}.{where}"


def _with_received(why: str, share: Share) -> str:
    gifts = [f"{number(points)} from {name}" for name, points in share.received if not share.sent]
    return f"{why} Available points include {', '.join(gifts)} (excluded)." if gifts else why


def _bonus_row(
    name: str, measure: Measure, record: MeasureRecord, bonus: tuple[Exact, tuple[str, ...]] | None
) -> _Row:
    points, cites = bonus or (0, ())
    if bonus:
        why = "Earns the bonus."
    elif record.get("answer") is True:
        why = "Earns no bonus: it is given once, and needs all that the measure asks for."
    else:
        why = "Answered no: no bonus, and nothing lost."
    shown = number(points)
    law = _once(measure.cites + cites)
    row = MeasureResult(name, measure.title, shown, shown, "bonus", why, law)
    return row, points, points


def _attestation(name: str, measure: Measure, record: MeasureRecord, unmet: bool) -> _Row:
    status: Status
    if measure.reporting == "optional":
        status, why = "optional", "Optional: any answer, or none, is fine."
    elif "reported" not in record:
        status, why = "notReported", "Not answered; it earns no points and gates all of them."
    elif unmet:
        status, why = "unmet", "Answered, but not as required; it gates all points."
    else:
        status, why = "attested", "Answered as required; it earns no points."
    return MeasureResult(name, measure.title, 0, 0, status, why, measure.cites), 0, 0


def _once(cites: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cites))
