"""The command `mips-pi facts`: what a submission says, as the JSON that rules are over.

Exit status: 0 the facts were printed, whatever rules say of them; 2 what was given could not be
read or the command was misused.
"""

import argparse
import json

from mips_pi_rules.command import terminal
from mips_pi_rules.command.inputs import ONE, of_one
from mips_pi_rules.reference.statement import facts_of


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `facts` takes."""
    command.description = (
        "Print what a submission says as one JSON object: facts of the document, and of each "
        "Promoting Interoperability set. `mips-pi schema facts` describes every field; the schema "
        "that `mips-pi schema bundle YEAR` prints is over it. It holds the CMS EHR Certification "
        "ID and no other identifier."
    )
    command.add_argument("file", metavar="FILE", help=ONE)
    command.add_argument("--context", metavar="FILE", help="JSON: eligibility, history, evidence")
    command.set_defaults(run=_facts)


def _facts(options: argparse.Namespace) -> int:
    found = of_one(
        options.file, options.context, lambda content, context: facts_of(content, context=context)
    )
    if found is None:
        return terminal.MISUSED
    # In ASCII: a certification id may hold half a character, which cannot be written otherwise.
    terminal.write([json.dumps(found, indent=2) + "\n"])
    return 0
