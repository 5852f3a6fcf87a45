"""A worker's loop: it goes on after a fault, pauses when there is nothing to do, stops when asked."""

import os
import signal
import threading
import time

import pytest

from linli.cli import loops


@pytest.mark.django_db
def test_a_step_is_repeated_until_the_wish_to_stop() -> None:
    stop, done = loops.Stop(), []

    def step() -> int:
        done.append(1)
        if len(done) == 3:
            stop.wished.set()
        return 1

    loops.run(step, 60, stop)
    assert len(done) == 3


@pytest.mark.django_db
def test_a_fault_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "LONGEST_PAUSE_S", 0.01)
    stop, calls = loops.Stop(), []

    def step() -> int:
        calls.append(1)
        if len(calls) < 3:
            raise RuntimeError("the database is away")
        stop.wished.set()
        return 0

    loops.run(step, 0.01, stop)
    assert len(calls) == 3


def test_an_idle_loop_pauses_and_a_signal_ends_the_pause() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    stop = loops.Stop()
    try:
        stop.listen()
        assert not stop.pause(0.01)
        os.kill(os.getpid(), signal.SIGTERM)
        began = time.monotonic()
        assert stop.pause(30)
        assert time.monotonic() - began < 5
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def test_a_supervisor_that_died_before_the_call_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = threading.Event()
    monkeypatch.setenv(loops.SUPERVISOR, str(os.getpid()))
    loops.follow_supervisor(gone.set)
    assert gone.wait(5)


def test_without_a_supervisor_the_parent_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = threading.Event()
    monkeypatch.delenv(loops.SUPERVISOR, raising=False)
    loops.follow_supervisor(gone.set)
    assert not gone.wait(1)
