"""The command `mips-pi rules`: the index of what `explain` knows, all of it or by a word."""

import argparse
from collections.abc import Iterable, Iterator
from typing import Final

from mips_pi_rules.command import terminal
from mips_pi_rules.command.explain import asked
from mips_pi_rules.command.parsing import meant, year
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference.names import KINDS, Entry, index, spans
from mips_pi_rules.wrapping import wrapped

_HEADINGS: Final = {
    "rule": "Rules",
    "measure": "Measures and attestations",
    "exclusion": "Exclusions",
    "level": "Levels of active engagement",
    "field": "Fields of the form and of the submission",
    "reading": "Readings, where no source settles a point",
}


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `rules` takes."""
    command.add_argument(
        "word", metavar="WORD", nargs="?", default="",
        help="only those with this in their id or title, such as SAFER, period or PI_HIE; or, "
        "where none has, in what they cite, such as 414.1320",
    )  # fmt: skip
    command.add_argument(
        "--year", type=year, metavar="YEAR", help="of this performance year only; default: of all"
    )
    command.set_defaults(run=_rules)


def _rules(options: argparse.Namespace) -> int:
    rulebook = Rulebook.default()
    try:
        entries = index(rulebook, options.year, asked)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    found = [one for one in entries if one.has(options.word)]
    found = found or [one for one in entries if one.rests_on(options.word)]
    if not found:
        words = {word.strip(",.():") for one in entries for word in f"{one.id} {one.title}".split()}
        also = meant(options.word, sorted(words))
        return terminal.refuse(f"nothing has this word in its id, its title or what it cites{also}")
    whole = options.year is None
    terminal.write(f"{line}\n" for line in _lines(found, rulebook.years() if whole else ()))
    return 0


def _lines(found: Iterable[Entry], every: tuple[int, ...]) -> Iterator[str]:
    width = terminal.width()
    for kind in KINDS:
        those = [one for one in found if one.kind == kind]
        if not those:
            continue
        yield _HEADINGS[kind]
        wide = max(len(one.id) for one in those) + 2
        for one in those:
            years = "" if not every or one.years == every else f" [{spans(one.years) or 'no year'}]"
            first = f"  {one.id:<{wide}}"
            yield from wrapped(f"{one.title}{years}", first, " " * len(first), width=width)
        yield ""
    yield "mips-pi explain ID says what one of them means."
