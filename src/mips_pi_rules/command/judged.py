"""One document of an input, judged: its entry, and what is to be said of it on stderr."""

from pathlib import Path
from typing import Any, Final

from attrs import frozen

from mips_pi_rules.command.contents import Piece
from mips_pi_rules.command.inputs import Input
from mips_pi_rules.command.nextsteps import advice
from mips_pi_rules.context.context import Context
from mips_pi_rules.errors import ContextError, UnreadableSubmission
from mips_pi_rules.judging.evaluation import evaluate, unreadable
from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.many import keys
from mips_pi_rules.many.contexts import BRINGS_ITS_OWN, Contexts
from mips_pi_rules.render import Entry
from mips_pi_rules.render.entry import printable

_APART: Final = "CONTEXT"  # the file that one context among others has to be put into


@frozen(eq=False, repr=False)
class Given:
    """What all documents are judged by, and how they are spoken of.

    `context` is that of `--context`, which is called `beside`; `contexts` are those of
    `--contexts`. `field`: that of a key; `named`: whether files may be called by their names;
    `year`: the one year whose documents are taken, None for any.
    """

    context: Context | None
    contexts: Contexts
    rulebook: Rulebook
    beside: str | None = None
    field: str | None = None
    named: bool = True
    year: int | None = None


@frozen(eq=False, repr=False)
class Judged:
    """The entry of a document; `remarks` about it, and why it could not be read, if so."""

    entry: Entry
    remarks: tuple[str, ...] = ()
    problem: UnreadableSubmission | None = None


@frozen(eq=False, repr=False)
class _Known:
    """What is known of a document beside it: its key, and its own context in `--contexts`."""

    key: keys.Key
    context: Context | None
    remarks: tuple[str, ...]


def judged(one: Input, piece: Piece, given: Given) -> Judged:
    """The report of a document under its name, and why it could not be read, where it could not.

    A context that it brings itself goes before its own in `--contexts`, and that before the one
    for all.
    """
    known = _known(one, piece, given)
    problem = piece.problem
    if problem is None:
        contexts = (piece.context, known.context, given.context)
        context = next((one for one in contexts if one is not None), None)
        try:
            report = evaluate(piece.content, context=context, rulebook=given.rulebook)
            return Judged(_entry(one, piece, report, given, known), known.remarks)
        except (UnreadableSubmission, ContextError) as error:
            problem = error
    # Of several documents each has a place, if only the one at which it begins; so has a context.
    if isinstance(problem, ContextError) and piece.context_at is not None:
        piece = piece._replace(line=piece.context_at[0], column=piece.context_at[1])
    line, column = (1, 1) if piece.suffix or piece.context_at is not None else (None, None)
    sentence = str(problem)
    if isinstance(problem, UnreadableSubmission):
        sentence = problem.sentence
        if problem.line is not None:
            line, column = problem.line, problem.column
    report = unreadable(sentence, line, column, rulebook=given.rulebook)
    entry = _entry(one, piece, report, given, known)
    place = next(iter(entry.report.findings))
    told = UnreadableSubmission(sentence, place.line, place.column)
    if piece.row is not None:  # the sentence names row and columns
        told = UnreadableSubmission(sentence)
    return Judged(entry, known.remarks, told)


def _known(one: Input, piece: Piece, given: Given) -> _Known:
    file, field = Path(one.file).name, given.field
    key, refused = None, None
    if field == keys.NAME:
        key, refused = keys.checked(f"{file}{piece.suffix}")
    elif field is not None:
        key, refused = keys.key_of(piece.content, field)
    names = (f"{one.file}{piece.suffix}", f"{file}{piece.suffix}")
    context = given.contexts.of(names, key)
    twice = BRINGS_ITS_OWN if context is not None and piece.context is not None else None
    return _Known(key, context, tuple(filter(None, (refused, twice))))


def _entry(one: Input, piece: Piece, report: Report, given: Given, known: _Known) -> Entry:
    file = one.file if given.named else None
    beside = given.beside if known.context is None else _APART
    beside = beside if piece.context is None else None
    name, in_sheet = f"{one.name}{piece.suffix}", piece.row is not None
    told = advice(
        report,
        given.rulebook,
        file,
        piece.suffix,
        beside,
        in_sheet=in_sheet,
        year=given.year,
    )
    key = None if known.key is None else printable(str(known.key))
    others: dict[str, Any] = {"file": one.name, "key": key, "advice": told}
    if (row := piece.row) is not None:
        return Entry.in_sheet(name, report, one.path, row.number, row.place, **others)
    return Entry.in_file(name, report, one.path, piece.line, piece.column, **others)
