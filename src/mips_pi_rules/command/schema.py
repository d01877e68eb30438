"""The command `mips-pi schema`: a JSON Schema of the library, or a year's rules in one piece."""

import argparse
from collections.abc import Callable
from typing import Final

from mips_pi_rules.command import terminal
from mips_pi_rules.command.parsing import year
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.jsonvalues import dumped
from mips_pi_rules.reference import bundle, code, gate


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `schema` takes."""
    command.add_argument(
        "name",
        metavar="NAME",
        help="report, submission, context, facts, policy or rule; the id of a rule; or, of a YEAR, "
        "bundle (its rules over facts), gate (over the document) or code (in Python)",
    )
    command.add_argument(
        "year", metavar="YEAR", nargs="?", type=year, help="after bundle, gate and code"
    )
    command.set_defaults(run=_schema)


# What is printed of a year: its rules as a schema of facts or of documents, or as Python.
_OF_A_YEAR: Final[dict[str, Callable[[int], str]]] = {
    "bundle": lambda year: dumped(bundle.bundle(year)),
    "gate": lambda year: dumped(gate.gate(year)),
    "code": code.code,
}


def _schema(options: argparse.Namespace) -> int:
    of_a_year = _OF_A_YEAR.get(options.name)
    if of_a_year is not None:
        if options.year is None:
            return terminal.refuse(f"schema {options.name} takes a performance year")
        try:
            terminal.write([of_a_year(options.year)])
        except UnsupportedYear as error:
            return terminal.refuse(str(error))
        return 0
    named = bundle.schema(options.name)
    if named is None or options.year is not None:
        known = ", ".join(bundle.names()[:6])
        return terminal.refuse(
            f"schemas are {known}, rule ids, bundle YEAR, gate YEAR and code YEAR"
        )
    terminal.write([dumped(named)])
    return 0
