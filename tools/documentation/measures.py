"""What a year says of its measures: points, exclusions, ways, bonus, levels and suppression."""

from collections.abc import Iterator

from documentation.flows import steps
from documentation.markdown import bullets, cites, code, rests_on, section, table, words
from mips_pi_rules.law.entries import Measure
from mips_pi_rules.law.policies import Policy


def sections(policy: Policy) -> Iterator[str]:
    """The sections of a year's page that are about measures."""
    raw, year = policy.raw, policy.performance_year
    yield section(
        "Measures and points",
        table(("Measure", "Kind", "Points", "Exclusions", "Basis", "Citations"), _measures(policy)),
        f"The category is the sum of the points, at most {policy.maximum}. "
        + rests_on(raw["maximum"]),
        _rounding(policy),
    )
    yield section(
        "Exclusions",
        table(
            ("Exclusion", "Of", "May be claimed when", "Basis", "Citations"),
            _exclusions(policy),
        ),
    )
    yield section("Ways of reporting an objective", *_ways(policy))
    yield section(
        "Where the points of an excluded measure go",
        f"![Flows of excluded points in {year}](../flows-{year}.svg)",
        "Followed in this order; what a measure received moves on with it.",
        table(
            ("Step", "Excluded", "Its points go to", "When", "Basis", "Citations"),
            steps(policy),
        ),
    )
    yield section("Bonus", *_bonus(policy))
    yield section("Levels of active engagement", *_levels(policy))
    yield section("Suppression", bullets(_suppression(policy)) or "No measure is suppressed.")


def _measures(policy: Policy) -> Iterator[tuple[str, ...]]:
    for objective in policy.objectives:
        yield f"**{objective.title}**", "", "", "", objective.basis, cites(objective.cites)
        for name in objective.measures:
            measure = policy.measures[name]
            yield (
                f"{code(name)} {measure.title}",
                words(measure.kind).replace("yes no", "yes/no"),
                _points(policy, name, measure),
                code(*measure.exclusions) if measure.exclusions else "none",
                measure.basis,
                cites(measure.cites),
            )


def _points(policy: Policy, name: str, measure: Measure) -> str:
    if measure.points is not None:
        return f"{measure.points}"
    if measure.reporting == "bonus":
        return next(f"bonus {g.points}" for g in policy.bonus_groups if name in g.measures)
    return "a gate" if measure.reporting == "required" else "optional"


def _rounding(policy: Policy) -> str:
    raw = policy.raw["rounding"]
    half = "up" if policy.half == "up" else "to even"
    least = f"A numerator of {policy.least_numerator} or more earns at least {policy.least_points}."
    return bullets(
        [
            f"A proportion's points are rounded to a whole number. {rests_on(raw['proportion'])}",
            f"Exactly half is rounded {half}. {rests_on(raw['half'])}",
            f"{least} {rests_on(raw['least'])}",
        ]
    )


def _exclusions(policy: Policy) -> Iterator[tuple[str, ...]]:
    for name, one in policy.exclusions.items():
        yield code(name), code(one.of), one.statement, one.basis, cites(one.cites)


def _ways(policy: Policy) -> Iterator[str]:
    for choice in policy.choices.values():
        title = policy.objective(choice.objective).title
        yield f"{title} is reported in exactly one way. {rests_on(choice)}"
        yield bullets(
            " and ".join(code(name) for name in way.measures)
            + (", each reported or excluded" if len(way.measures) > 1 else "")
            + (" (stands when nothing is reported)" if way.id == choice.default else "")
            for way in choice.ways
        )


def _bonus(policy: Policy) -> Iterator[str]:
    yield bullets(
        f"{group.points} points, once, on the first of {code(*sorted(group.measures))} that earns "
        f"them. {rests_on(group)}"
        for group in policy.bonus_groups
    )
    yield bullets(
        f"{code(name)} needs validated production on one of "
        f"{code(*one.production_on_any_of)}. {rests_on(one)}"
        for name, one in policy.requires.items()
    )


def _levels(policy: Policy) -> Iterator[str]:
    if not policy.engagement:
        yield "Not asked for."
        return
    yield table(
        ("Measure", "Pre-production and validation", "Validated production", "Basis", "Citations"),
        (
            (
                code(name),
                code(one.pre_production),
                code(one.production),
                one.basis,
                cites(one.cites),
            )
            for name, one in policy.engagement.items()
        ),
    )
    limit = policy.raw["history"].get("preProduction")
    if limit:
        yield (
            f"At most {limit['periods']} performance period in pre-production per measure, counted "
            f"from {limit['countsFrom']}. {rests_on(limit)}"
        )


def _suppression(policy: Policy) -> Iterator[str]:
    for name, one in policy.suppressed.items():
        yield (
            f"{code(name)} must be reported; it earns its full credit whatever the answer. "
            f"{rests_on(one)}"
        )
