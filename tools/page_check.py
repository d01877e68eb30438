"""Use the page that judges in the browser as a practice does, in headless Chromium.

Usage: page_check.py [FOLDER]; screenshots go to FOLDER, without it to a new temporary one.

The page is served from loopback as `make site` built it. Files are dropped, a form is answered by
keyboard alone, an answer is broken, the report is printed; every verdict is held against that of
the library outside the browser. No request goes out once the page is ready, neither from it nor
from its worker, and one that is tried is refused. axe finds nothing, nothing scrolls sideways and
text has its contrast, on a desk and on a phone, light and dark. Times are printed.
"""

import base64
import csv
import io
import json
import re
import statistics
import sys
import time

from devtools import Browser
from looking import EXAMPLES, SITE, WHOLE, pictures
from mips_pi_rules import answers_of, evaluate, from_answers, years
from mips_pi_rules.render.article import headline
from mips_pi_rules.render.words import verdict
from pageform import filled_in, reopened
from pagevisit import ANSWERS, DROP, PLANNED, STATUS, Server, Visit, read

FORCED = EXAMPLES / "submission.json"
QRDA = EXAMPLES / "qrda" / "individual-2025.xml"
LOADS = 60  # seconds after which we no longer wait
TIMES = 20

# Milliseconds from the drop to the report on the page.
TIMED = """
new Promise((resolve) => {
  const report = document.getElementById("report");
  const began = performance.now();
  const seen = new MutationObserver(() => {
    if (!report.children.length) return;
    seen.disconnect();
    resolve(performance.now() - began);
  });
  seen.observe(report, { childList: true });
  DROPPED;
})
"""
# Every way by which a script can call elsewhere, tried; what of it was refused does not matter.
CALLS = """
(async () => {
  const there = "ELSEWHERE";
  const tries = [
    () => fetch(there),
    () => new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", there);
      request.onloadend = done;
      request.send("x");
    }),
    () => navigator.sendBeacon(there, "x"),
    () => { new WebSocket(there.replace("http", "ws")); },
    () => { new EventSource(there); },
    () => { new Image().src = there; },
    () => import(there),
    () => new Promise((done) => {
      const frame = document.body.appendChild(document.createElement("iframe"));
      frame.onload = frame.onerror = done;
      frame.src = there;
    }),
  ];
  for (const one of tries) {
    try { await Promise.race([one(), new Promise((done) => setTimeout(done, 500))]); } catch {}
  }
})()
"""


def files(visit: Visit) -> None:
    """QPP JSON, QRDA III, a sheet, many in one file, and what is no document."""
    answers = answers_of(read(WHOLE)["submission"])
    for file in (FORCED, QRDA):
        text = file.read_text(encoding="utf-8")
        visit.drop(file.name, text)
        visit.verdict_is(verdict(evaluate(text)), file.name)
    visit.look("file")
    sheet = io.StringIO()
    csv.writer(sheet).writerows([answers.keys(), answers.values()])
    visit.drop("answers.csv", sheet.getvalue())
    visit.verdict_is(verdict(evaluate(from_answers(answers))), "answers.csv")
    visit.drop("torn.json", '{"performanceYear":')
    visit.expect(visit.tab.value(STATUS).startswith("REJECTED: "), "torn.json is not rejected")
    cases = [
        {"submission": case["submission"], "context": case.get("context")}
        for year in years()
        for case in map(read, sorted((EXAMPLES / str(year)).glob("*.json")))
    ]
    visit.drop("cases.ndjson", "\n".join(map(json.dumps, cases)))
    listed = "[...document.getElementById('documents').options].map((one) => one.text)"
    said = visit.tab.value(listed)
    expected = [
        f"cases.ndjson:{number}: {headline(evaluate(one['submission'], context=one['context']))[0]}"
        for number, one in enumerate(cases, 1)
    ]
    differ = [pair for pair in zip(said, expected, strict=True) if pair[0] != pair[1]]
    visit.expect(not differ, f"cases: {differ[:3]}")
    visit.look("several")
    print(f"{len(cases)} cases: {len(differ)} other verdicts in the browser")


def printed(visit: Visit) -> None:
    """On paper there is the report and the plan, and no form and no button."""
    tab = visit.tab
    visit.drop(FORCED.name, FORCED.read_text(encoding="utf-8"))
    tab.call("Emulation.setEmulatedMedia", media="print")
    text = tab.value("document.body.innerText")
    for word, there in (("What forces the score to 0", True), ("The plan", True),
                        ("Choose a file", False), ("Judge these answers", False)):  # fmt: skip
        visit.expect((word in text) is there, f"printed: {word!r} is there: {not there}")
    pdf = base64.b64decode(tab.call("Page.printToPDF")["data"])
    (visit.folder / "report.pdf").write_bytes(pdf)
    visit.expect(len(re.findall(rb"/Type /Page\b", pdf)) >= 1, "it does not print")
    tab.call("Emulation.setEmulatedMedia", media="")


def timed(visit: Visit) -> None:
    """How long it is from a drop to the report on the page."""
    dropped = f"({DROP})({json.dumps(FORCED.name)}, {json.dumps(FORCED.read_text('utf-8'))})"
    taken = []
    for _ in range(TIMES):
        taken.append(visit.tab.value(TIMED.replace("DROPPED", dropped)))
        visit.tab.until(PLANNED, ANSWERS)
    print(f"from the drop to the report: {statistics.median(taken):.0f} ms, most {max(taken):.0f}")


def nothing_goes_out(visit: Visit, ready: int, site: Server) -> None:
    """Neither the page nor its worker asked for anything since it was ready; both are shut in."""
    later = [url for url in visit.tab.requests[ready:] if not url.startswith(("blob:", "data:"))]
    visit.expect(not later, f"asked for after loading: {later}")
    with Server(visit.folder) as elsewhere:
        calls = CALLS.replace("ELSEWHERE", elsewhere.url)
        before = len(site.asked)
        visit.tab.value(calls)
        visit.tab.in_worker(calls)
        visit.expect(not elsewhere.asked, f"reached from the page: {elsewhere.asked}")
        visit.expect(len(site.asked) == before, f"asked of the site: {site.asked[before:]}")
        # From a page that is not shut in the same calls arrive: so the trial can fail.
        visit.tab.open(f"{site.url}check/report.css")
        visit.tab.value(calls)
        visit.expect(len(elsewhere.asked) > 1, "the trial reaches nothing from anywhere")


def main() -> int:
    """Visit the page, and say what was seen."""
    folder = pictures(__doc__, "page")
    with Server(SITE) as site, Browser() as browser:
        tab = browser.tab()
        visit = Visit(tab, folder)
        began = time.monotonic()
        tab.open(f"{site.url}check/index.html")
        tab.until(f"{STATUS} === 'Ready.'", LOADS)
        print(f"loaded in {time.monotonic() - began:.1f} s")
        ready, asked = len(tab.requests), len(site.asked)
        visit.look("ready")
        files(visit)
        filled_in(visit)
        reopened(visit, FORCED)
        printed(visit)
        timed(visit)
        visit.expect(len(site.asked) == asked, f"asked of the site: {site.asked[asked:]}")
        visit.expect(not tab.complaints, f"console: {tab.complaints}")
        nothing_goes_out(visit, ready, site)
    for line in visit.wrong:
        print(line)
    print(f"{len(visit.wrong)} problems; screenshots in {folder}")
    return 1 if visit.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
