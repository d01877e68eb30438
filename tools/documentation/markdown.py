"""Small pieces of Markdown, and the words that all pages share."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mips_pi_rules import citation
from mips_pi_rules.reference.meanings import Rests

ROOT = Path(__file__).resolve().parent.parent.parent

BASES = {
    "cms": "read in a text of CMS or ONC, in the Code of Federal Regulations, or in CMS's own "
    "measure data",
    "observed": "seen in the points that CMS published for clinicians",
    "published": "stated in a guide of a professional society or vendor that repeats CMS's rule",
    "reading": "our reading: no source settles it; its alternative is given beside it",
}
SCOPES = {
    "report": "carried by a report exactly when the alternative would change its outcome, its "
    "score or a row",
    "standing": "carried by every report that it applies to",
    "page": "said here and on the year's page only",
}


def page(title: str, *parts: str) -> str:
    """A page: its title, then its parts; empty parts are left out."""
    return "\n\n".join([f"# {title}", *filter(None, parts)]) + "\n"


def section(title: str, *parts: str) -> str:
    """A section, or nothing when it has no content."""
    kept = [part for part in parts if part]
    return "\n\n".join([f"## {title}", *kept]) if kept else ""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table, or nothing when it has no rows."""
    lines = ["| " + " | ".join(_cell(item) for item in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])


def _cell(item: object) -> str:
    return str(item).replace("|", "\\|").replace("\n", " ")


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {item}" for item in items)


def link(text: object, target: str) -> str:
    """A link."""
    return f"[{text}]({target})"


def code(*names: object) -> str:
    """Names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def cites(names: Iterable[str], build: str = "..") -> str:
    """Citations with their links: the law on the web, a source on the page of sources."""
    return "; ".join(
        link(name, citation.link(name) or f"{build}/sources-and-readings.md#{anchor(name)}")
        for name in names
    )


def rests_on(entry: Rests | Mapping[str, Any]) -> str:
    """What an entry of a policy rests on, in brackets."""
    if isinstance(entry, Mapping):
        return f"({entry['basis']}: {cites(entry['cites'])})"
    return f"({entry.basis}: {cites(entry.cites)})"


def linked(name: str) -> str:
    """A source, with its link where it is on the web."""
    target = citation.link(name)
    return link(name, target) if target else name


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def words(camel: str) -> str:
    """A name in camel case as words."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: " " + found[1].lower(), camel)
