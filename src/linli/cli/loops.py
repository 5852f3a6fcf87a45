"""Runs a step again and again until the process is told to stop or its parent is gone."""

import os
import signal
import threading
import time
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connections

log = structlog.get_logger()
LONGEST_PAUSE_S = 10.0


class Stop:
    """A wish to stop: set by SIGTERM or Ctrl-C, or when the process that started this one has died."""

    def __init__(self) -> None:
        self.wished = threading.Event()

    def listen(self) -> None:
        """Let SIGTERM and SIGINT express the wish; call it on the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.wished.set())

    def pause(self, seconds: float) -> bool:
        """Wait for `seconds` or the wish, and return whether there is one."""
        return self.wished.wait(seconds)


SUPERVISOR = "LINLI_SUPERVISED"


def follow_supervisor(when_gone: Callable[[], object]) -> None:
    """Call `when_gone` once the `linli serve` that started this process has died, even before this call."""
    follow_parent(when_gone, int(os.environ.get(SUPERVISOR, "0")))


def follow_parent(when_gone: Callable[[], object], parent: int = 0) -> None:
    """Call `when_gone` once the parent process has died; watched by a thread every half second.

    Args:
        when_gone: what to do then.
        parent: its process id; 0 is the parent at the moment of this call.
    """
    parent = parent or os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        when_gone()

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


def run(step: Callable[[], int], idle_s: float, stop: Stop) -> None:
    """Call `step` until `stop`; pause for `idle_s` when it found nothing to do, and longer after a fault.

    Args:
        step: does some work and returns how much it did.
        idle_s: seconds between two looks at an empty table.
        stop: when to end.
    """
    pause = 0.0
    while not stop.pause(pause):
        try:
            close_old_connections()
            pause = 0.0 if step() else idle_s
        except Exception:
            log.exception("loop.failed", step=getattr(step, "__qualname__", repr(step)))
            connections.close_all()
            pause = min(max(pause, 0.5) * 2, LONGEST_PAUSE_S)
    connections.close_all()
