"""The command `mips-pi check`: a report for everything that it is pointed at."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import define, evolve, field, frozen

from mips_pi_rules.command import terminal
from mips_pi_rules.command.contents import Piece
from mips_pi_rules.command.inputs import Input, content_of, find
from mips_pi_rules.command.nextsteps import advice
from mips_pi_rules.command.outputs import (
    Output,
    add_outputs,
    onto_what_is_read,
    outputs,
    written,
)
from mips_pi_rules.command.parsing import year
from mips_pi_rules.command.progress import Progress
from mips_pi_rules.context.context import Context
from mips_pi_rules.documents.jsontext import read_object
from mips_pi_rules.errors import ContextError, UnreadableSubmission, UnsupportedYear
from mips_pi_rules.judging.evaluation import evaluate, unreadable
from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.render import Entry
from mips_pi_rules.render.words import counted

_FAIL_ON = ("not-ok", "rejected", "warning", "advice")


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `check` takes."""
    command.description = (
        "Evaluate files, folders, patterns or standard input (-). QPP JSON, "
        "{submission, context}, an array or a row of these, NDJSON and QRDA III, each with gzip "
        "or without, are told apart by content; .ndjson and .jsonl are read line by line."
    )
    command.add_argument(
        "files", metavar="FILE|DIR|-", nargs="+", help="what to evaluate; - is standard input"
    )
    command.add_argument(
        "--year", type=year, metavar="YEAR", help="refuse documents of another performance year"
    )
    command.add_argument(
        "--names",
        choices=("file", "position"),
        default="file",
        help="position: name inputs by number where file names hold identifiers",
    )
    add_reporting(command)
    command.set_defaults(run=_check)


def add_reporting(command: argparse.ArgumentParser) -> None:
    """Add the options of every command that gives reports: context, format, output and status."""
    command.add_argument("--context", metavar="FILE", help="JSON: eligibility, history, evidence")
    add_outputs(command)
    command.add_argument(
        "--fail-on",
        choices=_FAIL_ON,
        default="not-ok",
        help="exit 1 when a report is not ok (default), only when one is rejected, "
        "or also for warnings or any advice",
    )
    command.add_argument("--exit-zero", action="store_true", help="exit 0 whatever the reports say")


@define
class _Tally:
    """What the exit status and the last line are made of, while reports go by."""

    unread: int = 0
    failed: bool = False
    outcomes: Counter[str] = field(factory=Counter)

    def told(self) -> str:
        """How many documents there were of each outcome."""
        return counted(self.outcomes, self.unread)


def _check(options: argparse.Namespace) -> int:
    found = find(options.files, positions=options.names == "position")
    try:
        rulebook = Rulebook.default()
        rulebook = rulebook if options.year is None else rulebook.only(options.year)
        context = given_context(options)
        wanted = outputs(options)
    except ContextError as error:
        return terminal.refuse(f"{options.context}: {error}")
    except (UnsupportedYear, ValueError) as error:
        return terminal.refuse(str(error))
    if writes_onto(options, wanted, [one.file for one in found.inputs]):
        return terminal.MISUSED
    for sentence in found.left_out:
        terminal.say(sentence)
    tally = _Tally()
    progress = Progress.over([one.file for one in found.inputs])
    given = _Given(context, rulebook, options)
    entries = _shown(_entries(found.inputs, given, tally, progress), tally)
    try:
        done = written(wanted, entries, everything=options.all, clear=progress.clear)
    except KeyboardInterrupt:
        progress.clear()
        terminal.say(f"stopped; {tally.told()}")
        raise
    progress.clear()
    if tally.outcomes.total() > 1:
        terminal.say(tally.told())
    if not done or tally.unread:
        return terminal.MISUSED
    return int(tally.failed and not options.exit_zero)


def given_context(options: argparse.Namespace) -> Context | None:
    """The context of `--context`. Raises ContextError for one that cannot be read too."""
    if options.context is None:
        return None
    try:
        return Context.of(read_object(content_of(options.context)))
    except OSError as error:
        problem = terminal.why(error)
    except UnreadableSubmission as error:
        problem = str(error)
    raise ContextError("", problem)


