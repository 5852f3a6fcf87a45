"""A simulated gate: a real HTTP server with Hikvision's remote-door command behind digest authentication.

For the demo's gates and for whoever wants to try an opening without a door. It opens nothing but counts.
"""

import hashlib
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import parse_http_list, parse_keqv_list

INFO = "/ISAPI/System/deviceInfo"
DOOR = re.compile(r"/ISAPI/AccessControl/RemoteControl/door/(\d{1,3})")
COMMAND = re.compile(rb"<RemoteControlDoor[^>]*>\s*<cmd>\s*open\s*</cmd>")
REALM = "DS-K1T000"
_LONGEST = 4096


class SimGate(ThreadingHTTPServer):
    """Listens on this machine alone; `opened` holds the numbers of the doors, one a command."""

    daemon_threads = True

    def __init__(self, user: str, password: str, doors: int = 1, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Door)
        self.user, self.password, self.doors = user, password, doors
        self.opened: list[int] = []
        self.nonces: set[str] = set()

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def start(self) -> "SimGate":
        """Listen in a thread of its own, and return itself."""
        threading.Thread(target=self.serve_forever, name="simgate", daemon=True).start()
        return self

    @contextmanager
    def listening(self) -> "Iterator[SimGate]":
        """Listen for as long as the block lasts."""
        self.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()

    def nonce(self) -> str:
        """Return a new nonce, and remember it."""
        made = secrets.token_hex(16)
        self.nonces.add(made)
        return made


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SimGate

    def do_GET(self) -> None:
        """Tell what this is."""
        if self._is_let_in():
            known = self.path == INFO
            self._say(200 if known else 404, "<DeviceInfo><deviceName>SimGate</deviceName></DeviceInfo>")

    def do_PUT(self) -> None:
        """Open a door."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _LONGEST))
        if not self._is_let_in():
            return
        asked = DOOR.fullmatch(self.path)
        door = int(asked[1]) if asked else 0
        if not 1 <= door <= self.server.doors:
            self._say(404, _status(4, "Invalid Operation", "notSupport"))
        elif not COMMAND.search(body):
            self._say(400, _status(6, "Invalid Content", "badXmlContent"))
        else:
            self.server.opened.append(door)
            self._say(200, _status(1, "OK", "ok"))

    def _is_let_in(self) -> bool:
        """Check the answer to a challenge (RFC 7616, MD5, qop auth); ask for one where there is none."""
        scheme, _space, rest = self.headers.get("Authorization", "").partition(" ")
        told = parse_keqv_list(parse_http_list(rest)) if scheme == "Digest" else {}
        wanted = self._wanted(told) if told else ""
        if wanted and secrets.compare_digest(wanted, told.get("response", "")):
            return True
        challenge = f'Digest realm="{REALM}", qop="auth", nonce="{self.server.nonce()}", algorithm=MD5'
        self._say(401, _status(4, "Invalid Operation", "notActivated"), {"WWW-Authenticate": challenge})
        return False

    def _wanted(self, told: dict[str, str]) -> str:
        if told.get("nonce") not in self.server.nonces or told.get("uri") != self.path:
            return ""
        if told.get("username") != self.server.user:
            return ""
        secret = _md5(f"{self.server.user}:{REALM}:{self.server.password}")
        turn = f"{told['nonce']}:{told.get('nc')}:{told.get('cnonce')}:{told.get('qop')}"
        return _md5(f"{secret}:{turn}:{_md5(f'{self.command}:{self.path}')}")

    def _say(self, status: int, text: str, head: dict[str, str] | None = None) -> None:
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/xml", **(head or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _status(code: int, words: str, sub: str) -> str:
    return (
        '<ResponseStatus version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">'
        f"<statusCode>{code}</statusCode><statusString>{words}</statusString>"
        f"<subStatusCode>{sub}</subStatusCode></ResponseStatus>"
    )


def _md5(text: str) -> str:
    return hashlib.new("md5", text.encode(), usedforsecurity=False).hexdigest()
