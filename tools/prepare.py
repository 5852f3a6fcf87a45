"""Prepares this folder for a make target; needs only Python's standard library.

Usage: python3 -m tools.prepare demo|test|check|wheel|lock. What is already there and current is skipped.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools import frontend

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMPS = VENV / ".linli"
OLDEST = (3, 11)


class Failure(Exception):
    """A step that went wrong, with what a person can do about it."""


def run(*command: str, hint: str) -> None:
    """Run a command quietly; when it fails show what it said and raise with `hint`."""
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print((done.stdout + done.stderr).strip()[-4000:], file=sys.stderr)
        raise Failure(f"`{' '.join(command[:4])} ...` failed. {hint}")


def step(words: str, work: Callable[[], None]) -> None:
    """Do one piece of work, saying what it is and how long it took."""
    print(f"- {words} ...", end=" ", flush=True)
    began = time.monotonic()
    try:
        work()
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"done in {time.monotonic() - began:.0f} s", flush=True)


def digest(*names: str) -> str:
    """Return the digest of some of the project's files."""
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def is_stamped(name: str, value: str) -> bool:
    """Return whether the step `name` was last done for `value`."""
    path = STAMPS / name
    return path.is_file() and path.read_text() == value


def stamp(name: str, value: str) -> None:
    """Remember that the step `name` is done for `value`."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(value)


def environment() -> None:
    """Make .venv with the running Python when it is missing, broken or of another version."""
    version = ".".join(map(str, sys.version_info[:2]))
    if PYTHON.exists() and is_stamped("python", version):
        return

    def make() -> None:
        shutil.rmtree(VENV, ignore_errors=True)
        run(
            sys.executable,
            "-m",
            "venv",
            str(VENV),
            hint=f"Install Python's venv (Debian: apt-get install python{version}-venv), then make again.",
        )
        stamp("python", version)

    step(f"virtual environment .venv with Python {version}", make)


def install(name: str) -> None:
    """Install requirements/NAME.lock, checking every hash."""
    value = digest(f"requirements/{name}.lock")
    if is_stamped(name, value):
        return

    def work() -> None:
        run(
            str(PYTHON),
            *("-m", "pip", "install", "--disable-pip-version-check", "-qq", "--require-hashes", "--no-deps"),
            *("-r", f"requirements/{name}.lock"),
            hint="Check that this machine reaches PyPI (or its mirror in pip's settings) and run make again.",
        )
        stamp(name, value)

    step(f"Python packages of requirements/{name}.lock (a minute or two the first time)", work)


def packages(name: str) -> None:
    """Install the locked packages and the project itself; `dev` holds all of `runtime`."""
    if name == "runtime" and is_stamped("dev", digest("requirements/dev.lock")):
        name = "dev"
    install(name)
    value = digest("pyproject.toml") + str(ROOT)
    if not is_stamped("project", value):
        run(
            str(PYTHON),
            *(
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "-qq",
                "--no-deps",
                "--no-build-isolation",
            ),
            *("-e", str(ROOT)),
            hint="Remove .venv and run make again.",
        )
        stamp("project", value)


def libraries() -> None:
    """Fetch the front-end libraries with npm; without one, install Node.js from PyPI into .venv."""
    if frontend.is_ready():
        return
    try:
        frontend.npm()
    except FileNotFoundError:
        install("node")
    step("front-end libraries from npm", _fetch_libraries)


def _fetch_libraries() -> None:
    try:
        frontend.fetch()
    except (OSError, RuntimeError) as error:
        raise Failure(
            f"{error}. Check that this machine reaches the npm registry and run make again."
        ) from error


def texts() -> None:
    """Compile the English catalogues that are newer than what was compiled last."""
    run(str(PYTHON), "-m", "tools.messages", "compile", hint="Mend the .po file that is named above.")


def test_tools() -> None:
    """Find or install the browser, the fonts and the MQTT broker that the tests use."""
    from tools import browser, mosquitto  # noqa: PLC0415 - only the tests need them

    if browser.find() is None:
        step("a browser for the tests", lambda: browser.install(PYTHON))
    if not browser.has_chinese_font():
        step("a Chinese font for the screenshots", browser.install_font)
    if not mosquitto.is_ready():
        step("an MQTT broker for the tests", mosquitto.install)


TARGETS: dict[str, list[Callable[[], None]]] = {
    "demo": [environment, lambda: packages("runtime"), libraries, texts],
    "test": [environment, lambda: packages("dev"), libraries, texts, test_tools],
    "check": [environment, lambda: packages("dev"), texts],
    "wheel": [environment, lambda: packages("runtime"), libraries, texts],
    "lock": [environment, lambda: install("lock")],
}


def main() -> int:
    """Prepare for the target named on the command line; return the exit code."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        print(f"Linli needs Python 3.11 or newer, this is {found}. Say which: make PYTHON=python3.12 ...")
        return 1
    try:
        for work in TARGETS[sys.argv[1]]:
            work()
    except (Failure, RuntimeError) as failure:
        print(f"Set-up stopped: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
