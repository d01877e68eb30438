"""The page of many documents: their summary, and what is not in order, closed.

It has to open, also with thousands of documents: each is a line that can be unfolded. What stands
inside is the whole report where there are few, and of many what to look at first. No report is
kept: what is written about each is put aside until the summary, which comes first, is known.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field

from mips_pi_rules.judging.results import Finding
from mips_pi_rules.judging.summary import MeasureCount, Summary, Tally
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.render.article import article, headline, look
from mips_pi_rules.render.aside import Aside
from mips_pi_rules.render.blocks import cell, mark, rule_link, section, table
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.markup import Html, element, joined
from mips_pi_rules.render.summary import mean, statuses
from mips_pi_rules.render.words import parts, place

# A whole report is some 12 kB of markup: this many of them are a page that opens at once.
_MOST_WHOLE: Final = 200
_MOST_FINDINGS: Final = 3  # of a report that is not shown whole
# Where the documents stand in the body; text is escaped, so it can be nowhere else.
DOCUMENTS: Final = Html("<!--documents-->")


@define(eq=False, repr=False)
class Index:
    """The page while entries go by; `everything` shows what is in order, and every report whole."""

    aside: Aside
    everything: bool
    tally: Tally = field(factory=Tally)
    listed: int = 0
    _fixes: dict[str, str] = field(factory=dict)
    _whole: list[Html] = field(factory=list)

    def add(self, entry: Entry) -> None:
        """One more document."""
        self.tally.add(entry.report, entry.name)
        for finding in parts(entry.report).causes:
            self._fixes.setdefault(finding.rule, finding.fix)
        if not self.everything and not _is_to_do(entry):
            return
        self.listed += 1
        self.aside.put(_document(entry, self.everything))
        if self.listed > _MOST_WHOLE:
            self._whole.clear()
        elif not self.everything:
            self._whole.append(_document(entry, whole=True))

    def body(self) -> Html:
        """The body of the page, with DOCUMENTS in the place of what `documents` gives."""
        found = self.tally.summary()
        wrong = f"To fix: {found.documents - found.ok} of {found.documents}."
        documents = element("div", DOCUMENTS, class_="documents") if self.listed else Html()
        title = "Every submission" if self.everything else "Not in order"
        note = None if self.everything else _left_out(found.documents - self.listed)
        measures = "Measures and attestations"
        return joined(
            [
                element("h1", f"{found.documents} submissions checked"),
                element("p", wrong, class_="lead"),
                _totals(found),
                section("What keeps them from being in order", self._rules(found)),
                section(measures, _measures(found.measures), "How many submissions have which."),
                section(title, documents, note),
            ]
        )

    def documents(self) -> Iterator[str]:
        """The documents that are listed, in order."""
        if self._whole:
            yield from self._whole
        else:
            yield from self.aside.taken()

    def _rules(self, found: Summary) -> Html:
        """Of each rule the documents that it keeps from being ok, the most frequent first."""
        rows = [
            element(
                "tr",
                cell("Rule", element("strong", one.title), element("code", rule_link(one.rule))),
                cell("Fix", self._fixes[one.rule]),
                cell("Count", element("strong", str(one.decides))),
                id=one.rule,
            )
            for one in found.rules
            if one.decides
        ]
        if not rows:
            return Html()
        return table(("Rule", "How to fix it", "Submissions"), [element("tbody", *rows)])


def _is_to_do(entry: Entry) -> bool:
    """Whether there is something to do: it is not ok, or sending it does harm."""
    return not entry.report.ok or bool(parts(entry.report).first)


def _left_out(count: int) -> str | None:
    return f"{count} in order are not listed; --all lists them." if count else None


def _totals(found: Summary) -> Html:
    facts = [
        element("li", element("strong", str(found.outcomes[outcome])), f" {outcome.value}")
        for outcome in Outcome
        if found.outcomes[outcome]
    ]
    if found.unreadable:
        facts.append(element("li", element("strong", str(found.unreadable)), " not readable"))
    average = mean(found)
    if average is not None:
        facts.append(element("li", element("strong", average), " the mean of those scored"))
    return element("ul", *facts, class_="facts")


def _measures(measures: Sequence[MeasureCount]) -> Html:
    """How many submissions have each measure in which status."""
    rows = [
        element(
            "tr",
            cell("Measure", element("strong", one.title), element("code", one.measure_id)),
            cell("Submissions", statuses(one)),
        )
        for one in measures
    ]
    if not rows:
        return Html()
    return table(("Measure", "Submissions"), [element("tbody", *rows)])


def _document(entry: Entry, whole: bool) -> Html:
    kind, symbol = look(entry.report)
    words, _ = headline(entry.report)
    found = parts(entry.report)
    findings = (*found.causes, *found.first)
    reason = findings[0].message if findings else None
    summary = element(
        "summary",
        element("b", entry.name),
        " ",
        mark(kind, symbol, words),
        element("span", reason) if reason else None,
    )
    inside = article(entry.report, entry.name, "h2") if whole else _findings(findings)
    return element("details", summary, inside)


def _findings(findings: Sequence[Finding]) -> Html:
    """The first findings in a line each; what to do about a rule stands in the table of rules."""
    rows = [
        element("li", _reference(one.rule), f" {place(one)}: {one.message}")
        for one in findings[:_MOST_FINDINGS]
    ]
    if len(findings) > _MOST_FINDINGS:
        rows.append(element("li", f"and {len(findings) - _MOST_FINDINGS} more"))
    return element("ul", *rows)


def _reference(rule: str) -> Html:
    return element("a", rule, href=f"#{rule}")
