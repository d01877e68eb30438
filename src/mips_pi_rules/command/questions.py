"""The command `mips-pi questions YEAR`: the form of a year, to read, to fill in, or as JSON."""

import argparse
from collections.abc import Iterator, Mapping
from itertools import groupby

from mips_pi_rules.command import terminal
from mips_pi_rules.command.parsing import year
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.forms.questions import Question, questions
from mips_pi_rules.forms.sheets import heading
from mips_pi_rules.jsonvalues import dumped, to_json
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.wrapping import ranges, wrapped

_ANSWERS = {
    "yesNo": "yes or no",
    "proportion": "both counts",
    "level": "pre-production or production",
    "date": "a day",
    "text": "text",
    "choice": "one of a list",
}
_LIST = "choice"


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `questions` takes."""
    command.description = (
        "The form of a performance year: what is asked, in plain sentences and in the order of the "
        "law. As csv it is the empty sheet: fill in a row for each submission, and give it to "
        "`mips-pi check`."
    )
    command.add_argument("year", metavar="YEAR", type=year, help="the performance year")
    command.add_argument(
        "--format", choices=("text", "csv", "json"), default="text", help="default: text"
    )
    command.set_defaults(run=_questions)


def _questions(options: argparse.Namespace) -> int:
    try:
        form = questions(options.year)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    if options.format == "json":
        terminal.write([dumped(to_json(form))])
    elif options.format == "csv":
        terminal.write([",".join(heading(options.year)) + "\n"])
    else:
        terminal.write(f"{line}\n" for line in _text(options.year, form))
    return 0


def _text(year: int, form: tuple[Question, ...]) -> Iterator[str]:
    width = terminal.width()
    law = Rulebook.default().policy(year)
    titles = {one.id: one.title for one in law.objectives}
    yield from wrapped(
        f"The form of {year}, {len(form)} questions. A field marked * forces the whole score to 0 "
        "when it is left out, or answered no, where it applies.",
        width=width,
    )
    for objective, asked in groupby(form, key=lambda one: one.objective):
        yield ""
        yield "The submission" if objective is None else titles[objective]
        for one in asked:
            yield ""
            yield f"  {one.field}{' *' if one.gate else ''}  ({_ANSWERS[one.kind]})"
            yield from wrapped(one.text, "    ", "    ", width=width)
            if one.kind == _LIST:
                told = "; ".join(_told(name, one.options) for name in ranges(one.options))
                yield from wrapped(f"Answers: {told}.", "    ", "    ", width=width)


def _told(name: str, options: Mapping[str, str]) -> str:
    """An answer with its words, where these say more than its name and it is no range."""
    words = options.get(name, name).removeprefix(f"{name}, ")
    return name if words.endswith(name) else f"{name} ({words})"
