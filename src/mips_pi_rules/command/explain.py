"""The command `mips-pi explain`: what a rule, measure or reading means."""

import argparse

from mips_pi_rules.command import terminal
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference.explanation import explain


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `explain` takes."""
    command.add_argument("name", metavar="NAME", help="such as PI104, PI_HIE_4 or half-up")
    command.add_argument("--year", type=int, help="in this performance year only")
    command.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    try:
        text = explain(options.name, Rulebook.default(), options.year)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    if text is None:
        when = f" of {options.year}" if options.year else ""
        return terminal.refuse(
            f"no such rule, measure or reading{when}; rules are PI101, measures PI_EP_1"
        )
    terminal.write([text])
    return 0
