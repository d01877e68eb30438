"""The command `mips-pi best`: of several submissions for one clinician, the one that counts.

It exits as `check` does. Submissions of different years, entity types or identifiers are not for
it: 2, and the field is named.
"""

import argparse

from mips_pi_rules.command import terminal
from mips_pi_rules.command.check import add_reporting, fails, given_context, writes_onto
from mips_pi_rules.command.contents import Piece
from mips_pi_rules.command.inputs import find, reads_twice
from mips_pi_rules.command.outputs import outputs, written
from mips_pi_rules.documents.document import read
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.evaluation import best_of
from mips_pi_rules.outcomes import COUNTING
from mips_pi_rules.render import Entry


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `best` takes."""
    command.description = (
        "Read several submissions of one clinician or group for one year and report "
        "the one that counts; where data that conflict force the score to 0, name each conflict."
    )
    command.add_argument(
        "files", metavar="FILE", nargs="+", help="the submissions; - is standard input"
    )
    add_reporting(command)
    command.set_defaults(run=_best)


def _best(options: argparse.Namespace) -> int:
    if reads_twice(*options.files, options.context):
        return terminal.MISUSED
    found = find(options.files)
    try:
        wanted = outputs(options)
    except ValueError as error:
        return terminal.refuse(str(error))
    if writes_onto(options, wanted, [one.file for one in found.inputs]):
        return terminal.MISUSED
    for sentence in found.left_out:
        terminal.say(sentence)
    given = [(one, piece) for one in found.inputs for piece in one.documents()]
    problems = [_problem(piece) for _, piece in given]
    for (one, piece), problem in zip(given, problems, strict=True):
        if problem is not None:
            terminal.say(f"{one.name}{piece.suffix}: {problem}")
    if any(problems):
        return terminal.MISUSED
    try:
        context = given_context(options)
        best, report = best_of((piece.content for _, piece in given), context=context)
    except ContextError as error:
        return terminal.refuse(f"{options.context}: {error}")
    except ValueError as error:  # they are not of one clinician or group; it names the field
        return terminal.refuse(str(error))
    one, piece = given[best]
    entry = Entry.in_file(f"{one.name}{piece.suffix}", report, one.path, piece.line, piece.column)
    terminal.say(_what_counts(entry.name, len(given), counts=report.outcome in COUNTING))
    if not written(wanted, iter([entry]), everything=options.all):
        return terminal.MISUSED
    return int(fails(report, options.fail_on) and not options.exit_zero)


def _what_counts(name: str, several: int, *, counts: bool) -> str:
    """Which of so many submissions counts, or that none does; the report is of the one named."""
    if several == 1:
        return f"the only submission {name} {'counts' if counts else 'does not count'}"
    if counts:
        return f"of {several} submissions {name} counts"
    return f"of {several} submissions none counts; the report is of {name}"


def _problem(piece: Piece) -> ValueError | None:
    """Why a document cannot take part."""
    if piece.context is not None:
        return ContextError("", "is given by --context here, once for all submissions")
    try:
        read(piece.content)
    except UnreadableSubmission as error:
        return piece.problem or piece.in_file(error)
    return piece.problem
