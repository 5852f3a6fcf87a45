"""Finds or installs the headless Chromium and the Chinese font that tests and screenshots use."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
DOWNLOADED = ROOT / ".venv" / "browsers"
# A quiet browser: no sandbox (containers), no telephone calls to its maker.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--font-render-hinting=none",
]
PHONE = (390, 844)
DESKTOP = (1366, 900)


def find() -> Path | None:
    """Return the browser to drive: LINLI_TEST_BROWSER, the machine's own, or the one downloaded before."""
    if chosen := os.environ.get("LINLI_TEST_BROWSER"):
        return Path(chosen)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    if MAC.exists():
        return MAC
    names = {"chrome", "chromium", "chrome-headless-shell", "headless_shell", "Chromium"}
    folders = [DOWNLOADED, Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    files = [path for folder in folders for path in folder.glob("chrom*/**/*") if path.name in names]
    return next((path for path in sorted(files, reverse=True) if path.is_file()), None)


def install(python: Path) -> None:
    """Install a browser: Debian's when root, else Playwright's own build into .venv.

    Raises:
        RuntimeError: neither way worked; the message says what to do.
    """
    if _apt("chromium") and find() is not None:
        return
    settings = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(DOWNLOADED)}
    command = [str(python), "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if find() is None:
        print(done.stderr[-2000:], file=sys.stderr)
        raise RuntimeError(
            "no browser for the end-to-end tests: install Chromium or Chrome with the system's package "
            "manager, or name one in LINLI_TEST_BROWSER, and run make again"
        )


def has_chinese_font() -> bool:
    """Return whether the machine can draw Chinese (taken for granted outside Linux)."""
    if not sys.platform.startswith("linux"):
        return True
    if shutil.which("fc-list") is None:
        return any(Path("/usr/share/fonts").rglob("*CJK*"))
    done = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True)
    return bool(done.stdout.strip())


def install_font() -> None:
    """Install a Chinese font when that is possible, else say that screenshots will show boxes."""
    if not _apt("fonts-noto-cjk"):
        print("no Chinese font found (screenshots will show boxes): install Noto Sans CJK", end=" ")


def _apt(package: str) -> bool:
    """Install a Debian package; return whether that worked."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-qy", "--no-install-recommends", package],
    ):
        done = subprocess.run(command, env=settings, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            print(done.stderr[-2000:], file=sys.stderr)
            return False
    return True
