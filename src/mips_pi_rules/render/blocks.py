"""The pieces that the html page is made of: sections, tables, marks and citations."""

from collections.abc import Iterable

from mips_pi_rules.citation import link
from mips_pi_rules.render.markup import Html, element
from mips_pi_rules.render.words import page_of


def section(title: str | None, body: Html, note: str | None = None) -> Html | None:
    """A titled part of the page; nothing when its body is empty."""
    if not body:
        return None
    return element(
        "section",
        element("h3", title) if title else None,
        element("p", note, class_="note") if note else None,
        body,
    )


def mark(kind: str, symbol: str, words: str) -> Html:
    """A symbol and words, coloured alike."""
    sign = element("span", symbol, class_="sign", aria_hidden="true")
    return element("span", sign, " ", words, class_=f"mark {kind}")


def cell(label: str, *children: str | None, class_: str | None = None) -> Html:
    """A table cell that carries its column's name for narrow screens."""
    return element("td", element("div", *children), data_label=label, class_=class_)


def table(heads: Iterable[str], bodies: Iterable[Html]) -> Html:
    """A table with column heads over its bodies."""
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    return element("table", element("thead", head), *bodies)


def rule_link(rule: str) -> Html:
    """The id of a rule, linked to its page where it has one."""
    page = page_of(rule)
    return element("a" if page else "span", rule, href=page, class_="whole")


def citations(cites: Iterable[str]) -> Html:
    """Citations side by side, linked where the law can be read on the web."""
    shown = []
    for cite in cites:
        target = link(cite)
        one = element("a", cite, href=target, class_="whole") if target else element("span", cite)
        shown.append(one)
    return Html(", ".join(shown))
