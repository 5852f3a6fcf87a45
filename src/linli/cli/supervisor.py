"""Keeps the processes of `linli serve` alive: starts them, restarts what dies, and stops them in order."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

import structlog

from linli.cli.loops import SUPERVISOR, Stop

log = structlog.get_logger()
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
STOP_S = 20.0
ASK_AGAIN_S = 1.0


class Child:
    """One process, restarted at once the first time it dies and ever later if it keeps dying."""

    def __init__(self, name: str, arguments: Sequence[str]) -> None:
        self.name = name
        self.command = [sys.executable, "-m", "linli.cli.main", *arguments]
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = 0.0
        self.not_before = 0.0

    def start(self) -> None:
        """Start the process."""
        environment = {**os.environ, SUPERVISOR: str(os.getpid())}
        self.process = subprocess.Popen(self.command, env=environment)  # noqa: S603
        self.started = time.monotonic()

    def keep_alive(self) -> None:
        """Start the process again when it has died and its pause is over."""
        moment = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            lived = moment - self.started
            self.pause = 0.0 if lived > STEADY_S else min(max(self.pause * 2, 0.5), LONGEST_PAUSE_S)
            self.not_before = moment + self.pause
            log.error("serve.died", process=self.name, code=self.process.returncode, again_in_s=self.pause)
            self.process = None
        if self.process is None and moment >= self.not_before:
            self.start()

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Ask again until the process has ended, then, at `deadline` (monotonic seconds), force it.

        Once is not enough for a web server that misses the wish when its workers end at the same moment,
        as they do when a terminal or systemd tells all processes to stop.
        """
        if self.process is None:
            return
        while self.process.poll() is None and time.monotonic() < deadline:
            self.ask_to_stop()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(ASK_AGAIN_S)
        if self.process.poll() is None:
            log.error("serve.killed", process=self.name)
            self.process.kill()
            self.process.wait()


def supervise(children: Sequence[Child], stop: Stop) -> None:
    """Run `children` until `stop`, then end them in order: the web first, so that nothing new comes in."""
    for child in children:
        child.start()
    while not stop.pause(0.2):
        for child in children:
            child.keep_alive()
    deadline = time.monotonic() + STOP_S
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.end(deadline)
