"""The page of one performance year: what policy/<year>.json says, in tables."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from documentation import cases, measures
from documentation.markdown import (
    BASES,
    bullets,
    cites,
    code,
    link,
    linked,
    page,
    rests_on,
    section,
    table,
    words,
)
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
            f"counted. {rests_on(days)}",
        ),
        section(
            "Gates",
            "The category scores more than 0 only if none of these rules is broken.",
            table(
                ("Rule", "What must hold", "Outcome", "Basis", "Citations"), _gates(policy, rules)
            ),
            f"A gap, that is a missing element of the submission, counts as **{gap['outcome']}**. "
            + rests_on(gap),
            bullets(_decided(policy, rules)),
            _others(policy, rules),
        ),
        section("CMS EHR Certification ID", _cehrt(policy)),
        *measures.sections(policy),
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
            bullets(f"{linked(one.id)}: {one.title}" for one in policy.sources),
            "Bases: " + "; ".join(f"`{name}`, {said}" for name, said in BASES.items()) + ".",
        ),
    )


def _rule(name: str) -> str:
    return link(name, f"../rules/{name}.md")


def _reading(name: str) -> str:
    return f"../sources-and-readings.md#{name}"


def _changes(policy: Policy) -> Iterator[str]:
    for one in policy.changes:
        yield f"**{one.topic}.** {one.sentence} {cites(one.cites)} ({one.basis})"


def _gates(policy: Policy, rules: Rules) -> Iterator[tuple[str, ...]]:
    for name, in_force in policy.rules.items():
        said = policy.outcome_of(rules[name])
        if said in _FORCED:
            yield _rule(name), rules[name].title, said, in_force.basis, cites(in_force.cites)


def _decided(policy: Policy, rules: Rules) -> Iterator[str]:
    """What rules leave to the year: the answer to the self-assessment, and named outcomes.

    Each stands with the rules that ask for it, and with the reading that it rests on.
    """
    asked = policy.parameters["saferAnswer"]
    answer = "yes" if asked.get("const") else "yes or no"
    yield f"The answer that the SAFER self-assessment needs: **{answer}**. {rests_on(asked)}"
    for name, entry in policy.raw["outcomes"].items():
        asking = [one for one in policy.rules if rules[one].outcome == name]
        of = f" ({', '.join(map(_rule, asking))})" if asking else ""
        counts = f"{code(name)}{of} counts as **{_counted(entry['outcome'], policy)}**."
        place = f"/outcomes/{name}/"
        read = [
            f"{link(one.id, _reading(one.id))}: {one.statement}"
            for one in policy.readings
            if any(f"{pointer}/".startswith(place) for pointer in one.pointers)
        ]
        yield " ".join((counts, *read, rests_on(entry)))


def _counted(outcome: str | None, policy: Policy) -> str:
    """What an outcome of a year is; a gap is what the year makes of one."""
    gap = f"a gap, so {policy.raw['gapCountsAs']['outcome']}"
    return gap if outcome == "gap" else outcome or "advice only"


def _others(policy: Policy, rules: Rules) -> str:
    refused: list[str] = []
    advice: list[str] = []
    for name in policy.rules:
        said = policy.outcome_of(rules[name])
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
        f"{code(*form['examples'])} (a `?` is any of them). {rests_on(form)}"
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
    yield f"Sets of different programs: the {apart['pick']} is shown. {rests_on(apart)}"
    conflicts = f"; answers that conflict count as {many['conflicts']}" if many["conflicts"] else ""
    yield f"Several submissions: the {many['pick']} counts{conflicts}. {rests_on(many)}"


def _readings(policy: Policy) -> Iterator[tuple[str, ...]]:
    for one in policy.readings:
        yield (
            link(one.id, _reading(one.id)),
            one.statement,
            one.alternative_statement or "none",
            one.scope,
        )
