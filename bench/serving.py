"""`linli serve` in processes of its own, and how much processor time its parts have used."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.ground import POSTGRES_PID
from linli.kernel import outbox

PATIENCE = 60.0


@dataclass(frozen=True)
class Served:
    """A site that is being served: its port, and the process everything hangs on."""

    port: int
    process: psutil.Process

    def cpu(self, part: str) -> float:
        """Return the seconds of processor time that a part (web, work, tick) has used so far."""
        return _cpu(self._processes(part))

    def memory(self, part: str) -> float:
        """Return the bytes that the processes of a part hold, without what they have mapped from files."""
        known = [process.memory_info() for process in self._processes(part)]
        return float(sum(each.rss - each.shared for each in known))

    def _processes(self, part: str) -> list[psutil.Process]:
        command = {"web": ["serve", "--only", "web"], "work": ["work"], "tick": ["tick"]}[part]
        for child in self.process.children():
            if child.cmdline()[-len(command) :] == command:
                return [child, *child.children(recursive=True)]
        raise LookupError(f"linli serve runs no {part}")


def database_cpu() -> float:
    """Return the seconds of processor time that the bench's PostgreSQL server has used; 0 without one."""
    pid = os.environ.get(POSTGRES_PID)
    if not pid:
        return 0.0
    server = psutil.Process(int(pid))
    times = server.cpu_times()
    ended = times.children_user + times.children_system
    return float(ended) + _cpu([server, *server.children(recursive=True)])


def _cpu(processes: Iterable[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def until_heard() -> float:
    """Wait until the worker has heard every event, and return how many seconds that took."""
    began = time.monotonic()
    while outbox.backlog().waiting:
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError("the worker does not keep up")
        time.sleep(0.05)
    return time.monotonic() - began


@contextmanager
def served() -> Iterator[Served]:
    """Serve the site of this environment until the block ends."""
    port = _free_port()
    environment = {**os.environ, "PORT": str(port), "LINLI_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "linli.cli.main", "serve"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        _wait(port, process)
        yield Served(port, psutil.Process(process.pid))
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("linli serve did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
