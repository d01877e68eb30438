"""The command `mips-pi schema`: a JSON Schema of the library, or a year's rules as one."""

import argparse
import json

from mips_pi_rules.command import terminal
from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.reference import bundle


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `schema` to those of `mips-pi`."""
    schema = commands.add_parser("schema", help="print a JSON Schema, or a year's rules as one")
    schema.add_argument("name", metavar="NAME", help="such as report or PI104; or bundle")
    schema.add_argument("year", metavar="YEAR", nargs="?", type=int, help="after bundle")
    schema.set_defaults(run=_schema)


def _schema(options: argparse.Namespace) -> int:
    if options.name == "bundle":
        if options.year is None:
            return terminal.refuse("schema bundle takes a performance year")
        try:
            found = bundle.bundle(options.year)
        except UnsupportedYear as error:
            return terminal.refuse(str(error))
    else:
        named = bundle.schema(options.name)
        if named is None or options.year is not None:
            return terminal.refuse(
                f"schemas are {', '.join(bundle.names()[:6])}, rule ids, and bundle YEAR"
            )
        found = dict(named)
    terminal.write([json.dumps(found, indent=2, ensure_ascii=False) + "\n"])
    return 0
