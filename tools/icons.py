"""Draws the app's icons from its mark: `python -m tools.icons` writes the PNG files that are committed."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools import browser as machine

SHELL = Path(__file__).resolve().parent.parent / "src" / "linli" / "web" / "shell" / "static" / "shell"
FOLDER = SHELL / "icons"
GROUND = "#0b6b66"
# File, side in pixels, and how much of the side the mark takes; a mask may cut a tenth off every edge.
ICONS = (
    ("app-192.png", 192, 1.0),
    ("app-512.png", 512, 1.0),
    ("maskable-512.png", 512, 0.72),
    ("touch-180.png", 180, 0.86),
)


def page(mark: str, share: float) -> str:
    """Return the HTML that shows the mark on `share` of the side; on a ground when that is not all."""
    ground = GROUND if share < 1 else "transparent"
    size = f"{share * 100:g}vw"
    style = f"html,body{{margin:0;height:100%;background:{ground}}}body{{display:grid;place-items:center}}"
    return f"<style>{style}svg{{width:{size};height:{size};display:block}}</style>{mark}"


def draw(browser: Browser, mark: str, name: str, side: int, share: float) -> bytes:
    """Return one icon as a PNG file, written to its place too."""
    view = browser.new_page(viewport={"width": side, "height": side}, device_scale_factor=1)
    try:
        view.set_content(page(mark, share))
        return view.screenshot(path=FOLDER / name, omit_background=True)
    finally:
        view.close()


def main() -> int:
    """Draw every icon."""
    mark = (SHELL / "mark.svg").read_text(encoding="utf-8")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(machine.find() or ""), args=machine.ARGUMENTS
        )
        try:
            for name, side, share in ICONS:
                draw(browser, mark, name, side, share)
                print(f"- {name}")
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
