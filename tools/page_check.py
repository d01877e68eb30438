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
import tempfile
import time
from collections.abc import Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

from browser_check import CONTRAST, EXEMPT, SCHEMES, SCREENS, SCROLLS, TOO_WIDE
from devtools import Browser, Tab
from mips_pi_rules import answers_of, evaluate, from_answers, questions, years
from mips_pi_rules.render.article import headline
from mips_pi_rules.render.words import verdict

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "docs" / "build" / "site"
EXAMPLES = ROOT / "examples"
AXE = ROOT / "docs" / "site" / "check" / "node_modules" / "axe-core" / "axe.min.js"
FORCED = EXAMPLES / "submission.json"
QRDA = EXAMPLES / "qrda" / "individual-2025.xml"
WHOLE = EXAMPLES / "2025" / "everything-reported.json"
LOADS, ANSWERS = 60, 30  # seconds after which we no longer wait
TIMES = 20

DROP = """
((name, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  for (const id of ["report", "plan"]) document.getElementById(id).replaceChildren();
  document.getElementById("drop").dispatchEvent(event);
})
"""
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
SHOWN = "document.getElementById('report').children.length > 0"
PLANNED = "document.getElementById('plan').children.length > 0"
STATUS = "document.getElementById('status').textContent"
FOCUSED = "document.activeElement.id"
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
AXE_FINDS = """
axe.run(document).then((found) => JSON.stringify(
  found.violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html)])))
"""


class Server:
    """A folder on loopback, or nothing at all, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        asked = self.asked = []

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                asked.append(self.path)

        handler = partial(Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

    asked: list[str]

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Visit:
    """A person on the page, who collects what is wrong."""

    def __init__(self, tab: Tab, folder: Path) -> None:
        self.tab, self.folder = tab, folder
        self.wrong: list[str] = []

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note what is wrong where it does not hold."""
        if not holds:
            self.wrong.append(otherwise)

    def verdict_is(self, expected: str, when: str) -> None:
        """The page says what the library says here."""
        said = self.tab.value(STATUS)
        self.expect(said == expected, f"{when}: the page says {said!r}, not {expected!r}")

    def drop(self, name: str, text: str) -> None:
        """Drop a file and wait for its report and plan."""
        self.tab.value(f"({DROP})({json.dumps(name)}, {json.dumps(text)})")
        self.tab.until(SHOWN, ANSWERS)
        self.tab.until(f"{PLANNED} || document.getElementById('reopen').hidden", ANSWERS)

    def look(self, name: str) -> None:
        """The page as it is now on every screen, light and dark, and what axe finds there."""
        self.tab.value(AXE.read_text(encoding="utf-8") + "; 0")
        for width, height in (SCREENS[0], SCREENS[-1]):
            for scheme in SCHEMES:
                self.tab.emulate(width, height, scheme)
                view = f"{name}-{width}-{scheme}"
                wide, faint = json.loads(self.tab.value(TOO_WIDE)), self.tab.value(CONTRAST)
                self.expect(not (self.tab.value(SCROLLS) or wide), f"{view}: sideways: {wide}")
                self.expect(faint == "[]", f"{view}: too faint: {faint}")
                found = json.loads(self.tab.value(AXE_FINDS))
                self.expect(not found, f"{view}: axe: {found}")
                tall = self.tab.value("document.documentElement.scrollHeight")
                image = self.tab.screenshot(width, tall)
                (self.folder / f"{view}.png").write_bytes(image)
        self.tab.emulate(*SCREENS[0], SCHEMES[0])


def files(visit: Visit) -> None:
    """QPP JSON, QRDA III, a sheet, many in one file, and what is no document."""
    answers = answers_of(json.loads(WHOLE.read_text(encoding="utf-8"))["submission"])
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
        for case in map(_read, sorted((EXAMPLES / str(year)).glob("*.json")))
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


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def form(visit: Visit) -> None:
    """A whole form by keyboard to its score; then one answer is broken, and mended again."""
    submission = _read(WHOLE)["submission"]
    year = submission["performanceYear"]
    answers = answers_of(submission)
    tab = visit.tab
    tab.value("document.getElementById('year').focus()")
    tab.value(f"document.getElementById('year').value = '{year}'")
    tab.press("Tab")
    visit.expect(tab.value(FOCUSED) == "ask", f"Tab leads to {tab.value(FOCUSED)!r}")
    tab.press("Enter", "\r")
    tab.until("!document.getElementById('form').hidden", ANSWERS)
    visit.look("form")
    _type(visit, answers)
    tab.value("document.getElementById('report').replaceChildren()")
    tab.press("Enter", "\r")
    tab.until(SHOWN, ANSWERS)
    report = evaluate(from_answers(answers))
    visit.verdict_is(verdict(report), "the form by keyboard")
    tab.until(PLANNED, ANSWERS)
    visit.look("scored")
    gate = _gate(year, answers)
    broken = evaluate(from_answers({**answers, gate: "no"}))
    _answer(tab, gate, "no")
    visit.verdict_is(verdict(broken), f"{gate} answered no")
    beside = tab.value(f"document.getElementById('{gate}.beside').textContent")
    visit.expect(bool(beside), f"nothing is said beside {gate}")
    tab.until(PLANNED, ANSWERS)
    changes(visit, answers["performanceEnd"])
    visit.look("broken")
    _answer(tab, gate, "yes")
    visit.verdict_is(verdict(report), f"{gate} answered yes again")
    refused(visit)


