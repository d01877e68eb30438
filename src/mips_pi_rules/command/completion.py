"""The command `mips-pi completion`: a script that completes commands, options and their values.

shtab makes it of the parser, for three shells, with no start of Python at each key. It is an extra:
nobody needs it to judge a submission.
"""

import argparse
from collections.abc import Iterator

from mips_pi_rules.command import main, terminal

_SHELLS = ("bash", "zsh", "fish")
_FILES = ("FILE", "DIR", "IN", "OUT")


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `completion` takes."""
    command.description = (
        "Write the script where the shell looks for it: bash "
        "~/.local/share/bash-completion/completions/mips-pi, zsh a file _mips-pi in a folder of "
        "$fpath, fish ~/.config/fish/completions/mips-pi.fish. It needs the extra: "
        "pip install 'mips-pi-rules[completion]'."
    )
    command.add_argument("shell", choices=_SHELLS, help="the shell that is to complete")
    command.set_defaults(run=_completion)


def _completion(options: argparse.Namespace) -> int:
    try:
        import shtab  # noqa: PLC0415 - an extra
    except ImportError:
        return terminal.refuse(
            "completion needs the extra: pip install 'mips-pi-rules[completion]'"
        )
    whole = main.parser()
    for action in _arguments(whole):
        if set(_FILES) & set(str(action.metavar).split("|")):
            action.complete = shtab.FILE  # type: ignore[attr-defined] # what shtab looks for
    terminal.write([shtab.complete(whole, shell=options.shell)])
    return 0


def _arguments(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every argument of the parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _arguments(below)
