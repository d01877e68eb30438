"""Write the manual page docs/mips-pi.1 from the parser of the command line.

`python tools/manpage.py [FILE]`. The wheel installs it as share/man/man1/mips-pi.1. It is made of
the parser's own words, without argparse's formatting, which differs between versions of Python.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mips_pi_rules.command.main import COMMANDS, STATUS, examples, parser
from target import target

PAGE = Path(__file__).resolve().parent.parent / "docs" / "mips-pi.1"
SEE = "docs/ in the repository; 42 CFR 414.1375, 414.1380"


def page() -> str:
    """The manual page."""
    whole = parser()
    return "\n".join(_lines(whole)) + "\n"


def _lines(whole: argparse.ArgumentParser) -> Iterator[str]:
    yield '.TH MIPS-PI 1 "" "mips-pi-rules" "User Commands"'
    yield ".SH NAME"
    yield f"mips-pi \\- {_text(COMMANDS['check'])}, and say why a score is 0"
    yield ".SH SYNOPSIS"
    yield ".B mips-pi"
    yield "COMMAND [OPTION]... [ARGUMENT]..."
    yield ".SH DESCRIPTION"
    yield _text(whole.description or "")
    yield "No network is used, ever. The report goes to standard output, all other talk to standard"
    yield "error."
    yield ".SH COMMANDS"
    yield from _commands(whole, "mips-pi")
    yield ".SH EXAMPLES"
    yield ".nf"
    yield from (_text(line.strip()) for name in COMMANDS for line in examples(name))
    yield ".fi"
    yield ".SH EXIT STATUS"
    yield _text(STATUS.partition(": ")[2]) + "."
    yield ".SH SEE ALSO"
    yield _text(SEE)


def _commands(of: argparse.ArgumentParser, called: str) -> Iterator[str]:
    for action in of._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        said = {one.dest: one.help or "" for one in action._choices_actions}
        for name, command in action.choices.items():
            yield f".SS {_text(f'{called} {name} {_usage(command)}'.strip())}"
            paragraphs = (command.description or said[name]).split("\n\n")
            for number, paragraph in enumerate(paragraphs):
                yield from ([".PP"] if number else [])
                yield _text(" ".join(paragraph.split()))
            yield from _arguments(command)
            yield from _commands(command, f"{called} {name}")


def _usage(command: argparse.ArgumentParser) -> str:
    """The arguments that are no options, as they are written."""
    return " ".join(
        f"[{_value(one)}]" if one.nargs in ("?", "*") else _value(one)
        for one in command._actions
        if not one.option_strings
    )


def _arguments(command: argparse.ArgumentParser) -> Iterator[str]:
    for one in command._actions:
        if isinstance(one, argparse._SubParsersAction | argparse._HelpAction):
            continue
        names = ", ".join(one.option_strings)
        takes = _value(one) if one.nargs != 0 else ""
        yield ".TP"
        yield f".B {_text(f'{names} {takes}'.strip())}"
        yield _text(_help(one))


def _value(action: argparse.Action) -> str:
    """What an argument takes: its own word, or one of its choices."""
    if action.metavar is None and action.choices is not None:
        return "|".join(str(one) for one in action.choices)
    word: Any = action.metavar or action.dest.upper()
    return f"{word}..." if action.nargs in ("+", "*") else str(word)


def _help(action: argparse.Action) -> str:
    return (action.help or "") % {**vars(action), "prog": "mips-pi"}


def _text(said: str) -> str:
    """Text that roff takes as it is."""
    written = said.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{written}" if written.startswith((".", "'")) else written


def main(file: Path) -> int:
    """Write the page."""
    file.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(target(__doc__, PAGE)))
