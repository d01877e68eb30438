"""One self-contained page: the verdict, what to fix, the points, the law. No script, no network.

`fragment` is the same for a notebook. Words and symbols say all that colours say.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from mips_pi_rules.judging.report import Finding, Report, SetResult
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.render import points
from mips_pi_rules.render.blocks import cell, citations, mark, section, table
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.markup import Html, element, joined
from mips_pi_rules.render.words import parts, place, spaced, verdict, whom

_LOOKS = {
    Outcome.SCORED: ("good", "✓"),
    Outcome.REWEIGHTED: ("calm", "—"),
    Outcome.ZERO: ("bad", "✕"),
    Outcome.INCOMPLETE: ("bad", "✕"),
    Outcome.REJECTED: ("bad", "!"),
}
_CAUSES = {
    Outcome.ZERO: "What forces the score to 0",
    Outcome.INCOMPLETE: "What forces the score to 0",
    Outcome.REJECTED: "Why CMS would refuse it",
}
_ASKED = {"warning": "What to do", "cause": "How to fix it", "other": "What to do"}


def render(report: Report) -> str:
    """The page of one report."""
    return _page(verdict(report), _report(report, None, "h1", None))


def render_all(entries: Iterable[Entry], *, everything: bool = False) -> Iterator[str]:
    """One page for all inputs: of several, first a table of their verdicts."""
    entries = tuple(entries)
    if len(entries) == 1:
        (entry,) = entries
        body = _report(entry.report, entry.name, "h1", None)
        yield _page(f"{_headline(entry.report)[0]} · {entry.name}", body)
        return
    bodies = (
        _report(entry.report, entry.name, "h2", f"input-{number}")
        for number, entry in enumerate(entries, 1)
    )
    heading = f"{len(entries)} submissions checked"
    yield _page(heading, joined([_overview(heading, entries), *bodies]))


def fragment(report: Report) -> str:
    """The report as part of a page that is not ours, such as a notebook."""
    body = _report(report, None, "h2", None)
    return str(element("div", element("style", Html(_style())), body, class_="mips-pi"))


def _page(title: str, body: Html) -> str:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Html(_style())),
    )
    main = element("body", element("main", body, class_="mips-pi page"))
    return f"<!DOCTYPE html>\n{element('html', head, main, lang='en')}\n"


@cache
def _style() -> str:
    return (files("mips_pi_rules.render") / "page.css").read_text(encoding="utf-8")


def _overview(heading: str, entries: Sequence[Entry]) -> Html:
    rows = []
    for number, entry in enumerate(entries, 1):
        headline, _ = _headline(entry.report)
        kind, symbol = _look(entry.report)
        found = parts(entry.report)
        fixes, warnings = len(found.causes), len(found.first)
        to_do = [str(fixes)] if fixes else []
        to_do += [f"{warnings} warning{'s' if warnings > 1 else ''}"] if warnings else []
        rows.append(
            element(
                "tr",
                cell("Submission", element("a", entry.name, href=f"#input-{number}")),
                cell("Verdict", mark(kind, symbol, headline)),
                cell("To fix", ", ".join(to_do) or "nothing"),
            )
        )
    wrong = sum(not entry.report.ok for entry in entries)
    said = f"To fix: {wrong} of {len(entries)}."
    return joined(
        [
            element("h1", heading),
            element("p", said, class_="lead"),
            table(("Submission", "Verdict", "To fix"), [element("tbody", *rows)]),
        ]
    )


def _report(report: Report, name: str | None, heading: str, anchor: str | None) -> Html:
    found = parts(report)
    return element(
        "article",
        _verdict(report, name, heading, len(found.causes)),
        section(None, _findings(found.first, "warning")),
        section(_CAUSES.get(report.outcome), _findings(found.causes, "cause")),
        points.section_of(report),
        section("Also worth a look", _findings(found.others, "other")),
        _sets(report.sets),
        _assumptions(report),
        _footer(report),
        id=anchor,
    )


def _look(report: Report) -> tuple[str, str]:
    """Colour and symbol: a score with a warning about the whole submission is no good news."""
    if report.outcome is Outcome.SCORED and parts(report).first:
        return "warn", "!"
    return _LOOKS[report.outcome]


def _headline(report: Report) -> tuple[str, str]:
    headline, _, sentence = verdict(report).partition(": ")
    return headline[0] + headline[1:].lower(), sentence[0].upper() + sentence[1:]


def _verdict(report: Report, name: str | None, heading: str, causes: int) -> Html:
    kind, symbol = _look(report)
    headline, sentence = _headline(report)
    about = [f"MIPS Promoting Interoperability {report.performance_year or ''}".strip()]
    about += [whom(report)] if report.applies_to else []
    about += ["rules not final yet"] if report.policy_status == "provisional" else []
    facts = [element("li", fact) for fact in _facts(report, causes)]
    return element(
        "header",
        element("p", " · ".join(about), class_="over"),
        element("p", name, class_="name") if name else None,
        element(
            "div",
            element("span", symbol, class_="symbol", aria_hidden="true"),
            element("div", element(heading, headline), element("p", sentence)),
            class_="headline",
        ),
        element("ul", *facts, class_="facts") if facts else None,
        class_=f"verdict {kind}",
    )


def _facts(report: Report, causes: int) -> Iterable[Html]:
    number = points.number
    if report.forced_to_zero:
        yield _fact(f"{causes} to fix", "below")
        yield _fact(
            f"{number(report.subtotal or 0)} of {report.maximum}", "before it was forced to 0"
        )
    elif report.outcome is Outcome.REJECTED:
        yield _fact(f"{causes} to fix", "before CMS takes it")
    weight, added = report.default_category_weight, report.default_contribution
    if added is not None and weight is not None and report.maximum is not None:
        most = number(report.maximum * weight)
        yield _fact(
            f"{number(added)} of {most} points", "toward the final MIPS score, at the usual weight"
        )
    if report.outcome is Outcome.SCORED and report.bonus:
        yield _fact(f"{number(report.bonus)} bonus points", "earned")


def _fact(strong: str, rest: str) -> Html:
    return joined([element("strong", strong), f" {rest}"])


def _findings(findings: Sequence[Finding], kind: str) -> Html:
    cards = [_finding(finding, kind) for finding in findings]
    return element("ol", *cards, class_="findings") if cards else Html()


def _finding(finding: Finding, kind: str) -> Html:
    label = {"warning": "Warning", "cause": "Problem"}.get(kind) or spaced(finding.severity)
    symbol = {"warning": "!", "cause": "✕"}.get(kind, "i")
    return element(
        "li",
        element(
            "p",
            element("span", symbol, class_="bullet", aria_hidden="true"),
            element("span", f"{label}: ", class_="label"),
            finding.message,
            class_="message",
        ),
        element("p", element("strong", f"{_ASKED[kind]}: "), finding.fix, class_="fix"),
        element(
            "p",
            element("span", "Where: ", element("code", place(finding))),
            element("span", "Law: ", citations(finding.cites)),
            element("span", "Rule: ", finding.rule),
            class_="fine",
        ),
        class_=f"finding {kind}",
    )


def _sets(sets: Sequence[SetResult]) -> Html | None:
    if len(sets) < 2:
        return None
    rows = []
    for one in sets:
        kind, symbol = _LOOKS[one.outcome]
        score = "—" if one.score is None else points.number(one.score)
        rows.append(
            element(
                "tr",
                cell("Set", element("code", one.pointer)),
                cell("Program", one.program_name or "unknown"),
                cell("Method", spaced(one.submission_method or "unknown").lower()),
                cell("Outcome", mark(kind, symbol, spaced(one.outcome.value))),
                cell("Score", score),
                cell("Counts", "✓ yes" if one.picked else "no"),
            )
        )
    heads = ("Set", "Program", "Method", "Outcome", "Score", "Counts")
    return section("Measurement sets", table(heads, [element("tbody", *rows)]))


def _assumptions(report: Report) -> Html | None:
    if not report.assumptions:
        return None
    items = [
        element("li", one.statement, " ", element("code", one.id)) for one in report.assumptions
    ]
    return section(
        "What this rests on",
        element("ul", *items, class_="assumptions"),
        "No source settles these points; this is how they are read here.",
    )


def _footer(report: Report) -> Html:
    if report.performance_year is None:
        rules = "The performance year is not one with rules here."
    else:
        rules = (
            f"Rules of {report.performance_year}: {report.policy_status}, "
            f"sources read up to {report.policy_as_of}."
        )
    return element("footer", element("p", rules, f" mips-pi-rules {report.library}."))