def _type(visit: Visit, answers: Mapping[str, Any]) -> None:
    """Each answer by keys, from control to control; ends on the last one, before the button."""
    tab = visit.tab
    while (kind := tab.value("document.activeElement.type")) != "submit":
        name = tab.value(FOCUSED)
        field, _, part = name.partition(".")
        wanted = str(answers.get(name, answers.get(field, "") if part != "level" else ""))
        if kind == "select-one":
            count = tab.value(
                "[...document.activeElement.options].findIndex((one) => "
                f"one.value === {json.dumps(wanted)})"
            )
            for _ in range(max(count, 0)):
                tab.press("ArrowDown")
        elif kind == "date":
            year, month, day = wanted.split("-")
            for digit in month + day + year:
                tab.press(digit, digit)
        else:
            counts = wanted.split("/")
            piece = {"Numerator": counts[0], "Denominator": counts[-1]}.get(part, wanted)
            tab.call("Input.insertText", text=piece)
        while tab.value(FOCUSED) == name:
            tab.press("Tab")


def _gate(year: int, answers: Mapping[str, Any]) -> str:
    """The first answer of the form whose no forces the score to 0."""
    for one in questions(year):
        said_yes = one.kind == "yesNo" and answers.get(one.field) == "yes"
        if said_yes and evaluate(from_answers({**answers, one.field: "no"})).forced_to_zero:
            return one.field
    raise SystemExit("no answer forces the score to 0")


def _answer(tab: Tab, field: str, value: str) -> None:
    """Choose an answer in the form that is judged already."""
    tab.value("document.getElementById('report').replaceChildren()")
    tab.value(f"""(() => {{
      const control = document.getElementById("{field}");
      control.value = "{value}";
      control.dispatchEvent(new Event("change", {{ bubbles: true }}));
    }})()""")
    tab.until(SHOWN, ANSWERS)


def changes(visit: Visit, day: str) -> None:
    """What a step that can still be done on this day would change is shown under it."""
    visit.tab.value("document.getElementById('plan').replaceChildren()")
    visit.tab.value(f"document.getElementById('day').value = '{day}'")
    visit.tab.value("document.getElementById('day').dispatchEvent(new Event('change'))")
    visit.tab.until(PLANNED, ANSWERS)
    visit.tab.value("document.querySelector('#plan button').click()")
    visit.tab.until("document.querySelectorAll('#plan .would tbody tr').length > 1", ANSWERS)


def refused(visit: Visit) -> None:
    """What the library does not take is told beside it, and nothing is judged."""
    tab = visit.tab
    field = tab.value("document.querySelector('input[inputmode=numeric]').id")
    tab.value(f"document.getElementById('{field}').value = 'many'")
    tab.value("document.querySelector('#form [type=submit]').click()")
    tab.until("document.querySelectorAll('.beside:not([hidden])').length === 1", ANSWERS)
    visit.expect(tab.value(FOCUSED) == field, "the answer that is refused has no focus")
    visit.look("refused")


def reopened(visit: Visit) -> None:
    """The answers of a file and its context go into the form, and give the same verdict there."""
    case = {"submission": _read(FORCED), "context": EXEMPT}
    visit.drop(FORCED.name, json.dumps(case))
    visit.verdict_is(verdict(evaluate(case["submission"], context=EXEMPT)), "with a context")
    before = visit.tab.value(STATUS)
    visit.tab.value("document.getElementById('reopen').click()")
    visit.tab.until("!document.getElementById('form').hidden", ANSWERS)
    visit.tab.until(f"{STATUS} === {json.dumps(before)}", ANSWERS)
    visit.tab.until(PLANNED, ANSWERS)
    told = "!document.getElementById('context').hidden"
    visit.expect(visit.tab.value(told), "the context of a file is not told")


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
    temporary = tempfile.mkdtemp(prefix="mips-pi-page-") if len(sys.argv) == 1 else sys.argv[1]
    folder = Path(temporary).resolve()
    folder.mkdir(parents=True, exist_ok=True)
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
        form(visit)
        reopened(visit)
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
