"""The keeper of `linli serve`: a process that dies comes back at once, one that keeps dying ever later."""

import signal
import sys
import time
from pathlib import Path

import pytest

from linli.cli import loops, supervisor


def child(code: str) -> supervisor.Child:
    """Return a child that runs a line of Python instead of a command."""
    made = supervisor.Child("trial", [])
    made.command = [sys.executable, "-c", code]
    return made


def ended(each: supervisor.Child) -> None:
    """Wait until the child's process has ended."""
    assert each.process is not None
    each.process.wait(20)


def test_a_process_that_keeps_dying_is_restarted_ever_later() -> None:
    each = child("raise SystemExit(3)")
    each.start()
    pauses = []
    for _ in range(3):
        ended(each)
        each.keep_alive()
        pauses.append(each.pause)
        each.not_before = 0
        each.keep_alive()
    ended(each)
    assert pauses == [0.5, 1.0, 2.0]


def test_a_process_that_lived_long_is_restarted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STEADY_S", -1.0)
    each = child("raise SystemExit(3)")
    each.start()
    ended(each)
    first = each.process
    each.keep_alive()
    assert each.pause == 0
    assert each.process is not first
    ended(each)


def test_children_are_ended_when_asked_and_forced_when_deaf() -> None:
    stop = loops.Stop()
    stop.wished.set()
    gentle = child("import time; time.sleep(60)")
    supervisor.supervise([gentle], stop)
    assert gentle.process is not None
    assert gentle.process.poll() is not None
    deaf = child(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1); time.sleep(60)"
    )
    deaf.start()
    time.sleep(1)
    deaf.ask_to_stop()
    deaf.end(time.monotonic() + 0.5)
    assert deaf.process is not None
    assert deaf.process.returncode in {-signal.SIGKILL, -signal.SIGTERM}


def test_who_missed_the_first_wish_is_asked_again(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    inattentive = child(
        "import pathlib, signal, sys, time\n"
        "seen = []\n"
        "signal.signal(signal.SIGTERM, lambda *_: seen.append(1) or len(seen) < 3 or sys.exit(7))\n"
        f"pathlib.Path({str(ready)!r}).touch()\n"
        "while True: time.sleep(60)"
    )
    inattentive.start()
    while not ready.exists():
        time.sleep(0.01)
    inattentive.ask_to_stop()
    inattentive.end(time.monotonic() + 20)
    assert inattentive.process is not None
    assert inattentive.process.returncode == 7
