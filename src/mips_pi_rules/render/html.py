"""One self-contained page: of one report the whole, of several an index. No script, no network.

`fragment` is one report for a notebook. Words and symbols say all that colours say.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from mips_pi_rules.judging.report import Report
from mips_pi_rules.render.article import article, headline
from mips_pi_rules.render.aside import Aside
from mips_pi_rules.render.entry import Entry
from mips_pi_rules.render.index import DOCUMENTS, Index
from mips_pi_rules.render.json import told
from mips_pi_rules.render.markup import Html, element
from mips_pi_rules.render.standalone import standalone, style
from mips_pi_rules.render.words import verdict

_STYLE = "page.css"


def render(report: Report) -> str:
    """The page of one report."""
    return page(verdict(report), article(report, None, "h1"))


def render_all(entries: Iterable[Entry], *, everything: bool = False) -> Iterator[str]:
    """One page for all inputs: of several, an index of what is not in order, or of `everything`."""
    first, rest = told(entries)
    if len(first) == 1:
        (entry,) = first
        body = article(entry.report, entry.name, "h1")
        yield page(f"{headline(entry.report)[0]} · {entry.name}", body)
        return
    with Aside() as aside:
        index = Index(aside, everything)
        for entry in chain(first, rest):
            index.add(entry)
            yield ""
        title = f"{index.tally.documents} submissions checked"
        before, _, after = page(title, index.body()).partition(DOCUMENTS)
        yield before
        if after:
            yield from index.documents()
            yield after


def fragment(report: Report) -> str:
    """The report as part of a page that is not ours, such as a notebook."""
    body = article(report, None, "h2")
    return str(element("div", style(_STYLE), body, class_="mips-pi"))


def page(title: str, body: Html) -> str:
    """A page of its own around `body`."""
    light_and_dark = element("meta", name="color-scheme", content="light dark")
    return standalone(
        title, _STYLE, element("main", body, class_="mips-pi page"), more=light_and_dark
    )
