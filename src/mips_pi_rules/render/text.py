"""The report for people: the verdict in the first line, what to fix, then the points."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from mips_pi_rules.errors import UnsupportedYear
from mips_pi_rules.report import Finding, MeasureResult, Outcome, Report
from mips_pi_rules.rulebook import policy

_WIDTH = 88


def render(report: Report) -> str:
    """Plain text of at most 88 columns, ending in a newline."""
    return "\n".join(_lines(report)) + "\n"


def verdict(report: Report) -> str:
    """The answer in one sentence."""
    year = report.performance_year
    whose = f"the {year} Promoting Interoperability score"
    match report.outcome:
        case Outcome.SCORED:
            return f"SCORE {report.score} of {report.maximum}: {whose} is not forced to 0."
        case Outcome.ZERO:
            return f"FORCED TO 0: {whose} is 0, because a requirement is not met."
        case Outcome.INCOMPLETE:
            return f"FORCED TO 0: {whose} is 0, because the submission is incomplete."
        case Outcome.REWEIGHTED:
            return f"REWEIGHTED: {whose} does not count for this {report.applies_to}."
        case Outcome.REJECTED:
            return "REJECTED: CMS would not take this submission as it stands; there is no score."


def _lines(report: Report) -> Iterator[str]:
    yield verdict(report)
    if report.forced_to_zero:
        yield f"Without what is listed here it would be {report.subtotal} of {report.maximum}."
    yield from _findings("What to fix", report.reasons)
    others = [finding for finding in report.findings if finding not in report.reasons]
    yield from _findings("To look at", others)
    if len(report.sets) > 1:
        yield from ("", "Measurement sets")
        for one in report.sets:
            mark = "*" if one.picked else " "
            score = "" if one.score is None else f" {one.score}"
            yield f" {mark} {one.pointer}  {one.program_name}  {one.outcome.value}{score}"
    if report.objectives:
        yield from ("", "Points")
        titles = _titles(report)
        for objective in report.objectives:
            heading = _words(objective.objective)
            if objective.available:
                heading += f": {objective.points} of {objective.available}"
            yield f"  {heading}"
            for row in objective.measures:
                yield from _row(row, titles.get(row.measure_id, ""))
    if report.assumptions:
        yield from ("", "This rests on readings that no source settles")
        for assumption in report.assumptions:
            yield from _wrapped(f"{assumption.id}: {assumption.statement}", "  - ", "    ")


def _findings(title: str, findings: Iterable[Finding]) -> Iterator[str]:
    for index, finding in enumerate(findings, 1):
        if index == 1:
            yield from ("", title)
        yield from _wrapped(finding.message, f"{index:3}. ", "     ")
        yield from _wrapped(finding.fix, "     Fix:   ", "            ")
        yield f"     Where: {_place(finding)}"
        yield from _wrapped(
            f"{finding.rule}; {', '.join(finding.cites)}", "     Law:   ", "            "
        )


def _place(finding: Finding) -> str:
    pointer = finding.path or finding.pointer or "the whole document"
    return (
        pointer
        if finding.line is None
        else (f"line {finding.line}, column {finding.column}, {pointer}")
    )


def _row(row: MeasureResult, title: str) -> Iterator[str]:
    points = f"{row.points} of {row.available}" if row.available or row.points else ""
    yield f"    {row.measure_id:<14} {points:<14} {_words(row.status).lower():<13} {title}".rstrip()
    yield from _wrapped(row.why, " " * 19, " " * 19)


def _titles(report: Report) -> dict[str, str]:
    """Titles of the year's measures; a report of another rulebook's year goes without."""
    try:
        measures = policy(report.performance_year or 0).measures
    except UnsupportedYear:
        return {}
    return {name: measure.title for name, measure in measures.items()}


def _words(camel: str) -> str:
    words = re.sub("(?<=[a-z])([A-Z])", r" \1", camel[0].upper() + camel[1:])
    return words.replace(" And ", " and ").replace(" To ", " to ")


def _wrapped(sentence: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        sentence,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
