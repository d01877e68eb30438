"""What a rule, measure, exclusion, level or reading means: the text behind `mips-pi explain`.

What a name means in one year is in meanings.py; years that say the same are told once here.
"""

import re
from collections.abc import Iterator
from typing import Final

from attrs import evolve, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference.meanings import CLAIM, YEAR, Lines, meaning
from mips_pi_rules.reference.names import Asked, Entry, index, named, nothing, spans
from mips_pi_rules.wrapping import WIDTH, wrapped

_LABEL: Final = 12
_NOTE: Final = "What stands in <> is filled in from the submission."


@frozen(eq=False, repr=False)
class _Told(ByValue):
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
        lines.append(("Asked", re.sub(rf"\b{year}\b", YEAR, question)))
    if entry.kind == "field":
        return _Told((year,), tuple(lines), ())
    more, entries = meaning(entry.kind, entry.id, policy, rulebook)
    # A question says what may be claimed in its place.
    lines += [line for line in more if not (question and line[0] == CLAIM)]
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
        yield label, sentence.replace(YEAR, year)


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
