"""Points: how many each measure had, how many it earned, and why.

Exact arithmetic throughout. Where points come from, where an excluded measure's points go and how
halves are rounded is the policy's; 42 CFR 414.1380(b)(4)(ii).
"""

from collections.abc import Collection, Mapping

from attrs import frozen

from mips_pi_rules.facts.measures import in_play
from mips_pi_rules.facts.values import MeasureRecord, SetRecord
from mips_pi_rules.judging.redistribution import Exact, Share, available, exact, number
from mips_pi_rules.judging.report import MeasureResult, ObjectiveResult, Status
from mips_pi_rules.law.entries import Measure
from mips_pi_rules.law.policies import Policy


@frozen(eq=False)
class Score:
    """The tree of points. `subtotal` is capped at the maximum; `bonus` is what was earned.

    `ties`: the measures whose points were exactly half a point above a whole number.
    """

    objectives: tuple[ObjectiveResult, ...]
    subtotal: Exact
    bonus: Exact
    ties: tuple[str, ...]


def score(policy: Policy, facts: SetRecord, unmet: Collection[str]) -> Score:
    """Score one set's facts; `unmet` are the measures that broke a rule with an outcome.

    Answers are not judged here: a measure that broke no such rule is met, and only its rate
    decides how much it earns.
    """
    held = tuple(in_play(policy, facts))
    measures = facts["measures"]
    excluded = frozenset(name for name in held if "excludedBy" in measures[name])
    shares = available(policy, held, excluded)
    bonus = _bonus(policy, measures, unmet)
    ties: list[str] = []
    objectives = []
    earned: Exact = 0
    for objective in policy.objectives:
        rows = []
        points: Exact = 0
        total: Exact = 0
        for name in objective.measures:
            measure, record = policy.measures[name], measures[name]
            if name in shares:
                one = _required(policy, name, record, shares[name], name in unmet, ties)
            elif measure.reporting == "bonus":
                if "reported" not in record:
                    continue
                one = _bonus_row(name, measure, record, bonus.get(name))
            elif measure.kind == "attestation" and (
                measure.reporting == "required" or "reported" in record
            ):
                one = _attestation(name, measure, record, name in unmet)
            else:
                continue
            row, got, had = one
            rows.append(row)
            points += got
            total += had
        points, total = exact(points), exact(total)
        earned += points
        objectives.append(
            ObjectiveResult(
                objective.id, objective.title, number(points), number(total), tuple(rows)
            )
        )
    return Score(
        objectives=tuple(objectives),
        subtotal=min(exact(policy.maximum), exact(earned)),
        bonus=exact(sum(points for points, _ in bonus.values())),
        ties=tuple(ties),
    )


_Row = tuple[MeasureResult, Exact, Exact]


def _required(
    policy: Policy, name: str, record: MeasureRecord, share: Share, unmet: bool, ties: list[str]
) -> _Row:
    measure = policy.measures[name]
    suppression = policy.suppressed.get(name)
    cites = measure.cites + share.cites
    points: Exact = 0
    status: Status
    if "reported" not in record and "excludedBy" not in record:
        status, why = "notReported", "Neither reported nor excluded."
    elif suppression is not None and not unmet:
        points, status = share.points, "suppressed"
        why = "Suppressed for the year: reported, so it earns its full credit whatever the answer."
        cites += suppression.cites
    elif "excludedBy" in record:
        status, why = "excluded", _moved(policy, record, share)
        cites += policy.exclusions[record["excludedBy"][0]].cites
    elif unmet:
        status, why = "unmet", "Reported, but its requirement is not met."
    elif measure.kind == "proportion":
        status = "met"
        points, why = _rate(policy, name, record, share.points, ties)
    else:
        points, status, why = share.points, "met", "Answered yes: all available points."
    why = _with_received(why, share)
    row = MeasureResult(
        name, measure.title, number(points), number(share.points), status, why, _once(cites)
    )
    return row, points, share.points


def _rate(
    policy: Policy, name: str, record: MeasureRecord, points: Exact, ties: list[str]
) -> tuple[Exact, str]:
    """Numerator / denominator x available, rounded to the policy's step, at least its least."""
    numerator, denominator = record["numerator"], record["denominator"]
    over = denominator * points.denominator * policy.round_to
    if not over:
        return 0, "0/0: no rate."
    whole, rest = divmod(numerator * points.numerator, over)
    if 2 * rest == over:
        ties.append(name)
    up = 2 * rest > over or (2 * rest == over and (policy.half == "up" or whole % 2 == 1))
    rounded = (whole + up) * policy.round_to
    rate = numerator * points.numerator * policy.round_to / over
    formula = f"{numerator}/{denominator} x {number(points)} = {rate:.2f}"
    if numerator >= policy.least_numerator and rounded < policy.least_points:
        return exact(policy.least_points), f"{formula}; at least {policy.least_points}."
    return rounded, f"{formula}, rounded to {rounded}."


def _moved(policy: Policy, record: MeasureRecord, share: Share) -> str:
    claimed = record["excludedBy"][0]
    where = f" Its points go to {' and '.join(share.sent)}." if share.sent else ""
    return f"Excluded by {claimed}: {policy.exclusions[claimed].statement}.{where}"


def _with_received(why: str, share: Share) -> str:
    gifts = [f"{number(points)} from {name}" for name, points in share.received if not share.sent]
    return f"{why} Available points include {', '.join(gifts)} (excluded)." if gifts else why


def _bonus(
    policy: Policy, measures: Mapping[str, MeasureRecord], unmet: Collection[str]
) -> dict[str, tuple[Exact, tuple[str, ...]]]:
    """What each bonus measure earns: a group's points once, on its first id that earns them."""
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
