"""The report for people: the verdict in the first line, what to fix, then the points.

The points of a score that is forced to 0 are short: what would be earned, without why.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding, MeasureResult, ObjectiveResult
from mips_pi_rules.render.entry import Advice, Entry
from mips_pi_rules.render.json import told
from mips_pi_rules.render.words import parts, place, points_of, spaced, verdict
from mips_pi_rules.wrapping import WIDTH, wrapped

_INDENT: Final = " " * 12
_COLUMN: Final = " " * 42  # where the titles of rows begin
_WHY: Final = " " * 16


def render(report: Report, *, advice: Advice | None = None, width: int = WIDTH) -> str:
    """Plain text in lines of at most `width` columns, ending in a newline."""
    return "\n".join(_lines(report, advice, width)) + "\n"


def render_all(
    entries: Iterable[Entry], *, everything: bool = False, width: int = WIDTH
) -> Iterator[str]:
    """One report alone; several each under a line with their name.

    Of several, those that are in order have their verdict alone, unless `everything` is wanted.
    """
    first, rest = told(entries)
    if len(first) == 1:
        yield render(first[0].report, advice=first[0].advice, width=width)
        return
    for entry in chain(first, rest):
        report = entry.report
        brief = report.ok and not report.findings and not everything
        said = "\n".join(wrapped(verdict(report), width=width)) + "\n"
        if not brief:
            said = render(report, advice=entry.advice, width=width)
        yield f"=== {entry.name} ===\n{said}\n"


def _lines(report: Report, advice: Advice | None, width: int) -> Iterator[str]:
    found = parts(report)
    yield from wrapped(verdict(report), width=width)
    if report.forced_to_zero:
        would = f"Without what is listed here it would be {report.subtotal} of {report.maximum}."
        yield from wrapped(would, width=width)
    first = "Warning" if len(found.first) == 1 else "Warnings"
    yield from _findings(first, found.first, width)
    yield from _findings("What to fix", found.causes, width)
    yield from _findings("To look at", found.others, width)
    if len(report.sets) > 1:
        yield from ("", "Measurement sets")
        for one in report.sets:
            mark = "*" if one.picked else " "
            score = "" if one.score is None else f" {one.score}"
            method = spaced(one.submission_method or "unknown method").lower()
            what = f"{one.program_name or 'unknown program'}, {method}: {one.outcome.value}{score}"
            yield from wrapped(f"{one.pointer} {what}", f" {mark} ", "     ", width=width)
    if report.objectives:
        yield from ("", "Points if it were not forced to 0" if report.forced_to_zero else "Points")
        for objective in report.objectives:
            yield from _points(objective, width, short=report.forced_to_zero)
    if report.assumptions:
        yield from ("", "This rests on readings that no source settles")
        for assumption in report.assumptions:
            sentence = f"{assumption.id}: {assumption.statement}"
            yield from wrapped(sentence, "  - ", "    ", width=width)
    if advice is not None:
        yield from ("", "What next")
        yield from wrapped(advice.what, "  ", "  ", width=width)
        yield f"    {advice.command}"  # whole, to be copied
        if advice.days is not None:
            yield from wrapped(advice.days, "  ", "  ", width=width)


def _findings(title: str, findings: Iterable[Finding], width: int) -> Iterator[str]:
    for index, finding in enumerate(findings, 1):
        if index == 1:
            yield from ("", title)
        yield from wrapped(finding.message, f"{index:3}. ", "     ", width=width)
        law = f"{finding.rule}; {', '.join(finding.cites)}"
        for label, said in (("Fix", finding.fix), ("Where", place(finding)), ("Law", law)):
            yield from wrapped(said, f"     {label + ':':<7}", _INDENT, width=width)


def _points(objective: ObjectiveResult, width: int, *, short: bool) -> Iterator[str]:
    heading = objective.title
    if objective.available:
        heading += f": {objective.points} of {objective.available}"
    yield from wrapped(heading, "  ", "    ", width=width)
    for row in objective.measures:
        yield from _row(row, width, short=short)


def _row(row: MeasureResult, width: int, *, short: bool) -> Iterator[str]:
    status = spaced(row.status).lower()
    head = f"    {row.measure_id:<12}{points_of(row):<13}{status:<13}"
    if short:
        yield head.rstrip()
        return
    yield from wrapped(row.title, head, _COLUMN, width=width)
    yield from wrapped(row.why, _WHY, _WHY, width=width)
