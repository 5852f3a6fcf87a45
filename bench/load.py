"""Clients that keep a server busy: each sends its next request when the last one is answered."""

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

CLIENTS = 8


class Line:
    """One kept connection to the server; as little work as possible, for the client shares the cores."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def ask(self, method: str, path: str, headers: str = "", body: bytes = b"") -> tuple[int, bytes]:
        """Send one request and return the status and body of its answer."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self._socket.sendall(head.encode() + body)
        while (end := self._rest.find(b"\r\n\r\n")) < 0:
            self._receive()
        fields = self._rest[:end].lower()
        status = int(fields[9:12])
        start = fields.index(b"content-length:") + 15
        size = end + 4 + int(fields[start:].split(b"\r\n", 1)[0])
        while len(self._rest) < size:
            self._receive()
        answer, self._rest = self._rest[end + 4 : size], self._rest[size:]
        return status, answer

    def form(self, path: str, fields: dict[str, Any]) -> Any:
        """Post a form and return the JSON of the answer; anything but success is an error."""
        body = urlencode(fields).encode()
        return self._good(self.ask("POST", path, "Content-Type: application/x-www-form-urlencoded\r\n", body))

    def json(self, method: str, path: str, key: str = "", data: Any = None, once: str = "") -> Any:
        """Send JSON with an API key and return the JSON of the answer; anything but success is an error."""
        headers = "Content-Type: application/json\r\n"
        headers += f"X-Api-Key: {key}\r\n" if key else ""
        headers += f"Idempotency-Key: {once}\r\n" if once else ""
        body = b"" if data is None else json.dumps(data).encode()
        return self._good(self.ask(method, path, headers, body))

    def _receive(self) -> None:
        part = self._socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server hung up")
        self._rest += part

    def _good(self, answer: tuple[int, bytes]) -> Any:
        status, body = answer
        if status not in {200, 201}:
            raise RuntimeError(f"the server answered {status}: {body.decode(errors='replace')[:500]}")
        return json.loads(body)


@dataclass(frozen=True)
class Run:
    """What came of one run: how long each round took, and the run altogether, in seconds."""

    took: Sequence[float]
    elapsed: float

    @property
    def rate(self) -> float:
        """Rounds a second."""
        return len(self.took) / self.elapsed

    def ms(self, share: float) -> float:
        """Return within how many milliseconds a share of the rounds was over."""
        ordered = sorted(self.took)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def busy(
    port: int,
    once: Callable[[Line, int], object],
    seconds: float,
    clients: int = CLIENTS,
    every: float = 0.0,
) -> Run:
    """Let `clients` repeat a round for some seconds, and return how it went.

    Args:
        port: of the server.
        once: one round; is given a connection and a number that no other round has.
        seconds: after which no client begins another round.
        clients: how many.
        every: seconds from the begin of a client's round to its next; 0 is as fast as answers come.
    """
    took: list[float] = []
    faults: list[BaseException] = []
    numbers = iter(range(1_000_000_000))
    began = time.perf_counter()

    def client(place: int) -> None:
        line = Line(port)
        next_at = began + every * place / clients
        try:
            while (start := time.perf_counter()) < began + seconds and not faults:
                if next_at > start:
                    time.sleep(next_at - start)
                    start = time.perf_counter()
                next_at += every
                once(line, next(numbers))
                took.append(time.perf_counter() - start)
        except BaseException as fault:
            faults.append(fault)
        finally:
            line.close()

    threads = [threading.Thread(target=client, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return Run(took, time.perf_counter() - began)
