"""Comma-separated tables (RFC 4180, UTF-8): a row a document, or a row a finding.

`position` counts the documents from 1 and is the same in both tables. `rules` are those that keep
a document from being ok, with blanks between. `key` is the document's in a file of contexts.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from mips_pi_rules.documents.submission import APPLIES_TO
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.words import parts, worded

DOCUMENTS: Final = (
    "position", "name", "key", "performanceYear", "entityType", "outcome", "forcedToZero",
    "score", "subtotal", "rules",
)  # fmt: skip
FINDINGS: Final = (
    "position", "name", "key", "rule", "field", "severity", "outcome", "pointer", "line",
    "column", "message", "fix",
)  # fmt: skip
_ENTITY_TYPES: Final = {whom: given for given, whom in APPLIES_TO.items()}
_Row = tuple[object, ...]


def render_all(
    entries: Iterable[Entry], *, rows: Literal["documents", "findings"] = "documents"
) -> Iterator[str]:
    """The header and the rows of one of the two tables."""
    yield _written([DOCUMENTS if rows == "documents" else FINDINGS])
    for position, entry in enumerate(entries, 1):
        if rows == "documents":
            yield _written([_document(position, entry)])
        else:
            yield _written(_findings(position, entry))


def _written(rows: Iterable[_Row]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def _document(position: int, entry: Entry) -> _Row:
    report = entry.report
    rules = dict.fromkeys(finding.rule for finding in parts(report).causes)
    return (
        position, entry.name, entry.key, report.performance_year,
        _ENTITY_TYPES.get(report.applies_to) if report.applies_to else None, report.outcome.value,
        _flag(report.forced_to_zero), report.score, report.subtotal, " ".join(rules),
    )  # fmt: skip


def _findings(position: int, entry: Entry) -> Iterator[_Row]:
    for one, _ in worded(entry.report):
        outcome = one.outcome and one.outcome.value
        yield (
            position, entry.name, entry.key, one.rule, one.field, one.severity, outcome,
            one.pointer, one.line, one.column, one.message, one.fix,
        )  # fmt: skip


def _flag(value: bool) -> str:
    return "true" if value else "false"
