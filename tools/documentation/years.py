"""The page of one performance year: what policy/<year>.json says, in tables."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from documentation import cases
from documentation.flows import steps
from documentation.markdown import (
    BASES,
    bullets,
    cites,
    code,
    link,
    page,
    section,
    table,
    words,
)
from documentation.rules import outcome
from mips_pi_rules import citation
from mips_pi_rules.law.entries import Measure
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rules import Rule

Rules = Mapping[str, Rule]
_FORCED = ("zero", "incomplete")


def page_of(policy: Policy, rules: Rules) -> str:
    """The page of a year."""
    raw, year = policy.raw, policy.performance_year
    days, gap = policy.parameters["minimumDays"], raw["gapCountsAs"]
    return page(
        f"Performance year {year}",
        f"Status: **{policy.status}**, sources read up to {policy.as_of}. Payment year {year + 2}. "
        + " ".join(raw["meta"]["notes"]),
        section("What changed since the year before", bullets(_changes(policy))),
        section(
            "Period",
            f"At least **{days['minimum']} days** in a row inside the year, first and last day "
            f"counted. {_rests_on(days)}",
        ),
        section(
            "Gates",
            "The category scores more than 0 only if none of these rules is broken.",
            table(
                ("Rule", "What must hold", "Outcome", "Basis", "Citations"), _gates(policy, rules)
            ),
            f"A gap, that is a missing element of the submission, counts as **{gap['outcome']}**. "
            + _rests_on(gap),
            bullets(_decided(policy, rules)),
            _others(policy, rules),
        ),
        section("CMS EHR Certification ID", _cehrt(policy)),
        section(
            "Measures and points",
            table(
                ("Measure", "Kind", "Points", "Exclusions", "Basis", "Citations"), _measures(policy)
            ),
            f"The category is the sum of the points, at most {policy.maximum}. "
            + _rests_on(raw["maximum"]),
            _rounding(policy),
        ),
        section(
            "Exclusions",
            table(
                ("Exclusion", "Of", "May be claimed when", "Basis", "Citations"),
                _exclusions(policy),
            ),
        ),
        section("Ways of reporting an objective", *_ways(policy)),
        section(
            "Where the points of an excluded measure go",
            f"![Flows of excluded points in {year}](../flows-{year}.svg)",
            "Followed in this order; what a measure received moves on with it.",
            table(
                ("Step", "Excluded", "Its points go to", "When", "Basis", "Citations"),
                steps(policy),
            ),
        ),
        section("Bonus", *_bonus(policy)),
        section("Levels of active engagement", *_levels(policy)),
        section("Suppression", bullets(_suppression(policy)) or "No measure is suppressed."),
        section(
            "Programs and default weights",
            table(("Kind", "Programs", "Weight", "Basis", "Citations"), _programs(policy)),
            "Entity types that may report: " + code(*policy.parameters["entityType"]["enum"]) + ".",
        ),
        section(
            "Routes to reweighting",
            table(
                ("Route", "What", "Who", "Applied for", "Data void it", "Basis", "Citations"),
                _routes(policy),
            ),
            "Where data void a route, a submission that counts is scored all the same.",
        ),
        section("Several sets and several submissions", bullets(_several(raw))),
        section(
            "Readings",
            "What no source settles, and how it is read.",
            table(("Reading", "We read", "The alternative", "Scope"), _readings(policy)),
        ),
        section("Worked cases", *cases.of_year(year)),
        section(
            "Sources",
            bullets(f"{_source(source.id)}: {source.title}" for source in policy.sources),
            "Bases: " + "; ".join(f"`{name}`, {said}" for name, said in BASES.items()) + ".",
        ),
    )


def _source(name: str) -> str:
    target = citation.link(name)
    return link(name, target) if target else name


def _rests_on(entry: Mapping[str, Any]) -> str:
    return f"({entry['basis']}: {cites(entry['cites'])})"


def _rule(name: str) -> str:
    return link(name, f"../rules/{name}.md")


def _reading(name: str) -> str:
    return f"../sources-and-readings.md#{name}"


def _changes(policy: Policy) -> Iterator[str]:
    for one in policy.changes:
        yield f"**{one.topic}.** {one.sentence} {cites(one.cites)} ({one.basis})"


def _gates(policy: Policy, rules: Rules) -> Iterator[tuple[str, ...]]:
    for name, in_force in policy.rules.items():
        said = outcome(rules[name], policy)
        if said in _FORCED:
            yield _rule(name), rules[name].title, said, in_force.basis, cites(in_force.cites)


def _decided(policy: Policy, rules: Rules) -> Iterator[str]:
    """What rules leave to the year: the answer to the self-assessment, and named outcomes.

    Each stands with the rules that ask for it, and with the reading that it rests on.
    """
    asked = policy.parameters["saferAnswer"]
    answer = "yes" if asked.get("const") else "yes or no"
    yield f"The answer that the SAFER self-assessment needs: **{answer}**. {_rests_on(asked)}"
    for name, entry in policy.raw["outcomes"].items():
        asking = [one for one in policy.rules if rules[one].outcome == name]
        of = f" ({', '.join(map(_rule, asking))})" if asking else ""
        counts = f"{code(name)}{of} counts as **{entry['outcome'] or 'advice only'}**."
        place = f"/outcomes/{name}/"
        read = [
            f"{link(one.id, _reading(one.id))}: {one.statement}"
            for one in policy.readings
            if any(f"{pointer}/".startswith(place) for pointer in one.pointers)
        ]
        yield " ".join((counts, *read, _rests_on(entry)))


def _others(policy: Policy, rules: Rules) -> str:
    refused: list[str] = []
    advice: list[str] = []
    for name in policy.rules:
        said = outcome(rules[name], policy)
        if said not in _FORCED:
            (refused if said else advice).append(_rule(name))
    return bullets(
        [
            f"Refused (rejected) by: {', '.join(refused)}.",
            f"Pointed out, without an outcome, by: {', '.join(advice)}.",
        ]
    )


def _cehrt(policy: Policy) -> str:
    form = policy.parameters["cehrtId"]
    return (
        f"{form['minLength']} characters, digits and capital letters, that begin like "
        f"{code(*form['examples'])} (a `?` is any of them). {_rests_on(form)}"
    )


def _points(policy: Policy, name: str, measure: Measure) -> str:
    if measure.points is not None:
        return f"{measure.points}"
    if measure.reporting == "bonus":
        return next(f"bonus {g.points}" for g in policy.bonus_groups if name in g.measures)
    return "a gate" if measure.reporting == "required" else "optional"


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


def _rounding(policy: Policy) -> str:
    raw = policy.raw["rounding"]
    half = "up" if policy.half == "up" else "to even"
    least = f"A numerator of {policy.least_numerator} or more earns at least {policy.least_points}."
    return bullets(
        [
            f"A proportion's points are rounded to a whole number. {_rests_on(raw['proportion'])}",
            f"Exactly half is rounded {half}. {_rests_on(raw['half'])}",
            f"{least} {_rests_on(raw['least'])}",
        ]
    )


def _exclusions(policy: Policy) -> Iterator[tuple[str, ...]]:
    for name, one in policy.exclusions.items():
        yield code(name), code(one.of), one.statement, one.basis, cites(one.cites)


def _ways(policy: Policy) -> Iterator[str]:
    for choice in policy.choices.values():
        title = next(one.title for one in policy.objectives if one.id == choice.objective)
        yield f"{title} is reported in exactly one way. ({choice.basis}: {cites(choice.cites)})"
        yield bullets(
            " and ".join(code(name) for name in way.measures)
            + (", each reported or excluded" if len(way.measures) > 1 else "")
            + (" (stands when nothing is reported)" if way.id == choice.default else "")
            for way in choice.ways
        )


def _bonus(policy: Policy) -> Iterator[str]:
    yield bullets(
        f"{group.points} points, once, on the first of {code(*sorted(group.measures))} that earns "
        f"them. ({group.basis}: {cites(group.cites)})"
        for group in policy.bonus_groups
    )
    yield bullets(
        f"{code(name)} needs validated production on one of "
        f"{code(*one.production_on_any_of)}. ({one.basis}: {cites(one.cites)})"
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
            f"from {limit['countsFrom']}. {_rests_on(limit)}"
        )


def _suppression(policy: Policy) -> Iterator[str]:
    for name, one in policy.suppressed.items():
        yield (
            f"{code(name)} must be reported; it earns its full credit whatever the answer. "
            f"({one.basis}: {cites(one.cites)})"
        )


def _programs(policy: Policy) -> Iterator[tuple[str, ...]]:
    for kind, names in policy.programs.items():
        entry = policy.raw["weights"][kind]
        yield kind, code(*names), f"{entry['weight']:.0%}", entry["basis"], cites(entry["cites"])


def _routes(policy: Policy) -> Iterator[tuple[str, ...]]:
    for route in policy.raw["reweighting"]:
        yield (
            code(route["id"]),
            route["title"],
            ", ".join(words(who) for who in route["who"]),
            _applied_for(route, policy.performance_year),
            "yes" if route["voidedByData"] else "no",
            route["basis"],
            cites(route["cites"]),
        )


def _applied_for(route: Mapping[str, Any], year: int) -> str:
    if route["application"]:
        return "yes"
    until = route.get("documentsUntil")
    if until is None:
        return "no"
    return f"no; documents by {date(year + 1, until['month'], until['day']).isoformat()}"


def _several(raw: Mapping[str, Any]) -> Iterator[str]:
    apart, many = raw["sets"]["differentPrograms"], raw["submissions"]
    yield f"Sets of different programs: the {apart['pick']} is shown. {_rests_on(apart)}"
    conflicts = f"; answers that conflict count as {many['conflicts']}" if many["conflicts"] else ""
    yield f"Several submissions: the {many['pick']} counts{conflicts}. {_rests_on(many)}"


def _readings(policy: Policy) -> Iterator[tuple[str, ...]]:
    for one in policy.readings:
        yield (
            link(one.id, _reading(one.id)),
            one.statement,
            one.alternative_statement or "none",
            one.scope,
        )
