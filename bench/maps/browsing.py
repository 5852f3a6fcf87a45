"""Opens a map in headless Chromium that draws in software: how long until it is ready, and how it pans."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from tools import browser as machine

SOFTWARE = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
SIZE = (1440, 900)
DRAGS, STEPS = 6, 25
PATIENCE_MS = 60_000
RECORDER = """
window.panned = [];
let [pressed, last] = [false, 0];
addEventListener("mousedown", () => { [pressed, last] = [true, 0]; }, true);
addEventListener("mouseup", () => { pressed = false; }, true);
(function tick(at) {
  if (pressed) { if (last) window.panned.push(at - last); last = at; }
  requestAnimationFrame(tick);
})(0);
new MutationObserver(() => {
  if (document.querySelector("[data-ready]")) window.readyAt ??= performance.now();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
"""


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder of files until the block ends; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser that draws without a graphics card."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(machine.find()), args=[*machine.ARGUMENTS, *SOFTWARE]
        )
        try:
            yield browser
        finally:
            browser.close()


def look(browser: Browser, url: str, selector: str, session: str = "") -> tuple[float, float]:
    """Open a page anew; return the milliseconds until it is ready, and those of a pan's median frame."""
    context = browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]}, locale="zh-CN")
    try:
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
        page = context.new_page()
        page.add_init_script(RECORDER)
        page.goto(url)
        page.wait_for_function("() => window.readyAt", timeout=PATIENCE_MS)
        ready = float(page.evaluate("window.readyAt"))
        page.wait_for_timeout(500)
        box = page.locator(selector).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for drag in range(DRAGS):
            way = 1 if drag % 2 else -1
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + way * 220, y + way * 90, steps=STEPS)
            page.mouse.up()
            page.wait_for_timeout(150)
        frames = [float(frame) for frame in page.evaluate("window.panned")]
        return ready, median(frames)
    finally:
        context.close()
