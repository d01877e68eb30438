"""The command mips-pi: its parser, and what becomes of a run whatever happens to its streams.

Exit status: 130 after Ctrl-C, 2 if any input could not be read, the output could not be written or
the command was misused, else 1 if any report is not ok (or as `--fail-on` says), else 0. stdout
carries the report alone; everything else goes to stderr. No network, ever.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from mips_pi_rules._version import __version__
from mips_pi_rules.command import terminal
from mips_pi_rules.command.parsing import Parser, as_written
from mips_pi_rules.wrapping import wrapped

# Each is a module beside this one, which adds its options and is imported when it is named.
COMMANDS: Final = {
    "check": "evaluate submissions: QPP JSON, NDJSON, QRDA III or a sheet of answers",
    "batch": "judge very many submissions: a row for each, over all processors",
    "best": "of several submissions of one clinician or group, report the one that counts",
    "plan": "say how to leave zero, and what scores more",
    "questions": "print the form of a year: to read, or as the empty sheet of answers",
    "safer": "keep the SAFER self-assessment behind a yes",
    "explain": "say what a rule, measure or reading means",
    "rules": "list the rules, measures and readings, all or by a word",
    "diff": "say what changed from one year to another",
    "years": "list the performance years and their status",
    "facts": "print what a submission says, as the JSON that rules are over",
    "schema": "print a JSON Schema, a year's rules or gate as one, or its code",
    "completion": "print what completes the command in a shell",
}

_EXAMPLES = """\
examples:
  mips-pi check submission.json
  mips-pi check --format sarif -o findings.sarif submissions/
  mips-pi check --year 2025 'inbox/**/*.xml'
  mips-pi check --format json - < submission.json
  mips-pi batch inbox.ndjson.gz -o outcomes.parquet
  mips-pi best ehr.json registry.json
  mips-pi plan submission.json --as-of 2025-10-01
  mips-pi questions 2025 --format csv > answers.csv
  mips-pi safer fill safer.json --year 2025
  mips-pi safer print safer.json --year 2025 --format html > safer.html
  mips-pi explain PI104
  mips-pi explain PI_HIE_4 --year 2025
  mips-pi rules SAFER
  mips-pi diff 2024 2025
  mips-pi years
  mips-pi facts submission.json
  mips-pi schema report
  mips-pi schema bundle 2025
  mips-pi schema gate 2025
  mips-pi schema code 2025
  mips-pi completion bash > ~/.local/share/bash-completion/completions/mips-pi
"""

STATUS: Final = (
    "exit status: 0 every report is ok, 1 a report is not ok, 2 not readable or misused, "
    "130 after Ctrl-C"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    try:
        with terminal.streams():
            given = sys.argv[1:] if arguments is None else arguments
            options = parser(given).parse_args(given)
            return int(options.run(options))
    except KeyboardInterrupt:
        return terminal.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        return terminal.MISUSED
    except OSError as error:
        return terminal.refuse(f"standard output: {terminal.why(error)}")


def parser(given: Sequence[str] | None = None) -> Parser:
    """The parser: the whole one, or what it takes to read the arguments that are given.

    Of these only the commands that stand among them get their options, and where the first is a
    command there is no other.
    """
    wanted = COMMANDS if given is None else given
    shown = given[:1] if given and given[0] in COMMANDS else COMMANDS
    whole = Parser(
        prog="mips-pi",
        description="Must this MIPS Promoting Interoperability score be forced to 0, "
        "and if not, what is it?",
        epilog="\n".join((_EXAMPLES, *wrapped(STATUS, width=terminal.width()))),
        formatter_class=as_written,
    )
    whole.add_argument("--version", action="version", version=f"mips-pi {__version__}")
    commands = whole.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for name in shown:
        what = COMMANDS[name]
        command = commands.add_parser(name, help=what, formatter_class=as_written)
        if name in wanted:
            import_module(f"mips_pi_rules.command.{name}").add(command)
            command.description = _described(f"{what[:1].upper()}{what[1:]}.", command.description)
            command.epilog = "\n".join(("examples:", *examples(name)))
    return whole


def examples(name: str) -> list[str]:
    """The lines of the examples that show a command."""
    return [
        line
        for line in _EXAMPLES.splitlines()
        if line.startswith(f"  mips-pi {name} ") or line == f"  mips-pi {name}"
    ]


def _described(what: str, more: str | None) -> str:
    """A command in one sentence, and more about it where there is more."""
    width = terminal.width()
    return "\n\n".join("\n".join(wrapped(one, width=width)) for one in (what, more) if one)
