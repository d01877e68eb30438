"""Workflow commands of GitHub Actions: every finding an annotation at its line.

Each input is a group of the log that is named by its verdict; a clean one is an empty group.
"""

from collections.abc import Iterable, Iterator

from mips_pi_rules.judging.results import Finding
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.words import Level, levels, verdict

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "advice": "notice"}


def render_all(entries: Iterable[Entry]) -> Iterator[str]:
    """A command a line, escaped as the runner reads them."""
    return ("".join(f"{line}\n" for line in _lines(entry)) for entry in entries)


def _lines(entry: Entry) -> Iterator[str]:
    yield f"::group::{_data(f'{entry.name}: {verdict(entry.report)}')}"
    for finding, level in levels(entry.report):
        yield _annotation(entry, finding, level)
    yield "::endgroup::"


def _annotation(entry: Entry, finding: Finding, level: Level) -> str:
    said: dict[str, str | int | None] = {"title": f"{finding.rule} {entry.name}"}
    if entry.relative is not None:
        said = {
            "file": entry.relative,
            "line": finding.line,
            "col": finding.column if finding.line else None,
        } | said
    properties = ",".join(f"{k}={_property(str(v))}" for k, v in said.items() if v is not None)
    message = f"{finding.message}\nFix: {finding.fix}\nLaw: {', '.join(finding.cites)}"
    return f"::{_COMMANDS[level]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
