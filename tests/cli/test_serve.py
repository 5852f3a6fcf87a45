"""`linli serve` as a whole: it answers, heals itself, and stops without leaving anything behind.

The web server (linli.cli.web) is tried here, as a process.
"""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest

from tests.live import Site

PAGE = "/accounts/login/"


def status(site: Site) -> int:
    """Return the status of a page, or 0 when nobody answers."""
    try:
        with urllib.request.urlopen(site.url + PAGE, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code
    except OSError:
        return 0


def wait(what: str, seconds: float, condition: Callable[[], bool]) -> None:
    """Wait until `condition()` holds."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def processes() -> dict[int, tuple[int, str]]:
    """Return the parent and the command, however long, of every process that is still at work."""
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 3) for line in listing.stdout.splitlines()]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if not row[2].startswith("Z")}


def below(pid: int) -> dict[int, str]:
    """Return all processes that `pid` started, directly or not, and their commands."""
    everyone = processes()
    found: dict[int, str] = {}
    parents = {pid}
    while parents:
        fresh = {each: line for each, (parent, line) in everyone.items() if parent in parents}
        found |= fresh
        parents = set(fresh)
    return found


def catches_sigterm(pid: int) -> bool:
    """Return whether the process has come so far as to handle the wish to stop."""
    status_lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = int(next(line for line in status_lines if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def parts(site: Site) -> dict[str, int]:
    """Return the process numbers of the site's three parts."""
    assert site.process is not None
    everyone = processes()
    return {
        everyone[pid][1].split()[-1]: pid
        for pid in below(site.process.pid)
        if everyone.get(pid, (0, ""))[0] == site.process.pid
    }


def all_gone(pids: Iterable[int]) -> bool:
    """Return whether none of `pids` is at work any more."""
    return not set(pids) & set(processes())


@pytest.mark.django_db
def test_a_fresh_home_is_served_healed_and_stopped(tmp_path: Path) -> None:
    site = Site.prepared(tmp_path / "site")
    site.serve()
    try:
        assert status(site) == 200
        wait("three parts", 10, lambda: set(parts(site)) == {"web", "work", "tick"})
        for name, part in parts(site).items():
            everyone = [part, *below(part)]
            os.kill(part, signal.SIGKILL)
            wait(f"the end of {name}", 5, partial(all_gone, everyone))
        wait("three parts again", 20, lambda: set(parts(site)) == {"web", "work", "tick"})
        wait("the web again", 20, lambda: status(site) == 200)
        assert site.process is not None
        everything = below(site.process.pid)
        os.kill(site.process.pid, signal.SIGTERM)
        assert site.process.wait(25) == 0
        wait("nothing left", 5, lambda: all_gone(everything))
    finally:
        site.stop(signal.SIGKILL)


@pytest.mark.django_db
def test_nothing_outlives_a_supervisor_that_was_killed(empty_site: Site) -> None:
    assert empty_site.process is not None
    everything = below(empty_site.process.pid)
    os.kill(empty_site.process.pid, signal.SIGKILL)
    wait("nothing left", 20, lambda: all_gone(everything))


@pytest.mark.django_db
def test_worker_and_clock_end_when_asked(empty_site: Site) -> None:
    for command in ("work", "tick"):
        process = empty_site.start(command)
        wait(f"linli {command} listens", 30, partial(catches_sigterm, process.pid))
        assert process.poll() is None
        process.terminate()
        try:
            assert process.wait(10) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    empty_site.run("work", "--once")
    empty_site.run("tick", "--once")


WAKE = """
import time
from linli.kernel import clock, outbox
waits = []
for _ in range(5):
    now = clock.now()
    event = outbox.OutboxEvent.objects.create(name="nobody.Hears", payload={}, created_at=now, next_at=now)
    begun = time.monotonic()
    while not outbox.OutboxEvent.objects.filter(pk=event.pk, attempts=1).exists():
        time.sleep(0.02)
        if time.monotonic() - begun > 9:
            break
    waits.append(time.monotonic() - begun)
print(sorted(waits)[2])
"""


@pytest.mark.django_db
def test_the_worker_wakes_within_a_second(empty_site: Site) -> None:
    time.sleep(2)
    assert float(empty_site.run("shell", "--verbosity", "0", "-c", WAKE)) < 1.0
