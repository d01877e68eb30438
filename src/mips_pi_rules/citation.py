"""Citations: what a statement rests on, in the forms that policy and rules use.

A citation is a paragraph of the Code of Federal Regulations ("42 CFR 414.1375(b)(1)"), the first
page of a Federal Register document ("89 FR 97710"), or the id of a source that the year's policy
lists under `meta.sources` ("SAFER25"). What a rule rests on stands on its page of our site.
"""

import re
from typing import Final

HOME: Final = "https://mips-pi-rules.dev"  # our site, and the domain of the ids of schemas

_CFR = re.compile(r"([0-9]+) CFR ([0-9]+)\.([0-9]+)((?:\([A-Za-z0-9]+\))*)")
_FR = re.compile(r"([0-9]+) FR ([0-9]+)")


def link(cite: str) -> str | None:
    """Where the cited law can be read on the web, or None for a listed source.

    The Code has one page per section, on which a paragraph has its own place.
    """
    if match := _CFR.fullmatch(cite):
        title, part, number, paragraph = match.groups()
        section = f"{part}.{number}"
        place = f"#p-{section}{paragraph}" if paragraph else ""
        return f"https://www.ecfr.gov/current/title-{title}/section-{section}{place}"
    if match := _FR.fullmatch(cite):
        volume, page = match.groups()
        return f"https://www.federalregister.gov/citation/{volume}-FR-{page}"
    return None


def rule_page(rule: str) -> str:
    """Where the site explains a shipped rule."""
    return f"{HOME}/reference/rules/{rule}.html"
