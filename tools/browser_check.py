"""Open the html report in a real browser, headless, and look whether it holds up.

Usage: browser_check.py [FOLDER]; screenshots go to FOLDER, without it to a new temporary one.

Four pages at desktop width and two phone widths, light and dark: nothing scrolls sideways, the
verdict is on the first screen, text has a contrast of at least 4.5, the console is silent,
nothing is fetched, and it prints. The page of a SAFER self-assessment, as long as it can be, prints
on one sheet of Letter and of A4. A page of 5,000 documents is smaller than 5 MB, opens within 5
seconds at desktop and phone width, and unfolds. Chromium is found by name or in the environment
variable CHROMIUM.
"""

import base64
import json
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from devtools import Browser, Tab
from looking import (
    CONTRAST,
    EXAMPLES,
    EXEMPT,
    HEIGHT,
    SCHEMES,
    SCREENS,
    SCROLLS,
    TOO_WIDE,
    WHOLE,
    pictures,
)
from mips_pi_rules import SaferSelfAssessment, evaluate, policy
from mips_pi_rules.render import FORMATS, Entry, sheet

MOVED = "2025/e-prescribing-and-receiving-excluded-leave-40-points-on-sending.json"
SHEETS = {"Letter": (8.5, 11), "A4": (8.27, 11.69)}  # inches
MANY, MOST_BYTES, MOST_SECONDS = 5000, 5_000_000, 5
SAFER_YEAR = 2025

VERDICT_ENDS = "document.querySelector('h1').getBoundingClientRect().bottom"
UNFOLDS = """
(() => {
  const first = document.querySelector("details"), before = first.offsetHeight;
  first.querySelector("summary").click();
  return first.open && first.offsetHeight > before;
})()
"""


def entries() -> dict[str, Entry]:
    """What is looked at: forced to 0, points moved about, and a warning before all else."""

    def entry(name: str, content: Any, context: Any = None) -> Entry:
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        return Entry(name, evaluate(text, context=context), name)

    moved = json.loads((EXAMPLES / MOVED).read_text(encoding="utf-8"))["submission"]
    return {
        "forced": entry("submission.json", (EXAMPLES / "submission.json").read_text("utf-8")),
        "moved": entry("moved-points.json", moved),
        "exempt": entry("exempt.json", moved, EXEMPT),
    }


def problems(tab: Tab, height: int) -> Iterator[str]:
    """What is wrong with the page as it is shown now."""
    if tab.value(SCROLLS) or json.loads(tab.value(TOO_WIDE)):
        yield f"scrolls sideways: {tab.value(TOO_WIDE)}"
    if tab.value(VERDICT_ENDS) > height:
        yield "the verdict is not on the first screen"
    faint = json.loads(tab.value(CONTRAST))
    if faint:
        yield f"too faint: {faint}"


def look(tab: Tab, page: Path, folder: Path) -> Iterator[str]:
    """Show one page on every screen, keep its pictures, and yield what is wrong."""
    for width, height in SCREENS:
        for scheme in SCHEMES:
            name = f"{page.stem}-{width}-{scheme}"
            tab.emulate(width, height, scheme)
            tab.open(page.as_uri())
            yield from (f"{name}: {problem}" for problem in problems(tab, height))
            image = tab.screenshot(width, tab.value(HEIGHT))
            (folder / f"{name}.png").write_bytes(image)
            others = [url for url in tab.requests if url != page.as_uri()]
            if others:
                yield f"{name}: fetched {others}"
            yield from (f"{name}: console: {line}" for line in tab.complaints)
    pdf = base64.b64decode(tab.call("Page.printToPDF", printBackground=False)["data"])
    (folder / f"{page.stem}.pdf").write_bytes(pdf)
    if not pdf.startswith(b"%PDF"):
        yield f"{page.stem}: does not print"


def sheets(tab: Tab, folder: Path) -> Iterator[str]:
    """Print the page of a self-assessment with all there can be on it, and count its sheets."""
    law = policy(SAFER_YEAR).evidence.safer_self_assessment
    strange = dict.fromkeys(law.practices[:-1], "of another scale")
    record = SaferSelfAssessment(
        law.edition, date(SAFER_YEAR - 1, 1, 1), ["role"] * 9, statuses={**strange, "9.9": "more"}
    )
    page = folder / "safer.html"
    page.write_text(sheet.render(record.page(SAFER_YEAR)), encoding="utf-8")
    tab.open(page.as_uri())
    for name, (width, height) in SHEETS.items():
        printed = tab.call("Page.printToPDF", paperWidth=width, paperHeight=height)
        pdf = base64.b64decode(printed["data"])
        (folder / f"safer-{name}.pdf").write_bytes(pdf)
        count = len(re.findall(rb"/Type /Page\b", pdf))
        if count != 1:
            yield f"{page.name} prints on {count} sheets of {name}"


def weigh(tab: Tab, folder: Path) -> Iterator[str]:
    """Open a page of very many documents, most of them wrong, and yield what is wrong with it."""
    kinds = [json.dumps(submission, indent=1) for submission in _wrong_submissions()]
    reports = [evaluate(kind) for kind in kinds]
    found = [
        Entry(f"submissions/practice-{number:06}.json", reports[number % len(reports)])
        for number in range(MANY)
    ]
    page = folder / "many.html"
    page.write_text("".join(FORMATS["html"](found)), encoding="utf-8")
    size = page.stat().st_size
    if size >= MOST_BYTES:
        yield f"{page.name} has {size:,} bytes"
    for width, height in (SCREENS[0], SCREENS[1]):
        tab.emulate(width, height, "light")
        began = time.monotonic()
        tab.open(page.as_uri())
        tab.value(HEIGHT)  # once it is laid out
        seconds = time.monotonic() - began
        print(f"{MANY:,} documents, {size:,} bytes, {width} wide: {seconds:.1f} s")
        if seconds >= MOST_SECONDS:
            yield f"{page.name} opens in {seconds:.1f} s at {width}"
        if tab.value(SCROLLS):
            yield f"{page.name} scrolls sideways at {width}"
        if not tab.value(UNFOLDS):
            yield f"{page.name} does not unfold at {width}"
        image = tab.screenshot(width, height)
        (folder / f"many-{width}.png").write_bytes(image)


def _wrong_submissions() -> Iterator[Any]:
    """Submissions that are wrong in one way and in several."""
    whole = json.loads(WHOLE.read_text(encoding="utf-8"))["submission"]
    rows = whole["measurementSets"][0]["measurements"]
    for left_out in (1, 2, 5, len(rows)):
        one = {**whole["measurementSets"][0], "measurements": rows[left_out:]}
        yield {**whole, "measurementSets": [one]}


def main() -> int:
    """Write the pages, look at each, and say what was seen."""
    folder = pictures(__doc__, "pages")
    render = FORMATS["html"]
    found = entries()
    pages = {name: [entry] for name, entry in found.items()} | {"several": list(found.values())}
    wrong: list[str] = []
    with Browser() as browser:
        for name, shown in pages.items():
            page = folder / f"{name}.html"
            page.write_text("".join(render(shown)), encoding="utf-8")
            wrong += look(browser.tab(), page, folder)
        wrong += sheets(browser.tab(), folder)
        wrong += weigh(browser.tab(), folder)
    for line in wrong:
        print(line)
    seen = len(pages) * len(SCREENS) * len(SCHEMES)
    print(f"{seen} views of {len(pages)} pages, {len(wrong)} problems; screenshots in {folder}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
