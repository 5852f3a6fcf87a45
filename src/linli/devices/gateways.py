"""Gates that are opened from afar, behind one small protocol: opened once, or what is known of why not.

A command that was sent and not answered may have opened the gate: it is never sent again by itself.
"""

import http.client
import re
import secrets
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from linli.devices import digest

TIMEOUT_S = 4.0
"""For a connection, and for each piece of an answer."""
LONGEST_S = 8.0
"""For one request as a whole: an answer that trickles in is cut off."""
LONGEST_ANSWER = 64 * 1024


class Fault(StrEnum):
    """Why a gate was certainly not opened."""

    SILENT = "silent"
    LOGIN = "login"
    REFUSED = "refused"


class NotOpened(Exception):
    """The gate was not opened: no command reached it, or it said no."""

    def __init__(self, fault: Fault, said: str) -> None:
        super().__init__(f"{fault}: {said}")
        self.fault = fault


class Unsure(Exception):
    """A command was sent and no answer came that can be believed: the gate may be open or not."""


class Gate(Protocol):
    """A gate that is opened from afar."""

    def check(self) -> None:
        """See that it answers and takes the login; opens nothing.

        Raises:
            NotOpened: it does not answer, or does not take the login.
        """

    def open(self) -> None:
        """Open it once; it closes by itself.

        Raises:
            NotOpened: it is certainly not open.
            Unsure: it may be.
        """


@dataclass(frozen=True, slots=True)
class Login:
    """With what a gate's controller is spoken to: its address (scheme, host and port), user and password."""

    address: str
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    challenges: tuple[str, ...]
    text: str


class Hikvision:
    """A controller or terminal of Hikvision: ISAPI's remote-door command, after public descriptions.

    First a request that opens nothing proves the login; then the command goes out exactly once.
    """

    INFO = "/ISAPI/System/deviceInfo"
    DOOR = "/ISAPI/AccessControl/RemoteControl/door/{door}"
    COMMAND = b"<RemoteControlDoor><cmd>open</cmd></RemoteControlDoor>"

    def __init__(self, login: Login, door: int) -> None:
        self.login, self.door = login, door
        self._challenge: digest.Challenge | None = None
        self._count = 0

    def check(self) -> None:
        """See that it answers and takes the login."""
        try:
            first = self._ask("GET", self.INFO)
            if first.status == http.client.UNAUTHORIZED:
                self._take(first)
                first = self._ask("GET", self.INFO)
        except (OSError, http.client.HTTPException) as fault:
            raise NotOpened(Fault.SILENT, f"{type(fault).__name__}: {fault}") from fault
        if first.status in {http.client.UNAUTHORIZED, http.client.FORBIDDEN}:
            raise NotOpened(Fault.LOGIN, f"HTTP {first.status}")
        if first.status >= http.client.INTERNAL_SERVER_ERROR:
            raise NotOpened(Fault.SILENT, f"HTTP {first.status}")

    def open(self) -> None:
        """Open the door once."""
        self.check()
        done = self._command()
        if done.status == http.client.UNAUTHORIZED and self._is_stale(done):
            self._take(done)  # its challenge ran out, so it did nothing: asked again with a new one
            done = self._command()
        code = re.search(r"<statusCode>\s*(\d+)\s*</statusCode>", done.text)
        if done.status == http.client.OK and code and code[1] == "1":
            return
        if done.status in {http.client.UNAUTHORIZED, http.client.FORBIDDEN}:
            raise NotOpened(Fault.LOGIN, f"HTTP {done.status}")
        if code or http.client.MULTIPLE_CHOICES <= done.status < http.client.INTERNAL_SERVER_ERROR:
            sub = re.search(r"<subStatusCode>\s*(\w{1,60})\s*</subStatusCode>", done.text)
            raise NotOpened(Fault.REFUSED, f"HTTP {done.status} {sub[1] if sub else ''}".strip())
        raise Unsure(f"HTTP {done.status}, no answer of the door")

    def _command(self) -> _Answer:
        path = self.DOOR.format(door=self.door)
        try:
            return self._ask("PUT", path, self.COMMAND)
        except _NotConnected as fault:
            raise NotOpened(Fault.SILENT, str(fault)) from fault
        except (OSError, http.client.HTTPException) as fault:
            raise Unsure(f"{type(fault).__name__}: {fault}") from fault

    def _take(self, refused: _Answer) -> None:
        """Remember the challenge of an answer, the password being sent to nobody in clear.

        Raises:
            NotOpened: it offers no digest.
        """
        self._challenge, self._count = digest.challenge(refused.challenges), 0
        if self._challenge is None:
            raise NotOpened(Fault.LOGIN, "no digest authentication is offered")

    def _is_stale(self, refused: _Answer) -> bool:
        found = digest.challenge(refused.challenges)
        return found is not None and found.get("stale", "").lower() == "true"

    def _head(self, method: str, path: str) -> dict[str, str]:
        head = {"Content-Type": "application/xml", "Connection": "close"}
        if self._challenge is not None:
            self._count += 1
            head["Authorization"] = digest.answer(
                self._challenge,
                user=self.login.user,
                password=self.login.password,
                method=method,
                path=path,
                count=self._count,
                own=secrets.token_hex(8),
            )
        return head

    def _ask(self, method: str, path: str, body: bytes = b"") -> _Answer:
        with _line(self.login.address) as line:
            line.request(method, path, body or None, self._head(method, path))
            found = line.getresponse()
            text = found.read(LONGEST_ANSWER).decode("utf-8", "replace")
            return _Answer(found.status, tuple(found.headers.get_all("WWW-Authenticate", [])), text)


class _NotConnected(OSError):
    """Nobody took the call, so nothing was said."""


@contextmanager
def _line(address: str) -> Iterator[http.client.HTTPConnection]:
    """Connect to an address, straight, without a proxy, for one short request.

    Raises:
        _NotConnected: nobody is there.
    """
    parts = urlsplit(address)
    line: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        line = http.client.HTTPSConnection(parts.netloc, timeout=TIMEOUT_S, context=context)
    else:
        line = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
    try:
        line.connect()
    except OSError as fault:
        line.close()
        raise _NotConnected(f"{type(fault).__name__}: {fault}") from fault
    wire = line.sock
    guard = threading.Timer(LONGEST_S, _cut, [wire])
    guard.daemon = True
    guard.start()
    try:
        yield line
    finally:
        guard.cancel()
        line.close()


def _cut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
