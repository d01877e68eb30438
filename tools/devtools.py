"""Just enough of Chromium's DevTools protocol, over a pipe: no driver, no library, no port."""

import base64
import fcntl
import json
import os
import shutil
import signal
import tempfile
import time
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_CHILD_READS, _CHILD_WRITES = 3, 4  # fixed by --remote-debugging-pipe
_ABOVE = 10
KEYS = {"Tab": 9, "Enter": 13, "ArrowDown": 40}


def executable() -> str:
    """The browser: $CHROMIUM, or the first of NAMES that is installed."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise SystemExit("no Chromium found: install it, or name it in CHROMIUM")
    return found


class Browser:
    """A headless browser with a profile of its own, gone when the block ends."""

    def __enter__(self) -> Self:
        self._profile = tempfile.TemporaryDirectory(
            prefix="mips-pi-browser-", ignore_cleanup_errors=True
        )
        reads, self._out = _pipe()
        self._in, writes = _pipe()
        path = executable()
        arguments = [
            path,
            "--headless",
            "--remote-debugging-pipe",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            f"--user-data-dir={self._profile.name}",
        ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # Chromium refuses its sandbox to root
        quiet = os.open(os.devnull, os.O_RDWR)
        self._pid = os.posix_spawn(
            path,
            arguments,
            dict(os.environ),
            file_actions=[
                (os.POSIX_SPAWN_DUP2, quiet, 2),  # first: its own number may be one of these
                (os.POSIX_SPAWN_DUP2, reads, _CHILD_READS),
                (os.POSIX_SPAWN_DUP2, writes, _CHILD_WRITES),
            ],
        )
        for fd in (reads, writes, quiet):
            os.close(fd)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []
        self.workers: list[str] = []
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)
        os.close(self._in)
        os.close(self._out)
        self._profile.cleanup()

    def call(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """Send one command and wait for its result; events are kept in `events`."""
        number = self._send(method, session, parameters)
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _send(self, method: str, session: str | None, parameters: dict[str, Any]) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        return self._number

    def receive(self) -> dict[str, Any]:
        """The next message; an event is kept as well."""
        while b"\0" not in self._buffer:
            read = os.read(self._in, 1 << 16)
            if not read:
                raise RuntimeError("the browser has gone")
            self._buffer += read
        data, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(data)
        if "method" in message:
            self.events.append(message)
        if message.get("method") == "Target.attachedToTarget":
            session = message["params"]["sessionId"]
            if message["params"]["waitingForDebugger"]:  # a worker: heard from its first request
                self._send("Network.enable", session, {})
                self._send("Runtime.runIfWaitingForDebugger", session, {})
                self.workers.append(session)
        return message

    def tab(self) -> "Tab":
        """A new empty tab."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        return Tab(self, attached["sessionId"])


class Tab:
    """One page, what it asked for and what it complained of."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call(
            "Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True
        )

    def call(self, method: str, **parameters: Any) -> Any:
        """One command to this tab."""
        return self._browser.call(method, self._session, **parameters)

    def emulate(self, width: int, height: int, scheme: str) -> None:
        """A screen of this size whose owner prefers this colour scheme."""
        phone = width < 600
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=phone,
        )  # fmt: skip
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    def open(self, url: str) -> None:
        """Go there and wait until it has loaded."""
        self._browser.events.clear()
        self._browser.workers.clear()
        self.call("Page.navigate", url=url)
        while not self._said("Page.loadEventFired"):
            self._browser.receive()

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives."""
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def until(self, expression: str, seconds: float) -> float:
        """Wait until an expression holds, and say how long that took. Raises TimeoutError."""
        began = time.monotonic()
        while not self.value(expression):
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"{expression} did not hold within {seconds} s")
            time.sleep(0.02)
        return time.monotonic() - began

    def in_worker(self, expression: str) -> Any:
        """What an expression gives in the only worker of the page."""
        (session,) = self._browser.workers
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        return self._browser.call("Runtime.evaluate", session, **asked)["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """One key, down and up."""
        for kind in ("keyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key,
                windowsVirtualKeyCode=KEYS.get(key, ord(key[0].upper())),
                **({"text": text} if text and kind == "keyDown" else {}),
            )  # fmt: skip

    def screenshot(self, width: int, height: int) -> bytes:
        """The whole page as PNG."""
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        taken = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(taken["data"])

    @property
    def requests(self) -> list[str]:
        """What it and its workers fetched since the page was opened, itself included."""
        asked = self._said("Network.requestWillBeSent", *self._browser.workers)
        return [event["request"]["url"] for event in asked]

    @property
    def complaints(self) -> list[str]:
        """Errors and warnings of the console, and exceptions."""
        logged = [event["entry"] for event in self._said("Log.entryAdded")]
        lines = [entry["text"] for entry in logged if entry["level"] in ("error", "warning")]
        called = self._said("Runtime.consoleAPICalled") + self._said("Runtime.exceptionThrown")
        return lines + [json.dumps(event) for event in called]

    def _said(self, method: str, *workers: str) -> list[dict[str, Any]]:
        speakers = (self._session, *workers)
        return [
            event["params"]
            for event in self._browser.events
            if event["method"] == method and event.get("sessionId") in speakers
        ]


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are out of the way of the numbers that the browser wants."""
    ends = []
    for end in os.pipe():
        ends.append(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _ABOVE))
        os.close(end)
    return ends[0], ends[1]
