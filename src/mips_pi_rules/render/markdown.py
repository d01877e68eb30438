"""Markdown for a pull request or a step summary (GitHub's own flavour), of bounded length.

One report is its verdict, its findings and its points; several are their summary and the findings
of the first that are not ok.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding
from mips_pi_rules.judging.summary import Summary, Tally
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.json import told
from mips_pi_rules.render.summary import mean, statuses
from mips_pi_rules.render.words import counted, parts, place, points_of, spaced, verdict

# A comment of GitHub's has at most 65,536 characters; a finding is some 500.
_MOST_DOCUMENTS: Final = 24
_MOST_FINDINGS: Final = 3
# An underscore inside a word, as in the id of a measure, is one.
_SPECIAL: Final = re.compile(r"[\\`*\[\]<>#|~&@]|:(?=//)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """One document of Markdown for all inputs."""
    first, rest = told(entries)
    if len(first) == 1:
        yield _written(_one(first[0]))
        return
    tally, failing = Tally(), list[str]()
    for entry in chain(first, rest):
        tally.add(entry.report, entry.name)
        if not entry.report.ok and len(failing) < _MOST_DOCUMENTS:
            failing.append(_written(_failing(entry)))
        yield ""
    if tally.documents:
        yield _written(_many(tally.summary(), failing))


def _written(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _one(entry: Entry) -> Iterator[str]:
    report, found = entry.report, parts(entry.report)
    yield f"## {_plain(entry.name)}"
    yield from ("", f"**{_plain(verdict(report))}**")
    if report.forced_to_zero:
        yield from ("", f"Without what is listed here it would be {report.subtotal}.")
    for title, findings in (
        ("Warnings", found.first),
        ("What to fix", found.causes),
        ("To look at", found.others),
    ):
        if findings:
            yield from ("", f"### {title}", "")
            yield from _findings(findings)
    if report.objectives:
        yield from ("", "### Points", "")
        yield from _table(("Measure", "Points", "Status", "Title"), _points(report))
    if entry.advice is not None:
        yield from ("", "### What next", "", _plain(entry.advice.what))
        yield from ("", "```sh", entry.advice.command, "```")
        if entry.advice.days is not None:
            yield from ("", _plain(entry.advice.days))


def _points(report: Report) -> Iterator[Sequence[str]]:
    for row in report.measures.values():
        status = spaced(row.status).lower()
        yield f"`{row.measure_id}`", points_of(row), status, _plain(row.title)


def _findings(findings: Sequence[Finding], most: int | None = None) -> Iterator[str]:
    rows = [
        (
            f"`{one.rule}`",
            _plain(place(one)),
            f"{_plain(one.message)}<br>**Fix:** {_plain(one.fix)}",
        )
        for one in findings[:most]
    ]
    yield from _table(("Rule", "Where", "What"), rows)
    if most is not None and len(findings) > most:
        yield from ("", f"and {len(findings) - most} more")


def _many(summary: Summary, failing: Sequence[str]) -> Iterator[str]:
    yield f"## {counted(summary.outcomes, summary.unreadable)}"
    average = mean(summary)
    if average is not None:
        yield from ("", f"Mean score of those scored: {average}.")
    deciding = [one for one in summary.rules if one.decides]
    if deciding:
        yield from ("", "### What keeps documents from being ok", "")
        rows = ((str(one.decides), f"`{one.rule}`", _plain(one.title)) for one in deciding)
        yield from _table(("Documents", "Rule", "What must hold"), rows)
    if summary.measures:
        yield from ("", "### Measures", "")
        yield from _table(
            ("Measure", "Title", "Documents"),
            ((f"`{one.measure_id}`", _plain(one.title), statuses(one)) for one in summary.measures),
        )
    if failing:
        yield from ("", "### Not ok", "")
        yield from failing
        more = summary.documents - summary.ok - len(failing)
        if more:
            yield f"and {more:,} more"


def _failing(entry: Entry) -> Iterator[str]:
    summary = f"{_plain(entry.name)}: {_plain(verdict(entry.report))}"
    yield from ("<details>", f"<summary>{summary}</summary>", "")
    yield from _findings(parts(entry.report).causes, _MOST_FINDINGS)
    yield from ("", "</details>", "")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _plain(text: str) -> str:
    """Text that is text in Markdown, in a cell and in HTML: no markup, mention, link or number."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))
