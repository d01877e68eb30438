"""The page of sources and readings: every basis, every citation, every reading."""

from collections.abc import Iterator, Mapping
from typing import Any

from documentation.markdown import BASES, SCOPES, bullets, cites, code, link, linked, page, table
from mips_pi_rules import Rulebook, citation
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.readings import Reading
from mips_pi_rules.reference.names import spans

_NAMES = {
    "bonusGroups": "bonus",
    "choices": "the ways of",
    "engagement": "levels of",
    "evidence": "records of",
    "outcomes": "the outcome",
    "parameters": "the parameter",
    "readings": "the reading",
    "rules": "the rule",
    "requires": "what is needed by",
    "reweighting": "the route",
    "suppressed": "suppression of",
    "weights": "default weight under",
}


def page_of(rulebook: Rulebook) -> str:
    """The page."""
    policies = [rulebook.policy(year) for year in rulebook.years()]
    return page(
        "Sources and readings",
        "Every statement of a year's policy has citations and a basis.",
        "## The bases",
        table(("Basis", "Means"), BASES.items()),
        "## The sources",
        table(("Source", "What it is", "Years"), _sources(policies)),
        "## The readings",
        "A reading is carried by scope: "
        + "; ".join(f"`{name}`, {said}" for name, said in SCOPES.items())
        + ".",
        *_readings(policies),
        "## The citations",
        "What is cited, and the statements that rest on it.",
        *_citations(policies),
    )


def _sources(policies: list[Policy]) -> Iterator[tuple[str, ...]]:
    found: dict[tuple[str, str], list[int]] = {}
    for policy in policies:
        for source in policy.sources:
            found.setdefault((source.id, source.title), []).append(policy.performance_year)
    for (name, title), years in sorted(found.items()):
        yield linked(name), title, spans(years)


def _readings(policies: list[Policy]) -> Iterator[str]:
    found: dict[str, dict[tuple[str, ...], tuple[Reading, list[int]]]] = {}
    for policy in policies:
        for one in policy.readings:
            key = (one.statement, one.alternative_statement, one.scope)
            found.setdefault(one.id, {}).setdefault(key, (one, []))[1].append(
                policy.performance_year
            )
    for name, versions in found.items():
        yield f"### {name}"
        for one, years in versions.values():
            yield bullets(
                [
                    f"We read: {one.statement}",
                    f"The alternative: {one.alternative_statement or 'none is known.'}",
                    f"Scope {code(one.scope)}; years {spans(years)}; {cites(one.cites, '.')}",
                ]
            )


def _citations(policies: list[Policy]) -> Iterator[str]:
    # By citation and label; several entries of a year may have one label, as the routes of an id.
    found: dict[str, dict[str, dict[int, None]]] = {}
    for policy in policies:
        for path, entry in _cited(policy.raw):
            for cite in entry["cites"]:
                years = found.setdefault(cite, {}).setdefault(_label(path, entry), {})
                years[policy.performance_year] = None
    for cite in sorted(found):
        target = citation.link(cite)
        yield f"### {cite}"
        yield f"Read it: <{target}>" if target else ""
        yield bullets(f"{label} ({spans(years)})" for label, years in found[cite].items())


def _cited(
    value: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every entry of a policy that has citations, with the way to it."""
    if isinstance(value, dict):
        if "cites" in value:
            yield path, value
        for name, item in value.items():
            yield from _cited(item, (*path, name))
    elif isinstance(value, list):
        for item in value:
            yield from _cited(item, path)


def _label(path: tuple[str, ...], entry: Mapping[str, Any]) -> str:
    """What an entry states, in a few words; it does not change with its place in the file."""
    part, name = path[0], str(entry.get("id", path[-1]))
    if part == "flows":
        return f"the flow from {code(entry['from'])} to {code(*entry['to'])}"
    if part in ("measures", "exclusions"):
        return f"{code(name)}, {entry.get('title') or entry['statement']}"
    if part == "objectives":
        return f"the objective {entry['title']}"
    if part == "meta":  # of which the changes alone have citations
        return "what changed since the year before"
    if part not in _NAMES:
        return code(" ".join(path))
    targets = {"rules": f"rules/{name}.md", "readings": f"#{name}"}
    return f"{_NAMES[part]} {link(name, targets[part]) if part in targets else code(name)}"
