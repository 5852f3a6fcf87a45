"""A real site in processes of its own, and a real browser that opens it."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from tools import browser as machine

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
FIRST_PORT = 20_000
PORT_RANGES = 12
PORTS_EACH = 1_000


@dataclass
class Site:
    """A site under test: its address, its home, and the environment its commands run in."""

    url: str
    home: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @classmethod
    @contextmanager
    def started(cls, home: Path, *, small_demo: bool = False) -> Iterator["Site"]:
        """Make a site in `home`, on a new database of the run's kind, serve it, and stop it afterwards."""
        site = cls.prepared(home, demo=small_demo)
        site.run("migrate", "--noinput", "--verbosity", "0")
        if small_demo:
            site.run("demo", "--small")
        site.serve()
        try:
            yield site
        finally:
            site.stop()

    @classmethod
    def prepared(cls, home: Path, *, demo: bool = False) -> "Site":
        """Return a site that is neither migrated nor served yet."""
        home.mkdir(parents=True, exist_ok=True)
        port = free_port()
        environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("LINLI_", "DJANGO_"))
        }
        environment |= {
            "LINLI_HOME": str(home),
            "PORT": str(port),
            "LINLI_DEMO": "1" if demo else "0",
            "LINLI_WEB_WORKERS": "1",
            "DJANGO_SETTINGS_MODULE": "linli.wiring.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        if server := os.environ.get("LINLI_DATABASE_URL"):
            environment["LINLI_DATABASE_URL"] = new_database(server, f"site_{port}")
        return cls(f"http://127.0.0.1:{port}", home, environment)

    def run(self, *arguments: str) -> str:
        """Run a `linli` command to its end and return what it printed; fail with what it said."""
        done = subprocess.run(self._command(*arguments), env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, (
            f"linli {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
        return done.stdout

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a `linli` command that goes on (serve, work, tick); its output goes to the home's log."""
        with (self.home / "site.log").open("ab") as log:
            return subprocess.Popen(
                self._command(*arguments),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def serve(self) -> None:
        """Serve the site and wait until it answers."""
        self.process = self.start("serve")
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        self.stop()
        raise AssertionError(f"the site did not start: {(self.home / 'site.log').read_text()[-4000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the served site with everything it started; SIGKILL is the power cut."""
        if self.process is None:
            return
        process, self.process = self.process, None
        try:
            os.killpg(process.pid, how)
            process.wait(20)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    @contextmanager
    def page(self, browser: Browser, *, phone: bool) -> Iterator[Page]:
        """Open a page of the given size whose addresses are relative to the site."""
        width, height = machine.PHONE if phone else machine.DESKTOP
        context = browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            has_touch=phone,
            is_mobile=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        errors: list[str] = []
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        try:
            yield page
        finally:
            context.close()
        assert not errors, f"the page's scripts complained: {errors}"

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from linli.cli.main import main; main()", *arguments]

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False


def free_port() -> int:
    """Return a port on which nothing listens and that no outgoing connection takes in the meantime.

    The kernel gives ports from 32768 upward to connections, so a port from there may be gone, or another
    test's, before the site listens. Each parallel worker of the tests draws from a range of its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PORT_RANGES
    first = FIRST_PORT + worker * PORTS_EACH
    for port in random.sample(range(first, first + PORTS_EACH), PORTS_EACH):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port from {first} to {first + PORTS_EACH - 1}")


def new_database(url: str, name: str) -> str:
    """Make the database `name` on the PostgreSQL server of `url` and return its address."""
    parts = urlsplit(url)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def browser_session() -> Iterator[Any]:
    """Start the machine's Chromium without a window and close it afterwards."""
    executable = machine.find()
    assert executable is not None, "no browser found: run `make test`, which installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable), args=machine.ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
