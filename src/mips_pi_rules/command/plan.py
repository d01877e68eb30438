"""The command `mips-pi plan`: how to leave zero, and what scores more, for a practice manager.

Exit status: 0 the plan leads out of zero, 1 it cannot, 2 what was given could not be read or the
command was misused. stdout carries the plan alone. Today's date is read here and nowhere else.
"""

import argparse
from datetime import date

from mips_pi_rules.command import terminal
from mips_pi_rules.command.inputs import ONE, of_one
from mips_pi_rules.days import real_day
from mips_pi_rules.jsonvalues import dumped
from mips_pi_rules.planning import plan
from mips_pi_rules.render import planhtml, plantext


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `plan` takes."""
    command.description = (
        "Each change says what must be true before it may be made. Ends with 0 when the plan leads "
        "out of zero, 1 when it cannot, 2 when something could not be read."
    )
    command.add_argument("file", metavar="FILE", help=ONE)
    command.add_argument(
        "--as-of",
        type=_date,
        metavar="DATE",
        help="what can still be done on that day, YYYY-MM-DD; default: today",
    )
    command.add_argument("--context", metavar="FILE", help="JSON: eligibility, history, evidence")
    command.add_argument(
        "--format", choices=("text", "html", "json"), default="text", help="default: text"
    )
    command.set_defaults(run=_plan)


def _date(written: str) -> date:
    day = real_day(written)
    if day is None:
        raise argparse.ArgumentTypeError("takes a day as YYYY-MM-DD")
    return day


def _plan(options: argparse.Namespace) -> int:
    as_of = options.as_of or date.today()
    found = of_one(
        options.file,
        options.context,
        lambda content, context: plan(content, context=context, as_of=as_of),
    )
    if found is None:
        return terminal.MISUSED
    if options.format == "json":
        terminal.write([dumped(found.to_dict())])
    elif options.format == "html":
        terminal.write([planhtml.render(found)])
    else:
        terminal.write([plantext.render(found)])
    return 0 if found.leads_out else 1
