"""The command `mips-pi years`: the performance years that there are, and their status."""

import argparse

from mips_pi_rules.command import terminal
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference.yearlist import table


def add(command: argparse.ArgumentParser) -> None:
    """Add nothing: the command `years` takes nothing."""
    command.set_defaults(run=_years)


def _years(_: argparse.Namespace) -> int:
    terminal.write([table(Rulebook.default())])
    return 0
