"""The command mips-pi.

Exit status: 2 if the input could not be read or the command was misused, else 1 if the report is
not ok, else 0. stdout carries the report alone; everything else goes to stderr.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mips_pi_rules import comparison, safer_cli
from mips_pi_rules._version import __version__
from mips_pi_rules.errors import UnreadableSubmission, UnsupportedYear
from mips_pi_rules.evaluation import evaluate
from mips_pi_rules.explanation import explain, table
from mips_pi_rules.render import FORMATS
from mips_pi_rules.rulebook import Rulebook

_EXAMPLES = """\
examples:
  mips-pi check submission.json
  mips-pi check --format json - < submission.json
  mips-pi explain PI104
  mips-pi explain PI_HIE_4 --year 2025
  mips-pi diff 2024 2025
  mips-pi years

exit status: 0 every report is ok, 1 a report is not ok, 2 not readable or misused
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does: nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    return int(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mips-pi",
        description="Must this MIPS Promoting Interoperability score be forced to 0, "
        "and if not, what is it?",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mips-pi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="evaluate a QPP submission")
    check.add_argument("file", metavar="FILE", help="QPP JSON, or - for standard input")
    check.add_argument("--format", choices=sorted(FORMATS), default="text", help="default: text")
    check.set_defaults(run=_check)

    describe = commands.add_parser("explain", help="say what a rule or measure id means")
    describe.add_argument("name", metavar="RULE_OR_MEASURE", help="such as PI104 or PI_HIE_4")
    describe.add_argument("--year", type=int, help="in this performance year only")
    describe.set_defaults(run=_explain)

    compare = commands.add_parser("diff", help="say what changed from one year to another")
    compare.add_argument("before", metavar="YEAR", type=int)
    compare.add_argument("after", metavar="YEAR", type=int)
    compare.set_defaults(run=_diff)

    safer_cli.add(commands)

    years = commands.add_parser("years", help="list the performance years and their status")
    years.set_defaults(run=_years)
    return parser


def _check(options: argparse.Namespace) -> int:
    try:
        report = evaluate(_content(options.file))
    except OSError as error:
        return _refuse(f"{options.file}: {error.strerror}")
    except UnreadableSubmission as error:
        return _refuse(f"{options.file}: {error}")
    sys.stdout.write(FORMATS[options.format](report))
    return 0 if report.ok else 1


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _explain(options: argparse.Namespace) -> int:
    try:
        text = explain(options.name, Rulebook.default(), options.year)
    except UnsupportedYear as error:
        return _refuse(str(error))
    if text is None:
        when = f" of {options.year}" if options.year else ""
        return _refuse(f"no such rule or measure{when}; rules are PI101, measures PI_EP_1")
    sys.stdout.write(text)
    return 0


def _diff(options: argparse.Namespace) -> int:
    rulebook = Rulebook.default()
    try:
        before, after = rulebook.policy(options.before), rulebook.policy(options.after)
    except UnsupportedYear as error:
        return _refuse(str(error))
    sys.stdout.write(comparison.render(before, after))
    return 0


def _years(_: argparse.Namespace) -> int:
    sys.stdout.write(table(Rulebook.default()))
    return 0


def _refuse(sentence: str) -> int:
    print(f"mips-pi: {sentence}", file=sys.stderr)
    return 2
