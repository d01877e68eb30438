"""What can be asked about: every rule, measure, exclusion, level and reading, by its id.

The index behind `mips-pi rules`, and what `mips-pi explain` finds a name by: case does not
matter, and a name that is not known leads to those that it may stand for.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, Literal

from attrs import frozen

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


@frozen
class Entry:
    """A name with what it is, in a few words, and the years that have it."""

    kind: Kind
    id: str
    title: str
    years: tuple[int, ...]

    def has(self, word: str) -> bool:
        """Whether the word stands in the id or the title, case aside."""
        return word.casefold() in f"{self.id} {self.title}".casefold()


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
    of_year = [found for policy in policies for found in _of_policy(policy, asked)]
    titles: dict[tuple[Kind, str], str] = {}
    having: dict[tuple[Kind, str], list[int]] = {}
    for rule in rulebook.rules.values():
        key: tuple[Kind, str] = ("rule", rule.id)
        titles[key] = rule.title
        having[key] = [p.performance_year for p in policies if rule.id in p.rules]
        if year is not None and not having[key]:
            del titles[key], having[key]
    for kind, name, title, its_year in of_year:
        titles[kind, name] = title
        having.setdefault((kind, name), []).append(its_year)
    found = [
        Entry(kind, name, titles[kind, name], tuple(its)) for (kind, name), its in having.items()
    ]
    return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))


def _of_policy(policy: Policy, asked: Asked) -> Iterator[tuple[Kind, str, str, int]]:
    year = policy.performance_year
    for name, measure in policy.measures.items():
        yield "measure", name, measure.title, year
    for name, exclusion in policy.exclusions.items():
        yield "exclusion", name, f"of {exclusion.of}: {exclusion.statement}", year
    for of, levels in policy.engagement.items():
        yield "level", levels.pre_production, f"of {of}: pre-production", year
        yield "level", levels.production, f"of {of}: validated production", year
    for field, text in asked(year).items():
        if field not in policy.roles:
            yield "field", field, re.split(r"[.:;?,] ", text, maxsplit=1)[0].rstrip("."), year
    for reading in policy.readings:
        yield "reading", reading.id, reading.statement, year


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
