"""The command `mips-pi diff`: what changed from one performance year to another."""

import argparse

from mips_pi_rules.command import terminal
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference import comparison


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `diff` takes."""
    command.add_argument("before", metavar="YEAR", type=int)
    command.add_argument("after", metavar="YEAR", type=int)
    command.set_defaults(run=_diff)


def _diff(options: argparse.Namespace) -> int:
    rulebook = Rulebook.default()
    try:
        before, after = rulebook.policy(options.before), rulebook.policy(options.after)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    terminal.write([comparison.render(before, after)])
    return 0
