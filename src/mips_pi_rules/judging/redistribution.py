"""Where the points of excluded measures go: the flows of the policy, followed step by step."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Final

from attrs import define, field, frozen

from mips_pi_rules.facts.values import Said, Statement
from mips_pi_rules.judging.exact import Exact, exact
from mips_pi_rules.judging.results import Status, Statuses
from mips_pi_rules.law.entries import Flow, Measure, Suppression
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.year import Year


@frozen(eq=False, repr=False)
class Share:
    """The points available to a measure, and how they came to it.

    `parts`: the points in whole parts of a point, as many as the year's `Points.parts` say.
    """

    points: Exact
    parts: int
    received: tuple[tuple[str, Exact], ...]  # from which excluded measure, how many
    sent: tuple[str, ...]  # to which measures its points went
    cites: tuple[str, ...]


@frozen(eq=False, repr=False)
class Held:
    """A required measure that holds points: its share, and whether it is suppressed."""

    name: str
    proportion: bool
    share: Share
    suppression: Suppression | None


@frozen(eq=False, repr=False)
class Settled:
    """What is the same wherever the same is said of a group of measures, whatever their counts.

    `parts`: what they earn; `rated`: those of them whose counts decide what they earn beside it,
    each with the parts available to it.
    """

    parts: int
    rated: tuple[tuple[str, int], ...]
    statuses: Statuses


@frozen(eq=False, repr=False)
class Allocation:
    """The points available where certain measures are excluded and certain ways taken.

    `held`: by name the measures that hold points; `settled`: by what is said of a group of
    measures what that settles; `alike`: whether another one has the same points available.
    """

    held: Mapping[str, Held]
    settled: dict[Said, Settled] = field(factory=dict)
    alike: dict["Allocation", bool] = field(factory=dict)

    def gives_as(self, other: "Allocation") -> bool:
        """Whether the same points are available to each measure as by the other."""
        found = self.alike.get(other)
        if found is None:
            mine, theirs = (
                {name: held.share.points for name, held in one.held.items()}
                for one in (self, other)
            )
            found = self.alike[other] = mine == theirs
        return found


@frozen(eq=False, repr=False)
class SettledSet:
    """The same of all measures of a set, with what is available and the bonuses that they earn."""

    allocation: Allocation
    parts: int
    rated: tuple[tuple[str, int], ...]
    status_groups: tuple[Statuses, ...]
    bonuses: Mapping[str, "Bonus"]


@frozen(eq=False, repr=False)
class Bonus:
    """Points given once, to the first of these measures that earns them.

    `needs`: the measures in the order of their ids, each with what its record must have beside
    the answer yes.
    """

    needs: tuple[tuple[str, frozenset[str]], ...]
    points: Exact
    parts: int
    cites: tuple[str, ...]


# A measure or attestation that holds no points: its status where it is reported and where it is
# not, None where it has no row.
Row = tuple[Status | None, Status | None]


def _row(measure: Measure) -> Row:
    if measure.reporting == "bonus":
        return "bonus", None
    if measure.kind != "attestation":
        return None, None
    if measure.reporting == "optional":
        return "optional", None
    return "attested", "notReported"


@define(eq=False, repr=False)
class Points:
    """Points in a year: exact, as whole numbers of parts of a point.

    `parts`: how many parts one point has, so that every share of the year is whole in them;
    `settled`: what statements settle whose measures are all met.
    """

    policy: Policy
    parts: int
    maximum: int
    least: int
    step: int
    bonuses: tuple[Bonus, ...]
    rows: Mapping[str, Row]
    settled: dict[Statement, "SettledSet"] = field(factory=dict)
    _allocations: dict[int, Allocation] = field(factory=dict)

    @classmethod
    def of_year(cls, year: Year) -> "Points":
        """What the points of a year are counted in."""
        policy = year.policy
        written = [policy.maximum, policy.least_points, policy.round_to]
        written += [one.points for one in policy.measures.values() if one.points is not None]
        written += [one.points for one in policy.bonus_groups]
        parts = lcm(*(exact(points).denominator for points in written))
        for flow in policy.flows:
            parts *= lcm(*range(1, len(flow.to) + 1))
        return cls(
            policy,
            parts,
            int(exact(policy.maximum) * parts),
            int(exact(policy.least_points) * parts),
            int(exact(policy.round_to) * parts),
            tuple(
                Bonus(
                    tuple((name, _needs(policy, name)) for name in sorted(group.measures)),
                    exact(group.points),
                    int(exact(group.points) * parts),
                    group.cites,
                )
                for group in policy.bonus_groups
            ),
            {name: _row(measure) for name, measure in policy.measures.items()},
        )

    def exact(self, parts: int) -> Exact:
        """Parts as points."""
        whole, rest = divmod(parts, self.parts)
        return Fraction(parts, self.parts) if rest else whole

    def allocation(self, said: Statement) -> Allocation:
        """What is available to each required measure; those of ways not taken hold no points."""
        found = self._allocations.get(said.shares)
        if found is None:
            found = self._allocations[said.shares] = Allocation(self._held(said))
        return found

    def _held(self, said: Statement) -> Mapping[str, Held]:
        policy = self.policy
        taken = {m for one in said.choices.values() for m in one["measures"]}
        names = tuple(
            name
            for name, measure in policy.measures.items()
            if measure.points is not None and (name not in policy.of_ways or name in taken)
        )
        excluded = frozenset(name for name in names if "excludedBy" in said.measures[name])
        return {
            name: Held(
                name, policy.measures[name].kind == "proportion", share,
                policy.suppressed.get(name),
            )
            for name, share in self._shares(names, excluded).items()
        }  # fmt: skip

    def _shares(self, held: tuple[str, ...], excluded: frozenset[str]) -> Mapping[str, Share]:
        """The points available to each measure after those of excluded ones moved on.

        Flows are followed in the order of the policy, the first that applies to a measure; what a
        measure received moves on with it. 42 CFR 414.1380(b)(4)(ii)(A).
        """
        policy = self.policy
        points = {name: exact(policy.measures[name].points or 0) for name in held}
        received: dict[str, list[tuple[str, Exact]]] = {name: [] for name in held}
        sent: dict[str, tuple[str, ...]] = {}
        cites: dict[str, tuple[str, ...]] = dict.fromkeys(held, ())
        for flow in policy.flows:
            if (
                flow.source in excluded
                and flow.source not in sent
                and _applies(flow, held, excluded)
            ):
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
        return {
            name: Share(
                points[name],
                int(points[name] * self.parts),
                tuple(received[name]),
                sent.get(name, ()),
                cites[name],
            )
            for name in held
        }


POINTS: Final = Points.of_year  # bound once: what a year has derived is found by it


def _needs(policy: Policy, name: str) -> frozenset[str]:
    """What a bonus measure asks for beside the answer yes, as its record says it."""
    needs = {"levels"} if name in policy.engagement else set()
    return frozenset(needs | {"requirementMet"} if name in policy.requires else needs)


def _applies(flow: Flow, held: tuple[str, ...], excluded: frozenset[str]) -> bool:
    condition = flow.condition
    return all(name in held for name in (*condition.in_play, *flow.to)) and not any(
        name in excluded for name in condition.not_excluded
    )
