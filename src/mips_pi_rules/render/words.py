"""What several formats say alike: the verdict, the order of findings, places and names."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from attrs import evolve, frozen

from mips_pi_rules.byvalue import ByValue
from mips_pi_rules.citation import rule_page
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding, MeasureResult
from mips_pi_rules.law.files import folder
from mips_pi_rules.law.sources import rule_files
from mips_pi_rules.outcomes import Outcome

Level = Literal["error", "warning", "advice"]

_WHOM = {"apm": "APM Entity", "virtualGroup": "virtual group"}


def page_of(rule: str) -> str | None:
    """Where a rule is explained on the web; None for one of a rulebook of one's own."""
    return rule_page(rule) if rule in _explained() else None


@cache
def _explained() -> frozenset[str]:
    """The ids of the shipped rules, which are the first word of the names of their files."""
    return frozenset(file.name.partition("-")[0] for file in rule_files(folder("schemas")))


def verdict(report: Report) -> str:
    """The answer in one sentence, its headline before the colon."""
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
            return f"REWEIGHTED: {whose} does not count for this {whom(report)}."
        case Outcome.REJECTED if report.performance_year is None:
            # Of no year with rules, or not of the one asked for: what CMS does is not known.
            return "REJECTED: this submission was not judged; there is no score."
        case Outcome.REJECTED:
            return "REJECTED: CMS would not take this submission as it stands; there is no score."


def whom(report: Report) -> str:
    """Whom the report is for, in words."""
    return _WHOM.get(report.applies_to or "", report.applies_to or "clinician")


@frozen(eq=False, repr=False)
class Parts(ByValue):
    """The findings in the order in which people should read them.

    `first`: warnings about the whole submission, such as that sending it does harm; `causes`:
    what keeps the report from being ok; `others`: the rest.
    """

    first: tuple[Finding, ...]
    causes: tuple[Finding, ...]
    others: tuple[Finding, ...]


def worded(report: Report) -> list[tuple[Finding, bool]]:
    """Every finding as it is to be said, and whether it keeps the report from being ok.

    What would force another score to 0 than the one reported is said of that score alone: it may
    be less than that one, or of a program that CMS scores by itself.
    """
    # A search in the tuple would be quadratic.
    causes = set() if report.ok else set(map(id, report.reasons))
    aside = "For this set alone, whose score is not the one reported"
    if report.outcome is Outcome.REWEIGHTED:
        aside = "If the category counted"
    found = []
    for one in report.findings:
        decides = id(one) in causes
        beside = not decides and one.outcome is not None
        found.append((evolve(one, message=f"{aside}: {one.message}") if beside else one, decides))
    return found


def parts(report: Report) -> Parts:
    """The report's findings, each in one part."""
    found = worded(report)
    rest = [one for one, decides in found if not decides]
    return Parts(
        first=tuple(one for one in rest if _of_the_whole(one)),
        causes=tuple(one for one, decides in found if decides),
        others=tuple(one for one in rest if not _of_the_whole(one)),
    )


def _of_the_whole(finding: Finding) -> bool:
    return finding.severity == "warning" and not finding.pointer


def levels(report: Report) -> list[tuple[Finding, Level]]:
    """Every finding with its weight for a machine: an error exactly where the report is not ok.

    What forces an unpicked set to 0, or would count if the category did, is a warning.
    """
    return [(one, "error" if decides else _harmless(one)) for one, decides in worded(report)]


def _harmless(finding: Finding) -> Level:
    return "warning" if finding.severity == "error" else finding.severity


def counted(outcomes: Mapping[str, int], unreadable: int) -> str:
    """How many documents there are of each outcome, in one line."""
    total = sum(outcomes.values())
    told = [f"{outcomes[one]:,} {one.value}" for one in Outcome if outcomes.get(one)]
    if unreadable:
        told.append(f"{told.pop()} ({unreadable:,} of them could not be read)")
    return f"{total:,} {'document' if total == 1 else 'documents'}: {', '.join(told) or 'none'}"


def place(finding: Finding) -> str:
    """Where it stands, for people."""
    if finding.path is not None and not finding.path.startswith("/"):
        return finding.path  # of a sheet: row and column as a person sees them
    pointer = finding.path or finding.pointer
    named = [] if finding.line is None else [f"line {finding.line}"]
    if finding.column is not None:
        named.append(f"column {finding.column}")
    if not pointer and (not named or (finding.line, finding.column) == (1, 1)):
        return "the whole document"
    return ", ".join([*named, pointer] if pointer else named)


def points_of(row: MeasureResult) -> str:
    """The points of a row and how many there were, as they are; nothing where there are none."""
    return f"{row.points} of {row.available}" if row.available or row.points else ""


def subject(finding: Finding) -> str:
    """The measure that a finding is about, or nothing."""
    measure = finding.values.get("measureId")
    return measure if isinstance(measure, str) else ""


def spaced(camel: str) -> str:
    """A name in camel case as words: "Public Health and Clinical Data Exchange"."""
    words = re.sub("(?<=[a-z])([A-Z])", r" \1", camel[0].upper() + camel[1:])
    return words.replace(" And ", " and ").replace(" To ", " to ")
