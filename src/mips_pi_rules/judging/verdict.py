"""The verdict on a submission: what it comes to and by which rules, without the words of a report.

It is all that a row or a summary of many documents says. A report and its verdict come out of the
same judgment; most of what a report takes are its words, lines and readings, which millions of
documents have for nobody to read.
"""

from collections.abc import Callable, Mapping

from attrs import define

from mips_pi_rules.documents.document import Document
from mips_pi_rules.judging.checkeddocument import Checked
from mips_pi_rules.judging.consequences import consequences
from mips_pi_rules.judging.exact import as_number
from mips_pi_rules.judging.judgment import Judgment
from mips_pi_rules.judging.placing import in_order
from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Statuses, reasons_among
from mips_pi_rules.law.year import Year
from mips_pi_rules.outcomes import Kind, Number, Outcome

# Outcome, score and subtotal, the rules of the reasons, each once, in their order, and all rules
# that are broken. As many documents come to the same, it is worked out once for all of them.
Case = tuple[Outcome, Number | None, Number | None, tuple[str, ...], tuple[str, ...]]


@define(eq=False, repr=False)
class Titles:
    """The rules that are broken, each with its title and kind, and the titles of measures."""

    rules: Mapping[str, tuple[str, Kind]]
    measures: Mapping[str, str]


@define(eq=False, repr=False)
class Verdict:
    """What a submission comes to, and the statuses of its rows as `Report.status_groups` has them.

    `titles`: what gives those of its rules and measures.
    """

    case: Case
    status_groups: tuple[Statuses, ...]
    titles: Callable[[], Titles]


def verdict_of(report: Report) -> Verdict:
    """The verdict that a report tells."""
    findings = report.findings
    broken = tuple(dict.fromkeys([one.rule for one in findings])) if findings else ()
    case = report.outcome, report.score, report.subtotal, report.deciding, broken

    def titles() -> Titles:
        rules = {one.rule: (one.title, one.kind) for one in findings}
        return Titles(rules, {name: row.title for name, row in report.measures.items()})

    return Verdict(case, report.status_groups, titles)


def verdict_from(year: Year, checked: Checked, judgment: Judgment, document: Document) -> Verdict:
    """The verdict of a judgment: that of the report which is made of it."""
    follows = consequences(year, checked, judgment)
    found, _ = in_order(year, checked, follows, document, judgment.shown)
    deciding: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    if found:
        sets, picked = judgment.sets, judgment.picked
        others = {one.checked.pointer for n, one in enumerate(sets) if n != picked}
        reasons = reasons_among(found, judgment.outcome, others)
        deciding = tuple(dict.fromkeys([one.broken.rule.id for one in reasons]))
        broken = tuple(dict.fromkeys([one.broken.rule.id for one in found]))
    points, worth = judgment.score, judgment.worth
    score = None if worth is None else as_number(worth)
    subtotal = None if points is None else as_number(points.subtotal)

    def titles() -> Titles:
        measures = year.policy.measures
        rules = [one.broken.rule for one in found]
        return Titles(
            {one.id: (one.title, one.kind) for one in rules},
            {name: measures[name].title for group in groups for name, _ in group},
        )

    groups = () if points is None else points.status_groups
    return Verdict((judgment.outcome, score, subtotal, deciding, broken), groups, titles)
