"""The command `mips-pi explain`: what a rule, measure, exclusion, level or reading means."""

import argparse
from collections.abc import Mapping

from mips_pi_rules.command import terminal
from mips_pi_rules.command.parsing import year
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.forms.questions import questions
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference.explanation import explain
from mips_pi_rules.reference.names import index, named, near, spans


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `explain` takes."""
    command.add_argument(
        "name", metavar="NAME", help="an id or a field, such as PI104, PI_HIE_4, cehrtId or half-up"
    )
    command.add_argument(
        "--year", type=year, metavar="YEAR", help="in this performance year only; default: in all"
    )
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    rulebook = Rulebook.default()
    try:
        text = explain(options.name, rulebook, options.year, width=terminal.width(), asked=asked)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    if text is None:
        return terminal.refuse(_unknown(options, rulebook))
    terminal.write([text])
    return 0


def asked(year: int) -> Mapping[str, str]:
    """What the form of a year asks, by field."""
    return {one.field: one.text for one in questions(year)}


def _unknown(options: argparse.Namespace, rulebook: Rulebook) -> str:
    """Why there is nothing to explain, and what may have been meant; never what was typed."""
    entries = index(rulebook, None, asked)
    elsewhere = named(options.name, entries)
    if elsewhere is not None:
        years = spans(elsewhere.years)
        return f"{elsewhere.id} is not of {options.year}, but of {years}"
    meant = near(options.name, [one.id for one in entries])
    if meant:
        also = f"did you mean {' or '.join(meant)}? Else mips-pi rules WORD finds it by a word"
    else:
        also = "mips-pi rules lists them all, and those with a word in them"
    return f"no rule, measure, field or reading is called so; {also}"
