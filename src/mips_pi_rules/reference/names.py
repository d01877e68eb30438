"""What can be asked about: every rule, measure, exclusion, level and reading, by its id.

The index behind `mips-pi rules`, and what `mips-pi explain` finds a name by: case does not
matter, and a name that is not known leads to those that it may stand for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal

from attrs import evolve, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.documents.spelling import Names
from mips_pi_rules.law.policies import Policy
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.wrapping import ranges

Kind = Literal["rule", "measure", "exclusion", "level", "field", "reading"]
KINDS: Final[tuple[Kind, ...]] = ("rule", "measure", "exclusion", "level", "field", "reading")

# What a form asks in a year, by the fields that findings and plans name; forms know it.
Asked = Callable[[int], Mapping[str, str]]
_MOST: Final = 5
_FAR: Final = 2
_SHORT: Final = 4  # two changes make anything of a name this short


@frozen(eq=False, repr=False)
class Entry(ByValue):
    """A name with what it is, in a few words, the years that have it, and what they cite for it."""

    kind: Kind
    id: str
    title: str
    years: tuple[int, ...]
    cites: tuple[str, ...] = ()

    def has(self, word: str) -> bool:
        """Whether the word stands in the id or the title, case aside."""
        return word.casefold() in f"{self.id} {self.title}".casefold()

    def rests_on(self, word: str) -> bool:
        """Whether the word stands in a citation, case aside."""
        return any(word.casefold() in cite.casefold() for cite in self.cites)


def nothing(_: int) -> Mapping[str, str]:
    """No form is asked about."""
    return {}


def index(rulebook: Rulebook, year: int | None = None, asked: Asked = nothing) -> tuple[Entry, ...]:
    """Every name in the order of the law, by kind; with `year`, those of that year.

    A rule without years is in force in none. A field of the form that is no measure is a name
    too. Raises UnsupportedYear.
    """
    years = rulebook.years() if year is None else (year,)
    policies = [rulebook.policy(one) for one in years]
    found: dict[tuple[Kind, str], Entry] = {}
    if year is None:  # a rule in force in no year is known too
        found = {
            ("rule", one.id): Entry("rule", one.id, one.title, ())
            for one in rulebook.rules.values()
        }
    for policy in policies:
        for one in _of_policy(policy, rulebook, asked):
            before = found.get((one.kind, one.id), one)
            found[one.kind, one.id] = evolve(
                one,
                years=tuple(dict.fromkeys((*before.years, *one.years))),
                cites=tuple(dict.fromkeys((*before.cites, *one.cites))),
            )
    return tuple(sorted(found.values(), key=lambda one: KINDS.index(one.kind)))


def _of_policy(policy: Policy, rulebook: Rulebook, asked: Asked) -> Iterator[Entry]:
    years = (policy.performance_year,)
    for rule in rulebook.rules.values():
        if rule.id in policy.rules:
            yield Entry("rule", rule.id, rule.title, years, policy.rules[rule.id].cites)
    for name, measure in policy.measures.items():
        yield Entry("measure", name, measure.title, years, measure.cites)
    for name, exclusion in policy.exclusions.items():
        title = f"of {exclusion.of}: {exclusion.statement}"
        yield Entry("exclusion", name, title, years, exclusion.cites)
    for of, levels in policy.engagement.items():
        for name, what in (
            (levels.pre_production, "pre-production"),
            (levels.production, "validated production"),
        ):
            yield Entry("level", name, f"of {of}: {what}", years, levels.cites)
    for field, text in asked(policy.performance_year).items():
        if field not in policy.roles:
            title = re.split(r"[.:;?,] ", text, maxsplit=1)[0].rstrip(".")
            yield Entry("field", field, title, years)
    for reading in policy.readings:
        yield Entry("reading", reading.id, reading.statement, years, reading.cites)


def named(written: str, entries: Iterable[Entry]) -> Entry | None:
    """The entry of this id, case and blanks around it aside."""
    wanted = written.strip().casefold()
    return next((one for one in entries if one.id.casefold() == wanted), None)


def near(written: str, names: Iterable[str]) -> list[str]:
    """The names that `written` may stand for, the likeliest first; a few at most.

    Those that one or two changes make of it, else those that it is a part of.
    """
    known = list(names)
    written = written.strip().replace("-", "_") if "_" in "".join(known) else written.strip()
    ready = Names.of(known)
    found = ready.near(written, 1)
    if len(written) > _SHORT:
        found += ready.near(written, _FAR)
    if not found and len(written) > _FAR:
        found = [name for name in known if written.casefold() in name.casefold()]
    return list(dict.fromkeys(found))[:_MOST]


def spans(years: Iterable[int]) -> str:
    """Years in words, those in a row as one span: 2022, 2024 to 2027."""
    return ", ".join(ranges(map(str, years)))
