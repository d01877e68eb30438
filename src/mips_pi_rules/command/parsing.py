"""The parser of the command line: argparse's own, made safe for a terminal and helpful.

argparse stays: it is in the standard library, so the three dependencies stay three, and its parser
is data that help, completion and the manual page are made of.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from mips_pi_rules.command import terminal
from mips_pi_rules.days import written_year
from mips_pi_rules.render.entry import printable


class Parser(argparse.ArgumentParser):
    """Help where nothing is given, what may have been meant where something is not known."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """As argparse does it; what is not known is refused here, with this command's options."""
        if args is not None and not args and any(one.required for one in self._actions):
            self.print_help(sys.stderr)
            self.exit(terminal.MISUSED)
        found, rest = super().parse_known_args(args, namespace)
        unknown = next((one for one in rest if one.startswith("-") and one != "-"), None)
        if unknown is not None:
            name = unknown.partition("=")[0]
            known = [one for one in self._option_string_actions if one.startswith("--")]
            self.error(f"there is no option {name}{meant(name, known)}")
        if rest:
            self.error(f"{rest[0]} is one argument too many")
        return found, rest

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = [str(one) for one in action.choices]
            what = f"is none of {', '.join(known)}{meant(str(value), known)}"
            raise argparse.ArgumentError(action, what)

    def error(self, message: str) -> NoReturn:
        """Say it without what a terminal might obey, with how to get help, and end with 2."""
        self.print_usage(sys.stderr)
        said = f"{self.prog}: {printable(message)}\n{self.prog} --help says what there is.\n"
        self.exit(terminal.MISUSED, said)

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse passes over what could not be written; help that nobody got is no success.
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def as_written(prog: str) -> argparse.HelpFormatter:
    """Help with its paragraphs and examples as they are written, as wide as other text.

    argparse asks for it at every option, and without a width would load all that shutil brings.
    """
    return argparse.RawDescriptionHelpFormatter(prog, width=terminal.width() - 2)


def year(given: str) -> int:
    """A year as it was typed. Raises argparse's error for anything else."""
    found = written_year(given)
    if found is None:
        raise argparse.ArgumentTypeError("must be a year, such as 2025")
    return found


def meant(written: str, known: Iterable[str]) -> str:
    """What may have been meant, as the end of a sentence; empty where nothing is near."""
    from mips_pi_rules.reference.names import near  # noqa: PLC0415 - only where something is wrong

    found = near(written, known)
    return f"; did you mean {' or '.join(found)}?" if found else ""
