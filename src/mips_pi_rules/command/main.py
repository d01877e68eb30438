"""The command mips-pi: its parser, and what becomes of a run whatever happens to its streams.

Exit status: 130 after Ctrl-C, 2 if any input could not be read, the output could not be written or
the command was misused, else 1 if any report is not ok (or as `--fail-on` says), else 0. stdout
carries the report alone; everything else goes to stderr. No network, ever.
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

from mips_pi_rules._version import __version__
from mips_pi_rules.command import terminal
from mips_pi_rules.render.entry import printable

# Each is a module beside this one, which adds its options and is imported when it is named.
COMMANDS: Final = {
    "check": "evaluate submissions: QPP JSON, NDJSON or QRDA III",
    "batch": "judge very many submissions: a row for each, over all processors",
    "best": "of several submissions of one clinician or group, report the one that counts",
    "plan": "say how to leave zero, and what scores more",
    "safer": "keep the SAFER self-assessment behind a yes",
    "explain": "say what a rule, measure or reading means",
    "rules": "list the rules, measures and readings, all or by a word",
    "diff": "say what changed from one year to another",
    "years": "list the performance years and their status",
    "facts": "print what a submission says, as the JSON that rules are over",
    "schema": "print a JSON Schema, a year's rules or gate as one, or its code",
}

_EXAMPLES = """\
examples:
  mips-pi check submission.json
  mips-pi check --format sarif -o findings.sarif submissions/
  mips-pi check --year 2025 'inbox/**/*.xml'
  mips-pi check --format json - < submission.json
  mips-pi best ehr.json registry.json
  mips-pi plan submission.json
  mips-pi explain PI104
  mips-pi explain PI_HIE_4 --year 2025
  mips-pi diff 2024 2025
  mips-pi schema report
  mips-pi schema bundle 2025
  mips-pi schema gate 2025
  mips-pi schema code 2025
  mips-pi years

exit status: 0 every report is ok, 1 a report is not ok, 2 not readable or misused
"""


class _Parser(argparse.ArgumentParser):
    """argparse's own, which repeats arguments as they were given, made safe for a terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse passes over what could not be written; help that nobody got is no success.
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    try:
        with terminal.streams():
            given = sys.argv[1:] if arguments is None else arguments
            options = _parser(given).parse_args(given)
            return int(options.run(options))
    except KeyboardInterrupt:
        return terminal.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        return terminal.MISUSED
    except OSError as error:
        return terminal.refuse(f"standard output: {terminal.why(error)}")


def _parser(given: Collection[str]) -> argparse.ArgumentParser:
    """The parser; only the commands that stand among the arguments get their options."""
    parser = _Parser(
        prog="mips-pi",
        description="Must this MIPS Promoting Interoperability score be forced to 0, "
        "and if not, what is it?",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"mips-pi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what)
        if name in given:
            import_module(f"mips_pi_rules.command.{name}").add(command)
    return parser
