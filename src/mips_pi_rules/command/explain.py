"""The commands that tell the law: `explain`, `years`, `diff`."""

import argparse

from mips_pi_rules.command import terminal
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.reference import comparison
from mips_pi_rules.reference.explanation import explain, table


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands `explain`, `diff` and `years` to those of `mips-pi`."""
    describe = commands.add_parser("explain", help="say what a rule, measure or reading means")
    describe.add_argument("name", metavar="NAME", help="such as PI104, PI_HIE_4 or half-up")
    describe.add_argument("--year", type=int, help="in this performance year only")
    describe.set_defaults(run=_explain)

    compare = commands.add_parser("diff", help="say what changed from one year to another")
    compare.add_argument("before", metavar="YEAR", type=int)
    compare.add_argument("after", metavar="YEAR", type=int)
    compare.set_defaults(run=_diff)

    years = commands.add_parser("years", help="list the performance years and their status")
    years.set_defaults(run=_years)


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


def _diff(options: argparse.Namespace) -> int:
    rulebook = Rulebook.default()
    try:
        before, after = rulebook.policy(options.before), rulebook.policy(options.after)
    except UnsupportedYear as error:
        return terminal.refuse(str(error))
    terminal.write([comparison.render(before, after)])
    return 0


def _years(_: argparse.Namespace) -> int:
    terminal.write([table(Rulebook.default())])
    return 0
