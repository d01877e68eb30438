"""Points: how many each measure had, how many it earned, and why.

Exact arithmetic throughout. Where points come from, where an excluded measure's points go and how
halves are rounded is the policy's; 42 CFR 414.1380(b)(4)(ii).
"""

from collections.abc import Collection
from fractions import Fraction
from functools import lru_cache

from attrs import frozen

from mips_pi_rules.facts import Json, in_play
from mips_pi_rules.policies import Flow, Measure, Policy
from mips_pi_rules.report import MeasureResult, Number, ObjectiveResult, Status

ZERO = Fraction(0)


@frozen(eq=False)
class Score:
    """The tree of points. `subtotal` is capped at the maximum; `bonus` is what was earned.

    `ties`: the measures whose points were exactly half a point above a whole number.
    """

    objectives: tuple[ObjectiveResult, ...]
    subtotal: Fraction
    bonus: Fraction
    ties: tuple[str, ...]


@frozen(eq=False)
class _Share:
    """The points available to a measure, and how they came to it."""

    points: Fraction
    received: tuple[tuple[str, Fraction], ...]  # from which excluded measure, how many
    sent: tuple[str, ...]  # to which measures its points went
    cites: tuple[str, ...]


def number(exact: Fraction) -> Number:
    """A point value as JSON has it: an int where it is whole, else a float."""
    return exact.numerator if exact.denominator == 1 else float(exact)


def score(policy: Policy, facts: Json, unmet: Collection[str]) -> Score:
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
    earned = ZERO
    for objective in policy.objectives:
        rows = []
        points = total = ZERO
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
        earned += points
        objectives.append(ObjectiveResult(objective.id, number(points), number(total), tuple(rows)))
    return Score(
        objectives=tuple(objectives),
        subtotal=min(Fraction(policy.maximum), earned),
        bonus=sum((points for points, _ in bonus.values()), ZERO),
        ties=tuple(ties),
    )


@lru_cache(maxsize=4096)
def available(policy: Policy, held: tuple[str, ...], excluded: frozenset[str]) -> dict[str, _Share]:
    """The points available to each measure after those of excluded ones moved on.

    Flows are followed in the order of the policy, the first that applies to a measure; what a
    measure received moves on with it. 42 CFR 414.1380(b)(4)(ii)(A).
    """
    points = {name: Fraction(policy.measures[name].points or 0) for name in held}
    received: dict[str, list[tuple[str, Fraction]]] = {name: [] for name in held}
    sent: dict[str, tuple[str, ...]] = {}
    cites: dict[str, tuple[str, ...]] = {name: () for name in held}
    for flow in policy.flows:
        if flow.source in excluded and flow.source not in sent and _applies(flow, held, excluded):
            reported = tuple(name for name in flow.to if name not in excluded)
            to = reported if flow.among == "notExcluded" and reported else flow.to
            share = points[flow.source] / len(to)
            for name in to:
                points[name] += share
                received[name].append((flow.source, share))
                cites[name] += tuple(cite for cite in flow.cites if cite not in cites[name])
            cites[flow.source] = flow.cites
            points[flow.source] = ZERO
            sent[flow.source] = to
    return {
        name: _Share(points[name], tuple(received[name]), sent.get(name, ()), cites[name])
        for name in held
    }


def _applies(flow: Flow, held: tuple[str, ...], excluded: frozenset[str]) -> bool:
    condition = flow.condition
    return all(name in held for name in condition.in_play) and not any(
        name in excluded for name in condition.not_excluded
    )


_Row = tuple[MeasureResult, Fraction, Fraction]


def _required(
    policy: Policy, name: str, record: Json, share: _Share, unmet: bool, ties: list[str]
) -> _Row:
    measure = policy.measures[name]
    suppression = policy.suppressed.get(name)
    cites = measure.cites + share.cites
    points = ZERO
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
    row = MeasureResult(name, number(points), number(share.points), status, why, _once(cites))
    return row, points, share.points


def _rate(
    policy: Policy, name: str, record: Json, points: Fraction, ties: list[str]
) -> tuple[Fraction, str]:
    """Numerator / denominator x available, to a whole number, at least the policy's least."""
    numerator, denominator = record["numerator"], record["denominator"]
    exact = Fraction(numerator, denominator) * points if denominator else ZERO
    whole, rest = divmod(exact, 1)
    half = Fraction(1, 2)
    if rest == half:
        ties.append(name)
    up = rest > half or (rest == half and (policy.half == "up" or whole % 2 == 1))
    rounded = Fraction(whole + up)
    formula = f"{numerator}/{denominator} x {number(points)} = {float(exact):.2f}"
    if numerator >= policy.least_numerator and rounded < policy.least_points:
        return Fraction(policy.least_points), f"{formula}; at least {policy.least_points}."
    return rounded, f"{formula}, rounded to {number(rounded)}."


def _moved(policy: Policy, record: Json, share: _Share) -> str:
    claimed = record["excludedBy"][0]
    where = f" Its points go to {' and '.join(share.sent)}." if share.sent else ""
    return f"Excluded by {claimed}: {policy.exclusions[claimed].statement}.{where}"


def _with_received(why: str, share: _Share) -> str:
    gifts = [
        f"{number(points)} from {name}" for name, points in share.received if not share.sent
    ]
    return f"{why} Available points include {', '.join(gifts)} (excluded)." if gifts else why


def _bonus(policy: Policy, measures: Json, unmet: Collection[str]) -> dict[str, tuple[Fraction, tuple[str, ...]]]:
    """What each bonus measure earns: a group's points once, on its first id that earns them."""
    earned = {}
    for group in policy.bonus_groups:
        for name in sorted(group.measures):
            if name not in unmet and _earns(policy, name, measures[name]):
                earned[name] = (Fraction(group.points), group.cites)
                break
    return earned


def _earns(policy: Policy, name: str, record: Json) -> bool:
    return (
        record.get("answer") is True
        and (name not in policy.engagement or "levels" in record)
        and (name not in policy.requires or "requirementMet" in record)
    )


def _bonus_row(
    name: str, measure: Measure, record: Json, bonus: tuple[Fraction, tuple[str, ...]] | None
) -> _Row:
    points, cites = bonus or (ZERO, ())
    if bonus:
        why = "Earns the bonus."
    elif record.get("answer") is True:
        why = "Earns no bonus: it is given once, and needs all that the measure asks for."
    else:
        why = "Answered no: no bonus, and nothing lost."
    shown = number(points)
    row = MeasureResult(name, shown, shown, "bonus", why, _once(measure.cites + cites))
    return row, points, points


def _attestation(name: str, measure: Measure, record: Json, unmet: bool) -> _Row:
    status: Status
    if measure.reporting == "optional":
        status, why = "optional", "Optional: any answer, or none, is fine."
    elif "reported" not in record:
        status, why = "notReported", "Not answered; it earns no points and gates all of them."
    elif unmet:
        status, why = "unmet", "Answered, but not as required; it gates all points."
    else:
        status, why = "attested", "Answered as required; it earns no points."
    return MeasureResult(name, 0, 0, status, why, measure.cites), ZERO, ZERO


def _once(cites: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cites))
