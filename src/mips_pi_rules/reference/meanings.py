"""What a name means in one year: lines of a label and a sentence, and what they rest on.

Placeholders that the year fills are filled; what only a submission can say stands in <>.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from typing import Any, Final, Protocol

from mips_pi_rules.law.entries import LEVELS, Basis, Flow
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.readings import Reading
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.pointers import split
from mips_pi_rules.reference.names import Kind

CLAIM: Final = "Excluded"  # the label of what may be claimed in the place of a measure
YEAR: Final = "\0year"  # stands where a year is named until it is known which years are alike
_OUTCOMES: Final = {
    "rejected": "CMS would not take the submission, and there is no score",
    "incomplete": "the submission is incomplete, so the score is 0",
    "zero": "the score is forced to 0",
    "warning": "a warning; the score stands",
    "advice": "advice; the score stands",
}
_OVER: Final = {
    "submission": "the whole submission",
    "set": "each Promoting Interoperability measurement set",
    "judgment": "what becomes of the whole, once it is judged",
}
_KINDS: Final = {
    "proportion": "proportion",
    "yesNo": "yes/no measure",
    "attestation": "attestation",
}
_CARRIED: Final = {
    "report": "Named by each report that the other reading would change.",
    "standing": "Named by each report that it bears on.",
    "page": "Named in the documentation only.",
}

Lines = list[tuple[str, str]]


class Rests(Protocol):
    """An entry of a policy, as far as its law goes."""

    @property
    def basis(self) -> Basis:
        """What kind of source it is."""

    @property
    def cites(self) -> tuple[str, ...]:
        """Its citations."""


def meaning(kind: Kind, name: str, policy: Policy, rulebook: Rulebook) -> tuple[Lines, Rests]:
    """The lines of a rule, measure, exclusion, level or reading of the year, and its entry."""
    return _LINES[kind](name, policy, rulebook)


def _rule(name: str, policy: Policy, rulebook: Rulebook) -> tuple[Lines, Rests]:
    rule = rulebook.rules[name]
    lines = [("Then", f"{_OUTCOMES[policy.outcome_of(rule) or rule.severity]}.")]
    if rule.over == "measure":
        of = [m for m, measure in policy.measures.items() if name in measure.rules]
        lines.append(("About", ", ".join(of)))
    else:
        lines.append(("About", f"{_OVER[rule.over]}."))
    lines += [
        ("Says", _filled(rule.message, rule, policy)),
        ("Fix", _filled(rule.fix, rule, policy)),
    ]
    if rule.xml is not None:
        fix = "" if rule.xml.fix == rule.fix else f" {rule.xml.fix}"
        lines.append(("In XML", _filled(f"{rule.xml.message}{fix}", rule, policy)))
    for one in readings_of(rule, policy):
        lines.append(("Reading", f"{one.statement} ({one.id})"))
    return lines, policy.rules[name]


def readings_of(rule: Rule, policy: Policy) -> Iterator[Reading]:
    """The readings of a year that what becomes of a rule, or what it asks for, rests on."""
    places = [f"/outcomes/{rule.outcome}/", *(f"/parameters/{one}/" for one in rule.parameters)]
    for one in policy.readings:
        if any(at.startswith(place) for at in one.pointers for place in places):
            yield one


def _filled(sentence: str, rule: Rule, policy: Policy) -> str:
    """The sentence with what the year says; what a submission says stands in <>."""
    return "".join(
        text + (_value(name, rule, policy) if name else "")
        for text, name, _, _ in Formatter().parse(sentence)
    )


def _value(name: str, rule: Rule, policy: Policy) -> str:
    pointer = rule.values.get(name, "")
    if pointer == "/facts/performanceYear":
        return YEAR
    found: Any = {"policy": policy.raw}
    for token in split(pointer):
        found = found.get(token) if isinstance(found, Mapping) else None
    if found is None or not pointer:
        return f"<{re.sub('([A-Z])', lambda m: ' ' + m[1].lower(), name)}>"
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _measure(name: str, policy: Policy, rulebook: Rulebook) -> tuple[Lines, Rests]:
    measure = policy.measures[name]
    points = "" if measure.points is None else f", {measure.points} points"
    lines = [("It is", f"a {measure.reporting} {_KINDS[measure.kind]}{points}.")]
    for group in policy.bonus_groups:
        if name in group.measures:
            of = ", ".join(group.measures)
            lines.append(("Bonus", f"{group.points} points, once for: {of}"))
    for exclusion in measure.exclusions:
        lines.append((CLAIM, f"{exclusion}: {policy.exclusions[exclusion].statement}."))
    for flow in policy.flows:
        if flow.source == name:
            to = f"when excluded, to {' and '.join(flow.to)}{_where(flow)} ({flow.basis})."
            lines.append(("Points", to))
    if measure.substitutes:
        lines.append(("Or else", f"report instead: {', '.join(measure.substitutes)}"))
    if name in policy.suppressed:
        said = "it must be reported and earns its full credit whatever the answer."
        lines.append(("Suppressed", said))
    if name in policy.engagement:
        levels = policy.engagement[name]
        said = f"{levels.pre_production} or {levels.production}, one of the two beside a yes"
        lines.append(("Levels", said))
    rules = [*measure.rules, *_gates(name, policy, rulebook)]
    if rules:
        lines.append(("Rules", ", ".join(rules)))
    return lines, measure


def _where(flow: Flow) -> str:
    """When a flow of points applies, in words."""
    given = flow.condition
    reported = f", where {' and '.join(given.in_play)} is reported" if given.in_play else ""
    kept = f", where {' and '.join(given.not_excluded)} is not" if given.not_excluded else ""
    return reported + kept


def _exclusion(name: str, policy: Policy, _: Rulebook) -> tuple[Lines, Rests]:
    exclusion = policy.exclusions[name]
    return [("Claim when", f"{exclusion.statement}.")], exclusion


def _level(name: str, policy: Policy, _: Rulebook) -> tuple[Lines, Rests]:
    part, of = policy.roles[name]
    lines = [("It says", f"{LEVELS[part]}, beside a yes to {of}.")]
    limit = policy.pre_production
    if limit is not None and part == "preProduction":
        said = f"at most {limit.periods} performance period, counted from {limit.counts_from}."
        lines.append(("Limit", said))
    return lines, policy.engagement[of]


def _reading(name: str, policy: Policy, _: Rulebook) -> tuple[Lines, Rests]:
    reading = next(one for one in policy.readings if one.id == name)
    return [*_read(reading)], reading


def _read(reading: Reading) -> Iterator[tuple[str, str]]:
    yield "We read", reading.statement
    if reading.alternative_statement:
        yield "Or else", reading.alternative_statement
    yield "Carried", _CARRIED[reading.scope]


def _gates(name: str, policy: Policy, rulebook: Rulebook) -> list[str]:
    """The rules over the whole set that point at this measure."""
    known = rulebook.rules
    return [rule for rule in policy.rules if split(known[rule].at)[:2] == ["measures", name]]


_LINES: Final[dict[Kind, Callable[[str, Policy, Rulebook], tuple[Lines, Rests]]]] = {
    "rule": _rule,
    "measure": _measure,
    "exclusion": _exclusion,
    "level": _level,
    "reading": _reading,
}
