"""The report as JSON (schemas/report.schema.json), indented for people who read it anyway."""

import json

from mips_pi_rules.report import Report


def render(report: Report) -> str:
    """The JSON of `Report.to_dict`, ending in a newline."""
    return json.dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n"
