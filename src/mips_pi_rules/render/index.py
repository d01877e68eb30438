"""The page of many documents: totals, the rules they break, and what is not in order, closed.

It has to open, also with thousands of documents: each is a line that can be unfolded. What stands
inside is the whole report where there are few, and of many what to look at first.
"""

from collections import Counter
from collections.abc import Sequence

from mips_pi_rules.judging.report import Finding
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.render.article import article, headline, look
from mips_pi_rules.render.blocks import cell, mark, section, table
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.markup import Html, element, joined
from mips_pi_rules.render.words import parts, place

# A whole report is some 12 kB of markup: this many of them are a page that opens at once.
_MOST_WHOLE = 200
_MOST_FINDINGS = 3  # of a report that is not shown whole


def index(entries: Sequence[Entry], *, everything: bool) -> Html:
    """The body of the page; `everything` shows what is in order, and every report whole."""
    shown = [entry for entry in entries if everything or _is_to_do(entry)]
    whole = everything or len(shown) <= _MOST_WHOLE
    wrong = sum(not entry.report.ok for entry in entries)
    documents = element("div", *(_document(entry, whole) for entry in shown), class_="documents")
    title = "Every submission" if everything else "Not in order"
    note = None if everything else _left_out(len(entries) - len(shown))
    return joined(
        [
            element("h1", f"{len(entries)} submissions checked"),
            element("p", f"To fix: {wrong} of {len(entries)}.", class_="lead"),
            _totals(entries),
            section("What keeps them from being in order", _rules(entries)),
            section(title, documents if shown else Html(), note),
        ]
    )


def _is_to_do(entry: Entry) -> bool:
    """Whether there is something to do: it is not ok, or sending it does harm."""
    return not entry.report.ok or bool(parts(entry.report).first)


def _left_out(count: int) -> str | None:
    return f"{count} in order are not listed; --all lists them." if count else None


def _totals(entries: Sequence[Entry]) -> Html:
    counted = Counter(entry.report.outcome for entry in entries)
    facts = (
        element("li", element("strong", str(counted[outcome])), f" {outcome.value}")
        for outcome in Outcome
        if counted[outcome]
    )
    return element("ul", *facts, class_="facts")


def _rules(entries: Sequence[Entry]) -> Html:
    """Of each rule the documents that it keeps from being in order, the most frequent first."""
    counted: Counter[str] = Counter()
    first: dict[str, Finding] = {}
    for entry in entries:
        causes = {finding.rule: finding for finding in reversed(parts(entry.report).causes)}
        counted.update(causes.keys())
        first = causes | first
    rows = [
        element(
            "tr",
            cell("Rule", element("strong", first[rule].title), element("code", rule)),
            cell("Fix", first[rule].fix),
            cell("Count", element("strong", str(count))),
            id=rule,
        )
        for rule, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]
    if not rows:
        return Html()
    return table(("Rule", "How to fix it", "Submissions"), [element("tbody", *rows)])


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