def writes_onto(
    options: argparse.Namespace, wanted: Sequence[Output], files: Sequence[str]
) -> bool:
    """Whether an output is one of the files that are read; said on stderr."""
    given = [*files, options.context] if options.context else files
    onto = onto_what_is_read(wanted, given)
    if onto is None:
        return False
    terminal.say(f"{onto}: is read, so nothing is written onto it")
    return True


def _shown(entries: Iterator[Entry], tally: _Tally) -> Iterator[Entry]:
    """The entries; what cannot be read and stands alone has none."""
    first = next(entries, None)
    second = next(entries, None) if tally.unread else None
    if first is None or (tally.unread and second is None):
        return
    yield first
    if second is not None:
        yield second
    yield from entries


@frozen(eq=False)
class _Given:
    """What all documents are judged by, and how they are spoken of."""

    context: Context | None
    rulebook: Rulebook
    options: argparse.Namespace


def _entries(
    inputs: Sequence[Input], given: _Given, tally: _Tally, progress: Progress
) -> Iterator[Entry]:
    """A report for every document, made when it is asked for."""
    for one in inputs:
        for piece in one.documents():
            for sentence in piece.row.advice if piece.row is not None else ():
                terminal.say(f"{one.name}: {sentence}")
            entry, problem = _judged(one, piece, given)
            if problem is not None:
                tally.unread += 1
                progress.clear()
                terminal.say(f"{entry.name}: {problem}")
            else:
                tally.failed |= fails(entry.report, given.options.fail_on)
            tally.outcomes[entry.report.outcome] += 1
            progress.step(piece.size)
            yield entry
            del entry  # whoever took it has it, and nobody else while the next one is made


def _judged(one: Input, piece: Piece, given: _Given) -> tuple[Entry, UnreadableSubmission | None]:
    """The report of a document under its name, and why it could not be read, where it could not."""
    problem = piece.problem
    if problem is None:
        context = given.context if piece.context is None else piece.context
        try:
            report = evaluate(piece.content, context=context, rulebook=given.rulebook)
            return _entry(one, piece, report, given), None
        except (UnreadableSubmission, ContextError) as error:
            problem = error
    # Of several documents each has a place, if only the one at which it begins; so has a context.
    if isinstance(problem, ContextError) and piece.context_at is not None:
        piece = evolve(piece, line=piece.context_at[0], column=piece.context_at[1])
    line, column = (1, 1) if piece.suffix or piece.context_at is not None else (None, None)
    sentence = str(problem)
    if isinstance(problem, UnreadableSubmission):
        sentence = problem.sentence
        if problem.line is not None:
            line, column = problem.line, problem.column
    entry = _entry(one, piece, unreadable(sentence, line, column, rulebook=given.rulebook), given)
    if piece.row is not None:  # the sentence names row and columns
        return entry, UnreadableSubmission(sentence)
    place = next(iter(entry.report.findings))
    return entry, UnreadableSubmission(sentence, place.line, place.column)


def _entry(one: Input, piece: Piece, report: Report, given: _Given) -> Entry:
    file = one.file if given.options.names == "file" else None
    beside = given.options.context if piece.context is None else None
    # A row of a sheet means nothing without the heading: no line of the file is the document.
    part = piece.suffix if piece.row is None else f"#{piece.row.number}"
    name, told = f"{one.name}{piece.suffix}", advice(report, given.rulebook, file, part, beside)
    others: dict[str, Any] = {"file": one.name, "advice": told}
    if (row := piece.row) is not None:
        return Entry.in_sheet(name, report, one.path, row.number, row.place, **others)
    return Entry.in_file(name, report, one.path, piece.line, piece.column, **others)


def fails(report: Report, fail_on: str) -> bool:
    """Whether a report makes the command fail, as `--fail-on` says."""
    if fail_on == "rejected":
        return report.outcome is Outcome.REJECTED
    severities = {finding.severity for finding in report.findings}
    noted = {"not-ok": set(), "warning": {"warning"}, "advice": {"warning", "advice"}}[fail_on]
    return not report.ok or bool(severities & noted)
