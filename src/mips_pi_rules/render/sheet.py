"""A record to sign as one HTML page that prints on one sheet. No script, no network."""

from collections.abc import Iterable

from mips_pi_rules.context.printing import WHO, Page
from mips_pi_rules.render.markup import Html, element
from mips_pi_rules.render.standalone import standalone


def render(page: Page) -> str:
    """The page of a record."""
    body = [
        element("h1", page.title),
        element(
            "p",
            element("span", WHO),
            element("span", class_="line"),
            class_="who",
        ),
        _table(page.rows),
        element("h2", "Practices of the checklist") if page.details else None,
        _table(page.details, "details") if page.details else None,
        element("ul", *(element("li", note) for note in page.notes)),
        element("div", *[_signature()] * page.signatures, class_="signatures"),
    ]
    return standalone(page.title, "sheet.css", *body)


def _table(rows: Iterable[tuple[str, str]], class_: str | None = None) -> Html:
    shown = (
        element("tr", element("th", label, scope="row"), element("td", value or "-"))
        for label, value in rows
    )
    return element("table", element("tbody", *shown), class_=class_)


def _signature() -> Html:
    parts = (("Signed by", "line"), ("Role", "line role"), ("Date", "line date"))
    return element(
        "p",
        *(
            one
            for words, kind in parts
            for one in (element("span", words), element("span", class_=kind))
        ),
    )
