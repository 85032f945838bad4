"""A real browser, headless, over its DevTools protocol: it tells itself what a page did.

No name resolves in it but this machine's address, so nothing can leave, and every try is written
down.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import websocket

NAMES = ["chromium", "chromium-headless-shell", "google-chrome", "chrome-headless-shell"]
FETCHED = Path(sys.prefix, "browser/chromium")  # by scripts/browser.sh, where the system has none
FLAGS = [
    "--headless",
    "--no-sandbox",  # its own needs what root and containers don't have; the attacks are ours
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1200,900",
    "--remote-debugging-port=0",
]
START_SECONDS, PAGE_SECONDS = 60.0, 60.0


def find_browser() -> str | None:
    """A Chromium: the system's, or the one that was fetched."""
    found = (shutil.which(name) for name in [*NAMES, str(FETCHED)])
    return next((path for path in found if path is not None), None)


@dataclass
class Visit:
    """What a page did until its network fell silent.

    Attributes:
        requests: Every address that it asked for, sent or not; data: addresses left out.
        dialogs: Texts of alerts and their like.
        console: What its scripts wrote to the console.
        errors: Exceptions that no script caught.
        refused: What its own policy forbade, in the browser's words.
        opened: Addresses of windows that it opened.
    """

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)


class Browser:
    """A running browser; see :func:`running`."""

    def __init__(self, address: str) -> None:
        self._connection = websocket.create_connection(
            address, timeout=PAGE_SECONDS, suppress_origin=True, http_no_proxy=["127.0.0.1"]
        )
        self._number = 0
        self._visit = Visit()
        self._session = ""
        self._quiet: set[tuple[str, str]] = set()  # frames' documents with nothing under way
        self._call("Target.setDiscoverTargets", discover=True)

    @contextmanager
    def visit(self, url: str) -> Iterator[Visit]:
        """Open a page in a window of its own and wait until it is at rest."""
        self._session, self._visit, self._quiet = "", Visit(), set()
        page = self._call("Target.createTarget", url="about:blank")
        attached = self._call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._visit.opened.clear()  # that was us
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._call("Page.setLifecycleEventsEnabled", enabled=True)
        blank = self._call("Page.getFrameTree")["frameTree"]["frame"]
        self._call("Page.navigate", url=url)
        # Whichever page it is in the end: one may lead to another.
        while not any(
            frame == blank["id"] and document != blank["loaderId"]
            for frame, document in self._quiet
        ):
            self._note(json.loads(self._connection.recv()))
        yield self._visit
        self._session = ""
        self._call("Target.closeTarget", targetId=page["targetId"])

    def ask(self, expression: str) -> Any:
        """What an expression is in the page that is open."""
        answer = self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def look_like(self, width: int, *, dark: bool) -> None:
        """Give the open page a screen so wide, and the reader's choice of a theme."""
        theme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[theme])
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _call(self, method: str, **parameters: Any) -> Any:
        number = self._tell(method, **parameters)
        while True:
            said = json.loads(self._connection.recv())
            if said.get("id") == number:
                assert "error" not in said, (method, said["error"])
                return said["result"]
            self._note(said)

    def _tell(self, method: str, **parameters: Any) -> int:
        """Call without waiting for the answer, which bears the number that is returned."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._connection.send(json.dumps(message | self._to_page))
        return self._number

    @property
    def _to_page(self) -> dict[str, str]:
        return {"sessionId": self._session} if self._session else {}

    def _note(self, event: dict[str, Any]) -> None:
        """Write down what happened; answer a dialog, which holds the page up."""
        told, visit = event.get("params", {}), self._visit
        match event.get("method"):
            case "Network.requestWillBeSent":
                url = told["request"]["url"]
                visit.requests += [] if url.startswith("data:") else [url]
            case "Network.webSocketCreated":
                visit.requests.append(told["url"])
            case "Page.javascriptDialogOpening":
                visit.dialogs.append(told["message"])
                self._tell("Page.handleJavaScriptDialog", accept=True)
            case "Page.lifecycleEvent" if told["name"] == "networkIdle":
                self._quiet.add((told["frameId"], told["loaderId"]))
            case "Runtime.consoleAPICalled":
                visit.console.append(json.dumps([a.get("value") for a in told["args"]]))
            case "Runtime.exceptionThrown":
                visit.errors.append(told["exceptionDetails"]["text"])
            case "Log.entryAdded" if told["entry"]["source"] == "security":
                visit.refused.append(told["entry"]["text"])
            case "Target.targetCreated":
                visit.opened.append(told["targetInfo"]["url"])


@contextmanager
def running() -> Iterator[Browser]:
    """Start the browser that :func:`find_browser` finds, with a profile that goes with it."""
    found = find_browser()
    assert found is not None, "no Chromium here; sh scripts/browser.sh fetches one"
    home = Path(tempfile.mkdtemp(prefix="course-browser-"))
    places = {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    with open(home / "log", "wb") as log:
        process = subprocess.Popen(
            [found, *FLAGS, f"--user-data-dir={home}", "about:blank"],
            env=os.environ | places, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        browser = Browser(_address(process, home))
        yield browser
        browser.close()
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            shutil.rmtree(home)


def _address(process: subprocess.Popen[bytes], home: Path) -> str:
    """Where the browser listens, once it does."""
    told, end = home / "DevToolsActivePort", time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if told.is_file() and len(lines := told.read_text().splitlines()) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.02)
    said = (home / "log").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"the browser does not start: {said}")
