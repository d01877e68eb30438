"""The report as JSON (schemas/report.schema.json), indented for people who read it anyway."""

import json
from collections.abc import Sequence
from typing import Any

from mips_pi_rules.judging.report import Report
from mips_pi_rules.render.entry import Entry


def render(report: Report) -> str:
    """The JSON of `Report.to_dict`, ending in a newline."""
    return dumped(report.to_dict())


def render_all(entries: Sequence[Entry]) -> str:
    """One report as an object, several as an array of them, in order."""
    reports = [entry.report.to_dict() for entry in entries]
    return dumped(reports[0] if len(reports) == 1 else reports)


def dumped(value: Any) -> str:
    """Indented JSON, ending in a newline."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
