"""Look at the built site in a real browser, headless: it reads well and finds things offline.

Usage: site_check.py [FOLDER]; screenshots go to FOLDER, without it to a new temporary one.

The site is opened from its files, as `make site` left them, without a server. Main pages are looked
at on a desk and on a phone, light and dark: nothing scrolls sideways, and nothing is fetched but
from the site itself. The search finds a measure, a rule, a question and a word of the glossary.
"""

import sys
from pathlib import Path
from urllib.parse import quote

from devtools import Browser
from looking import SCHEMES, SCREENS, SCROLLS, SITE, TOO_WIDE, pictures

PAGES = (
    "index", "start", "guide/scoring", "reference/years/2025", "reference/rules/PI104", "faq",
    "reference/from-the-field", "reference/sources-and-readings", "api", "command", "comparison",
    "versioning", "guide/performance", "project/security", "glossary",
)  # fmt: skip
SEARCHES = {
    "PI_PPHI_2": "reference/",
    "PI104": "reference/rules/PI104.html",
    "counts of the same measure": "faq.html",
    "redistribution": "glossary.html",
}
FOUND = "[...document.querySelectorAll('#search-results li a')].map((a) => a.href)"
SEARCH_SECONDS = 10


def searched(browser: Browser) -> list[str]:
    """What the search does not find."""
    wrong = []
    for words, place in SEARCHES.items():
        tab = browser.tab()
        tab.open(f"{(SITE / 'search.html').as_uri()}?q={quote(words)}")
        try:
            wanted = f"{FOUND}.some((link) => link.includes('{place}'))"
            tab.until(wanted, SEARCH_SECONDS)
        except TimeoutError:
            wrong.append(f"the search for {words!r} does not find {place}: {tab.value(FOUND)[:5]}")
    return wrong


def looked_at(browser: Browser, folder: Path) -> list[str]:
    """What is wrong with the main pages, of which `folder` gets pictures."""
    wrong = []
    for name in PAGES:
        for width, height in (SCREENS[0], SCREENS[1]):
            for scheme in SCHEMES:
                tab = browser.tab()
                tab.emulate(width, height, scheme)
                tab.open((SITE / f"{name}.html").as_uri())
                where = f"{name} {width} {scheme}"
                if tab.value(SCROLLS):
                    wrong.append(f"{where} scrolls sideways: {tab.value(TOO_WIDE)}")
                inside = SITE.as_uri()
                away = [one for one in tab.requests if not one.startswith((inside, "data:"))]
                if away:
                    wrong.append(f"{where} fetches {away}")
                picture = folder / f"{name.replace('/', '-')}-{width}-{scheme}.png"
                picture.write_bytes(tab.screenshot(width, height))
    return wrong


def main() -> int:
    """Look at all of it; 1 when something is wrong."""
    folder = pictures(__doc__, "site")
    with Browser() as browser:
        wrong = searched(browser) + looked_at(browser, folder)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(f"{len(PAGES)} pages and {len(SEARCHES)} searches; pictures in {folder}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
