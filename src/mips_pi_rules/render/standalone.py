"""A page of HTML that needs nothing else: its style stands in it. No script, no network."""

from functools import cache
from importlib.resources import files

from mips_pi_rules.render.markup import Html, element


def standalone(title: str, sheet: str, *body: str | None, more: Html | None = None) -> str:
    """A page with the style of `sheet`, a file beside this one; `more` stands in its head."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        more,
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        style(sheet),
    )
    whole = element("html", head, element("body", *body), lang="en")
    return f"<!DOCTYPE html>\n{whole}\n"


def style(sheet: str) -> Html:
    """The style of a file beside this one, as an element."""
    return element("style", Html(_content(sheet)))


@cache
def _content(sheet: str) -> str:
    return (files("mips_pi_rules.render") / sheet).read_text(encoding="utf-8")
