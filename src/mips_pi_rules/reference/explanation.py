"""What a rule, measure, exclusion, level or reading means: the text behind `mips-pi explain`.

Years that say the same are told once. Placeholders that the year fills are filled; what only a
submission can say stands in <>.
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any, Final

from attrs import evolve, frozen

from mips_pi_rules.law.entries import LEVELS, Flow
from mips_pi_rules.law.policies import Policy, Reading
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.law.rules import Rule
from mips_pi_rules.pointers import split
from mips_pi_rules.reference.names import Asked, Entry, index, named, nothing, spans
from mips_pi_rules.wrapping import WIDTH, wrapped

_LABEL: Final = 12
_CLAIM: Final = "Excluded"
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
_YEAR: Final = "\0year"  # stands where a year is named until it is known which years are alike
_NOTE: Final = "What stands in <> is filled in from the submission."


Lines = list[tuple[str, str]]


@frozen
class _Told:
    """What years say: lines of a label and a sentence, and what each year rests them on."""

    years: tuple[int, ...]
    lines: tuple[tuple[str, str], ...]
    rests: tuple[tuple[int, str], ...]


def explain(
    name: str,
    rulebook: Rulebook,
    year: int | None = None,
    *,
    width: int = WIDTH,
    asked: Asked = nothing,
) -> str | None:
    """What a name means in plain words, or None when there is none of that name.

    Without `year`, in every year that has it. `asked` is what a form asks of a year, by field.
    Raises UnsupportedYear.
    """
    entry = (
        named(name, index(rulebook, year))
        or named(name, _unused(rulebook))
        or named(name, index(rulebook, year, asked))
    )
    if entry is None:
        return None
    policies = [rulebook.policy(one) for one in entry.years]
    told = _joined([_told(entry, policy, rulebook, asked) for policy in policies])
    title = f"{entry.id}: {_title(entry, policies)}"
    lines = [*wrapped(title, width=width)]
    if entry.kind == "rule":
        rule = rulebook.rules[entry.id]
        lines += _labelled([("Why", str(rule.schema["description"]))], "", width)
        if not told:
            lines += ["", "Not in force."]
    in_all = _in_all(told)
    lines += _labelled(in_all, "", width)
    for one in told:
        own = [line for line in one.lines if line not in in_all]
        lines += ["", spans(one.years), *_labelled([*own, *_rests(one)], "  ", width)]
    if any("<" in sentence for one in told for _, sentence in one.lines):
        lines += ["", _NOTE]
    return "\n".join(lines) + "\n"


def table(rulebook: Rulebook) -> str:
    """The years with a policy: status, date, minimum period and points, one line each."""
    lines = ["year  status       as of       minimum days  points"]
    for year in rulebook.years():
        policy = rulebook.policy(year)
        days = policy.minimum_days
        lines.append(
            f"{year}  {policy.status:<11}  {policy.as_of}  {days:>12}  {policy.maximum:>6}"
        )
    return "\n".join(lines) + "\n"


def _unused(rulebook: Rulebook) -> Iterator[Entry]:
    """Every rule as one of no year: what it says is known although it is not in force."""
    for rule in rulebook.rules.values():
        yield Entry("rule", rule.id, rule.title, ())


def _title(entry: Entry, policies: list[Policy]) -> str:
    if entry.kind == "reading":
        return "a point that no source settles"
    if entry.kind == "field":
        return "a field of the form and of the submission"
    if entry.kind in ("exclusion", "level"):
        part, of = policies[-1].roles[entry.id]
        what = "exclusion" if part == "exclusion" else "level of active engagement"
        return f"{what} of {of} ({policies[-1].measures[of].title})"
    return entry.title


def _told(entry: Entry, policy: Policy, rulebook: Rulebook, asked: Asked) -> _Told:
    year = policy.performance_year
    question = asked(year).get(entry.id, "") if entry.kind in ("measure", "field") else ""
    lines: Lines = []
    if question:
        lines.append(("Asked", re.sub(rf"\b{year}\b", _YEAR, question)))
    if entry.kind == "field":
        return _Told((year,), tuple(lines), ())
    more, entries = _LINES[entry.kind](entry.id, policy, rulebook)
    # A question says what may be claimed in its place.
    lines += [line for line in more if not (question and line[0] == _CLAIM)]
    rests = f"{', '.join(entries.cites)} ({entries.basis})"
    return _Told((year,), tuple(lines), ((year, rests),))


def _joined(told: list[_Told]) -> list[_Told]:
    """Years in a row that say the same as one; one that stands alone is called by its number."""
    found: list[_Told] = []
    for one in told:
        if found and found[-1].lines == one.lines:
            found[-1] = _Told(
                (*found[-1].years, *one.years), one.lines, (*found[-1].rests, *one.rests)
            )
        else:
            found.append(one)
    several = len(found) > 1 or any(len(one.years) > 1 for one in found)
    return [evolve(one, lines=tuple(_dated(one, several=several))) for one in found]


def _dated(told: _Told, *, several: bool) -> Iterator[tuple[str, str]]:
    year = "the performance year" if several else str(told.years[0])
    for label, sentence in told.lines:
        yield label, sentence.replace(_YEAR, year)


def _in_all(told: list[_Told]) -> list[tuple[str, str]]:
    """The lines that all years share, where years differ: they are told once, above them."""
    if len(told) < 2:
        return []
    return [line for line in told[0].lines if all(line in one.lines for one in told[1:])]


def _rests(told: _Told) -> Iterator[tuple[str, str]]:
    """What the years rest on; years that rest on the same are told once."""
    by_cites: dict[str, list[int]] = {}
    for year, cites in told.rests:
        by_cites.setdefault(cites, []).append(year)
    for cites, years in by_cites.items():
        yield "Rests on", cites if len(by_cites) == 1 else f"{spans(years)}: {cites}"


def _labelled(lines: list[tuple[str, str]], indent: str, width: int) -> Iterator[str]:
    for label, sentence in lines:
        first = f"{indent}{label + ':' if label else '':<{_LABEL}}"
        yield from wrapped(sentence, first, indent + " " * _LABEL, width=width)


# The lines of one year, each kind of name by itself.


def _rule(name: str, policy: Policy, rulebook: Rulebook) -> tuple[Lines, Any]:
    rule = rulebook.rules[name]
    outcome = policy.outcomes.get(rule.outcome or "", rule.outcome)
    lines = [("Then", f"{_OUTCOMES[outcome or rule.severity]}.")]
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
        lines += [
            ("In XML", _filled(rule.xml.message, rule, policy)),
            ("", _filled(rule.xml.fix, rule, policy)),
        ]
    return lines, policy.rules[name]


def _filled(sentence: str, rule: Rule, policy: Policy) -> str:
    """The sentence with what the year says; what a submission says stands in <>."""
    return "".join(
        text + (_value(name, rule, policy) if name else "")
        for text, name, _, _ in Formatter().parse(sentence)
    )


def _value(name: str, rule: Rule, policy: Policy) -> str:
    pointer = rule.values.get(name, "")
    if pointer == "/facts/performanceYear":
        return _YEAR
    found: Any = {"policy": policy.raw}
    for token in split(pointer):
        found = found.get(token) if isinstance(found, Mapping) else None
    if found is None or not pointer:
        return f"<{re.sub('([A-Z])', lambda m: ' ' + m[1].lower(), name)}>"
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def _measure(name: str, policy: Policy, rulebook: Rulebook) -> tuple[Lines, Any]:
    measure = policy.measures[name]
    points = "" if measure.points is None else f", {measure.points} points"
    lines = [("It is", f"a {measure.reporting} {_KINDS[measure.kind]}{points}.")]
    for group in policy.bonus_groups:
        if name in group.measures:
            of = ", ".join(group.measures)
            lines.append(("Bonus", f"{group.points} points, once for: {of}"))
    for exclusion in measure.exclusions:
        lines.append((_CLAIM, f"{exclusion}: {policy.exclusions[exclusion].statement}."))
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


def _exclusion(name: str, policy: Policy, _: Rulebook) -> tuple[Lines, Any]:
    exclusion = policy.exclusions[name]
    return [("Claim when", f"{exclusion.statement}.")], exclusion


def _level(name: str, policy: Policy, _: Rulebook) -> tuple[Lines, Any]:
    part, of = policy.roles[name]
    lines = [("It says", f"{LEVELS[part]}, beside a yes to {of}.")]
    limit = policy.pre_production
    if limit is not None and part == "preProduction":
        said = f"at most {limit.periods} performance period, counted from {limit.counts_from}."
        lines.append(("Limit", said))
    return lines, policy.engagement[of]


def _reading(name: str, policy: Policy, _: Rulebook) -> tuple[Lines, Any]:
    reading = next(one for one in policy.readings if one.id == name)
    return [*_read(reading)], reading


def _read(reading: Reading) -> Iterator[tuple[str, str]]:
    yield "We read", reading.statement
    if reading.alternative_statement:
        yield "Or else", reading.alternative_statement
    yield "Carried", _CARRIED[reading.scope]


_LINES: Final = {
    "rule": _rule,
    "measure": _measure,
    "exclusion": _exclusion,
    "level": _level,
    "reading": _reading,
}


def _gates(name: str, policy: Policy, rulebook: Rulebook) -> list[str]:
    """The rules over the whole set that point at this measure."""
    known = rulebook.rules
    return [rule for rule in policy.rules if split(known[rule].at)[:2] == ["measures", name]]
