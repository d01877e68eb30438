"""One report as a part of a page: the verdict, what to fix, the points, the law."""

from collections.abc import Iterable, Sequence

from mips_pi_rules.judging.report import Report
from mips_pi_rules.judging.results import Finding, SetResult
from mips_pi_rules.outcomes import Outcome
from mips_pi_rules.render import points
from mips_pi_rules.render.blocks import cell, citations, mark, rule_link, section, table
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


def article(report: Report, name: str | None, heading: str) -> Html:
    """The whole report; `heading` is the element of its verdict."""
    found = parts(report)
    causes = _CAUSES.get(report.outcome)
    if report.outcome is Outcome.REJECTED and report.performance_year is None:
        causes = "Why it was not judged"
    return element(
        "article",
        _verdict(report, name, heading, len(found.causes)),
        section(None, _findings(found.first, "warning")),
        section(causes, _findings(found.causes, "cause")),
        points.section_of(report),
        section("Also worth a look", _findings(found.others, "other")),
        _sets(report.sets),
        _assumptions(report),
        _footer(report),
    )


def look(report: Report) -> tuple[str, str]:
    """Colour and symbol: a score with a warning about the whole submission is no good news."""
    if report.outcome is Outcome.SCORED and parts(report).first:
        return "warn", "!"
    return _LOOKS[report.outcome]


def headline(report: Report) -> tuple[str, str]:
    """The verdict in a word or two, and as a sentence."""
    words, _, sentence = verdict(report).partition(": ")
    return words[0] + words[1:].lower(), sentence[0].upper() + sentence[1:]


def _verdict(report: Report, name: str | None, heading: str, causes: int) -> Html:
    kind, symbol = look(report)
    words, sentence = headline(report)
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
            element("div", element(heading, words), element("p", sentence)),
            class_="headline",
        ),
        element("ul", *facts, class_="facts") if facts else None,
        class_=f"verdict {kind}",
    )


def _facts(report: Report, causes: int) -> Iterable[Html]:
    written = points.written
    if report.forced_to_zero:
        yield _fact(f"{causes} to fix", "below")
        yield _fact(
            f"{written(report.subtotal or 0)} of {report.maximum}", "before it was forced to 0"
        )
    elif report.outcome is Outcome.REJECTED:
        judged = report.performance_year is not None
        yield _fact(f"{causes} to fix", f"before {'CMS takes it' if judged else 'it is judged'}")
    weight, added = report.default_category_weight, report.default_contribution
    if added is not None and weight is not None and report.maximum is not None:
        most = written(report.maximum * weight)
        yield _fact(
            f"{written(added)} of {most} points", "toward the final MIPS score, at the usual weight"
        )
    if report.outcome is Outcome.SCORED and report.bonus:
        yield _fact(f"{written(report.bonus)} bonus points", "earned")


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
            element("span", "Rule: ", rule_link(finding.rule)),
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
        score = "—" if one.score is None else points.written(one.score)
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
        rules = "No rules of a year were applied."
    else:
        rules = (
            f"Rules of {report.performance_year}: {report.policy_status}, "
            f"sources read up to {report.policy_as_of}."
        )
    return element("footer", element("p", rules, f" mips-pi-rules {report.library}."))
