"""A record to sign as one HTML page that prints on one sheet. No script, no network."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from mips_pi_rules.context.printing import WHO, Page
from mips_pi_rules.render.markup import Html, element


def render(page: Page) -> str:
    """The page of a record."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", page.title),
        element("style", Html(_style())),
    )
    body = element(
        "body",
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
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


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


@cache
def _style() -> str:
    return (files("mips_pi_rules.render") / "sheet.css").read_text(encoding="utf-8")
