"""Where the points of excluded measures go: the flows of the policy, followed step by step."""

from fractions import Fraction
from typing import Final

from attrs import frozen

from mips_pi_rules.frozenmap import FrozenMap
from mips_pi_rules.law.entries import Flow
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.outcomes import Number

Exact = int | Fraction  # an int where it is whole: most points are, and ints are fast


@frozen(eq=False)
class Share:
    """The points available to a measure, and how they came to it."""

    points: Exact
    received: tuple[tuple[str, Exact], ...]  # from which excluded measure, how many
    sent: tuple[str, ...]  # to which measures its points went
    cites: tuple[str, ...]


def exact(points: Number | Fraction) -> Exact:
    """A number of points without rounding; a float is taken as the decimal it prints as."""
    if type(points) is int:
        return points
    value = Fraction(str(points)) if isinstance(points, float) else points
    return value.numerator if value.denominator == 1 else value


def number(points: Exact) -> Number:
    """Points as JSON has them: an int where they are whole, else a float."""
    return points if isinstance(points, int) else points.numerator / points.denominator


_MOST_KNOWN: Final = 4096  # far more than the ways and exclusions of a year combine to


def available(policy: Policy, held: tuple[str, ...], excluded: frozenset[str]) -> FrozenMap[Share]:
    """The points available to each measure after those of excluded ones moved on.

    Flows are followed in the order of the policy, the first that applies to a measure; what a
    measure received moves on with it. 42 CFR 414.1380(b)(4)(ii)(A). The policy remembers what was
    worked out: few combinations come up again and again.
    """
    known: FrozenMap[Share] | None = policy.worked_out.get((held, excluded))
    if known is None:
        if len(policy.worked_out) >= _MOST_KNOWN:
            policy.worked_out.clear()
        known = policy.worked_out[held, excluded] = _available(policy, held, excluded)
    return known


def _available(policy: Policy, held: tuple[str, ...], excluded: frozenset[str]) -> FrozenMap[Share]:
    points = {name: exact(policy.measures[name].points or 0) for name in held}
    received: dict[str, list[tuple[str, Exact]]] = {name: [] for name in held}
    sent: dict[str, tuple[str, ...]] = {}
    cites: dict[str, tuple[str, ...]] = dict.fromkeys(held, ())
    for flow in policy.flows:
        if flow.source in excluded and flow.source not in sent and _applies(flow, held, excluded):
            reported = tuple(name for name in flow.to if name not in excluded)
            to = reported if flow.among == "notExcluded" and reported else flow.to
            share = exact(Fraction(points[flow.source]) / len(to))
            for name in to:
                points[name] = exact(points[name] + share)
                received[name].append((flow.source, share))
                cites[name] += tuple(cite for cite in flow.cites if cite not in cites[name])
            cites[flow.source] = flow.cites
            points[flow.source] = 0
            sent[flow.source] = to
    return FrozenMap(
        (name, Share(points[name], tuple(received[name]), sent.get(name, ()), cites[name]))
        for name in held
    )


def _applies(flow: Flow, held: tuple[str, ...], excluded: frozenset[str]) -> bool:
    condition = flow.condition
    return all(name in held for name in (*condition.in_play, *flow.to)) and not any(
        name in excluded for name in condition.not_excluded
    )
