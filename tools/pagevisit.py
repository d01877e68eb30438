"""A person on the page that judges in the browser: what they drop, see, and find wrong."""

import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

from devtools import Tab
from looking import CONTRAST, HEIGHT, ROOT, SCHEMES, SCREENS, SCROLLS, TOO_WIDE

AXE = ROOT / "docs" / "site" / "check" / "node_modules" / "axe-core" / "axe.min.js"
ANSWERS = 30  # seconds after which an answer is no longer waited for

DROP = """
((name, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  for (const id of ["report", "plan"]) document.getElementById(id).replaceChildren();
  document.getElementById("drop").dispatchEvent(event);
})
"""
SHOWN = "document.getElementById('report').children.length > 0"
PLANNED = "document.getElementById('plan').children.length > 0"
STATUS = "document.getElementById('status').textContent"
AXE_FINDS = """
axe.run(document).then((found) => JSON.stringify(
  found.violations.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html)])))
"""


class Server:
    """A folder on loopback, or nothing at all, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        asked: list[str] = []
        self.asked = asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                asked.append(self.path)

        handler = partial(Handler, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/"

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
                image = self.tab.screenshot(width, self.tab.value(HEIGHT))
                (self.folder / f"{view}.png").write_bytes(image)
        self.tab.emulate(*SCREENS[0], SCHEMES[0])


def read(file: Path) -> Any:
    """The JSON value in a file."""
    return json.loads(file.read_text(encoding="utf-8"))
