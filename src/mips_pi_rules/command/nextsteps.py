"""What a person does after a report that is not ok: the command that says how, and the days."""

import shlex
from typing import Final

from mips_pi_rules.judging.report import Report
from mips_pi_rules.law.calendar import last_start_day, submission_closes
from mips_pi_rules.law.rulebook import Rulebook
from mips_pi_rules.render import Advice

_STDIN: Final = "-"


def advice(
    report: Report,
    rulebook: Rulebook,
    file: str | None,
    suffix: str,
    context: str | None,
    *,
    in_sheet: bool = False,
    year: int | None = None,
) -> Advice | None:
    """What ends the report; None where it is ok or the document could not be read.

    `file` is what the command was given, None where its name may not be shown; `suffix` tells the
    document from others of its file, which may be a sheet with a row for each; `context` is the
    file of `--context`, `year` that of `--year`.
    """
    if report.ok or any(finding.kind == "unreadable" for finding in report.findings):
        return None
    verb, what = "plan", _MEND
    if year is not None and any(one.field == "performanceYear" for one in report.findings):
        # It may be right in a year that was not asked for, or name none: both are told without it.
        verb, what = "check", f"--year takes documents of {year} alone. The answer without it"
    return _advice(verb, what, file, suffix, context, _days(report, rulebook), in_sheet=in_sheet)


_MEND: Final = "How to mend it, and what it scores then"


def _advice(
    verb: str,
    what: str,
    file: str | None,
    suffix: str,
    context: str | None,
    days: str | None,
    *,
    in_sheet: bool,
) -> Advice:
    before, reader, where = "", "FILE", ""
    if file is not None and file != _STDIN:
        reader = shlex.quote(f"./{file}" if file.startswith("-") else file)
        if in_sheet:  # which means nothing without its heading, so that no line is the document
            where = ", where the sheet has no other row" if verb == "plan" else ""
        elif suffix.startswith(":") and not file.lower().endswith(".gz"):
            before, reader = f"sed -n {suffix[1:]}p {reader} | ", "-"
        elif suffix:
            reader = "FILE"
    if reader == "FILE":
        where = ", with this document alone in FILE"
    beside = f" --context {shlex.quote(context)}" if context else ""
    return Advice(f"{what}{where}:", f"{before}mips-pi {verb}{beside} {reader}", days)


def _days(report: Report, rulebook: Rulebook) -> str | None:
    if report.performance_year is None:
        return None
    policy = rulebook.policy(report.performance_year)
    return (
        f"Days that count: a period of {policy.minimum_days} days starts on "
        f"{last_start_day(policy)} at the latest; submission closes on "
        f"{submission_closes(policy)}, unless CMS names a later day."
    )
