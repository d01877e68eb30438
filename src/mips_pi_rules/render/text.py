"""The report for people: the verdict in the first line, what to fix, then the points."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from mips_pi_rules.judging.report import Finding, MeasureResult, Report
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.json import told
from mips_pi_rules.render.words import parts, place, spaced, verdict
from mips_pi_rules.wrapping import wrapped


def render(report: Report) -> str:
    """Plain text of at most 88 columns, ending in a newline."""
    return "\n".join(_lines(report)) + "\n"


def render_all(entries: Iterable[Entry], *, everything: bool = False) -> Iterator[str]:
    """One report alone; several each under a line with their name, and counted at the end.

    Of several, those that are in order have their verdict alone, unless `everything` is wanted.
    """
    first, rest = told(entries)
    if len(first) == 1:
        yield render(first[0].report)
        return
    counted: Counter[str] = Counter()
    for entry in chain(first, rest):
        counted[entry.report.outcome.value] += 1
        brief = entry.report.ok and not entry.report.findings and not everything
        said = f"{verdict(entry.report)}\n" if brief else render(entry.report)
        yield f"=== {entry.name} ===\n{said}\n"
    if first:
        told_of = ", ".join(f"{number} {outcome}" for outcome, number in counted.items())
        yield f"{counted.total()} documents: {told_of}\n"


def _lines(report: Report) -> Iterator[str]:
    found = parts(report)
    yield verdict(report)
    if report.forced_to_zero:
        yield f"Without what is listed here it would be {report.subtotal} of {report.maximum}."
    yield from _findings("Warning" if len(found.first) == 1 else "Warnings", found.first)
    yield from _findings("What to fix", found.causes)
    yield from _findings("To look at", found.others)
    if len(report.sets) > 1:
        yield from ("", "Measurement sets")
        for one in report.sets:
            mark = "*" if one.picked else " "
            score = "" if one.score is None else f" {one.score}"
            yield f" {mark} {one.pointer}  {one.program_name}  {one.outcome.value}{score}"
    if report.objectives:
        yield from ("", "Points")
        for objective in report.objectives:
            heading = objective.title
            if objective.available:
                heading += f": {objective.points} of {objective.available}"
            yield f"  {heading}"
            for row in objective.measures:
                yield from _row(row)
    if report.assumptions:
        yield from ("", "This rests on readings that no source settles")
        for assumption in report.assumptions:
            yield from wrapped(f"{assumption.id}: {assumption.statement}", "  - ", "    ")


def _findings(title: str, findings: Iterable[Finding]) -> Iterator[str]:
    for index, finding in enumerate(findings, 1):
        if index == 1:
            yield from ("", title)
        yield from wrapped(finding.message, f"{index:3}. ", "     ")
        yield from wrapped(finding.fix, "     Fix:   ", "            ")
        yield f"     Where: {place(finding)}"
        yield from wrapped(
            f"{finding.rule}; {', '.join(finding.cites)}", "     Law:   ", "            "
        )


def _row(row: MeasureResult) -> Iterator[str]:
    points = f"{row.points} of {row.available}" if row.available or row.points else ""
    status = spaced(row.status).lower()
    yield f"    {row.measure_id:<14} {points:<14} {status:<13} {row.title}"
    yield from wrapped(row.why, " " * 19, " " * 19)
