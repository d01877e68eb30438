"""The command `mips-pi check`: a report for everything that it is pointed at."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from attrs import define, field

from mips_pi_rules.command import terminal
from mips_pi_rules.command.inputs import Input, content_of, find, reads_twice
from mips_pi_rules.command.judged import Given, judged
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
from mips_pi_rules.documents.jsontext import read_context
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.many import keys
from mips_pi_rules.many.contexts import Contexts, ContextsError
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.render import Entry
from mips_pi_rules.render.words import counted

_FAIL_ON = ("not-ok", "rejected", "warning", "advice")


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command `check` takes."""
    command.description = (
        "Evaluate files, folders, patterns or standard input (-). QPP JSON, "
        "{submission, context}, an array or a row of these, NDJSON, QRDA III and sheets of answers "
        "(CSV, .xlsx; a row is a submission), each with gzip or without, are told apart by "
        "content; .ndjson and .jsonl are read line by line."
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
    command.add_argument(
        "--contexts",
        metavar="FILE",
        help="NDJSON or CSV: the context of each document by its name or key; "
        "--context holds for the others",
    )
    command.add_argument(
        "--key",
        metavar="FIELD",
        help="the field of a submission that is its key, for --contexts and csv",
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


@define(eq=False, repr=False)
class _Tally:
    """What the exit status and the last line are made of, while reports go by."""

    fail_on: str
    unread: int = 0
    failed: bool = False
    keyed: bool = False
    outcomes: Counter[str] = field(factory=Counter)

    def told(self) -> str:
        """How many documents there were of each outcome."""
        return counted(self.outcomes, self.unread)


def _check(options: argparse.Namespace) -> int:
    if reads_twice(*options.files, options.context, options.contexts):
        return terminal.MISUSED
    found = find(options.files, positions=options.names == "position")
    try:
        rulebook = Rulebook.default()
        rulebook = rulebook if options.year is None else rulebook.only(options.year)
        context = given_context(options)
        wanted = outputs(options)
        contexts = given_contexts(options)
    except ContextError as error:
        return terminal.refuse(f"{options.context}: {error}")
    except ContextsError as error:
        for fault in prefixed(options, error.told()):
            terminal.say(fault)
        return terminal.MISUSED
    except ValueError as error:  # an unsupported year too
        return terminal.refuse(str(error))
    also = [] if options.contexts is None else [options.contexts]
    if writes_onto(options, wanted, [*(one.file for one in found.inputs), *also]):
        return terminal.MISUSED
    for sentence in (*found.left_out, *prefixed(options, contexts.remarks)):
        terminal.say(sentence)
    tally = _Tally(options.fail_on)
    progress = Progress.over([one.file for one in found.inputs])
    given = Given(
        context, contexts, rulebook, options.context, options.key,
        named=options.names == "file", year=options.year,
    )  # fmt: skip
    entries = _shown(_entries(found.inputs, given, tally, progress), tally)
    try:
        done = written(wanted, entries, everything=options.all, clear=progress.clear)
    except KeyboardInterrupt:
        progress.clear()
        terminal.say(f"stopped; {tally.told()}")
        raise
    progress.clear()
    for sentence in prefixed(options, contexts.unfit()):
        terminal.say(sentence)
    if options.key is not None and tally.outcomes and not tally.keyed:
        terminal.say(keys.nowhere(options.key))
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
        return Context.of(read_context(content_of(options.context)))
    except OSError as error:
        problem = terminal.why(error)
    except UnreadableSubmission as error:
        problem = str(error)
    raise ContextError("", problem)


def given_contexts(options: argparse.Namespace) -> Contexts:
    """The contexts of `--contexts`. Raises ValueError in a sentence, ContextsError for its rows."""
    refused = None if options.key is None else keys.refusal(options.key)
    if refused is not None:
        raise ValueError(refused)
    if options.contexts is None:
        return Contexts()
    # Imported when it is needed: most documents have none beside them.
    from mips_pi_rules.many.contextsfile import read_contexts  # noqa: PLC0415

    try:
        with Input(options.contexts, options.contexts).opened() as stream:
            found = read_contexts(stream)
    except OSError as error:
        raise ValueError(f"{options.contexts}: {terminal.why(error)}") from error
    if found.by_key and options.key is None:
        raise ValueError(f"{options.contexts}: has keys; name the field of a key with --key")
    return found


def prefixed(options: argparse.Namespace, sentences: Iterable[str]) -> Iterator[str]:
    """What is said of the file of contexts, with its name."""
    return (f"{options.contexts}: {sentence}" for sentence in sentences)


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


def _entries(
    inputs: Sequence[Input], given: Given, tally: _Tally, progress: Progress
) -> Iterator[Entry]:
    """A report for every document, made when it is asked for."""
    for one in inputs:
        for piece in one.documents():
            found = judged(one, piece, given)
            entry, problem = found.entry, found.problem
            row, whole = piece.row, () if problem is None else (str(problem),)
            # Of a row of a sheet each cell has a line, which names the row.
            in_row = () if row is None else (*row.advice, *row.told)
            if row is not None and row.problems:
                whole = ()
            for sentence in (*in_row, *found.remarks, *whole):
                progress.clear()
                terminal.say(f"{one.name if sentence in in_row else entry.name}: {sentence}")
            if problem is not None:
                tally.unread += 1
            else:
                tally.failed |= fails(entry.report, tally.fail_on)
            tally.keyed |= entry.key is not None
            tally.outcomes[entry.report.outcome] += 1
            progress.step(piece.size)
            yield entry
            del entry, found  # whoever took it has it, and nobody else while the next one is made


def fails(report: Report, fail_on: str) -> bool:
    """Whether a report makes the command fail, as `--fail-on` says."""
    if fail_on == "rejected":
        return report.outcome is Outcome.REJECTED
    severities = {finding.severity for finding in report.findings}
    noted = {"not-ok": set(), "warning": {"warning"}, "advice": {"warning", "advice"}}[fail_on]
    return not report.ok or bool(severities & noted)
