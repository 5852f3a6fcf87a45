"""Servers that speak the carriers' protocols, so that a gateway meets what it will meet outside."""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit


@dataclass
class Request:
    """What arrived over HTTP; header names in lower case."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body's JSON."""
        return json.loads(self.body)


Answer = Callable[[Request], tuple[int, Any]]


@dataclass
class Server:
    """A running HTTP server and all that arrived."""

    url: str
    requests: list[Request] = field(default_factory=list)


@contextmanager
def http(answer: Answer) -> Iterator[Server]:
    """Answer every POST with the status and the JSON that `answer` gives."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            request = Request(parts.path, dict(parse_qsl(parts.query)), headers, body)
            found.requests.append(request)
            status, content = answer(request)
            text = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Server(f"http://127.0.0.1:{server.server_address[1]}")
    with _running(server):
        yield found


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _canonical(request: Request, signed: list[str], query: str) -> str:
    headers = "".join(f"{name}:{request.headers[name]}\n" for name in signed)
    digest = hashlib.sha256(request.body).hexdigest()
    text = f"POST\n{request.path}\n{query}\n{headers}\n{';'.join(signed)}\n{digest}"
    return hashlib.sha256(text.encode()).hexdigest()


def _authorization(request: Request, algorithm: str) -> dict[str, str]:
    scheme, _, rest = request.headers["authorization"].partition(" ")
    assert scheme == algorithm
    return dict(part.strip().split("=", 1) for part in rest.split(","))


def aliyun_signature_ok(request: Request, secret: str) -> bool:
    """Check an ACS3-HMAC-SHA256 signature the way Aliyun documents it."""
    claimed = _authorization(request, "ACS3-HMAC-SHA256")
    signed = claimed["SignedHeaders"].split(";")
    must = {"host", *(name for name in request.headers if name.startswith("x-acs-"))}
    query = "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(request.query.items())
    )
    text = "ACS3-HMAC-SHA256\n" + _canonical(request, signed, query)
    return (
        must <= set(signed)
        and signed == sorted(signed)
        and request.headers["x-acs-content-sha256"] == hashlib.sha256(request.body).hexdigest()
        and hmac.compare_digest(claimed["Signature"], _hmac(secret.encode(), text).hex())
    )


def tencent_signature_ok(request: Request, secret: str) -> bool:
    """Check a TC3-HMAC-SHA256 signature the way Tencent Cloud documents it."""
    claimed = _authorization(request, "TC3-HMAC-SHA256")
    _key_id, day, service, end = claimed["Credential"].split("/")
    signed = claimed["SignedHeaders"].split(";")
    lowered = Request(request.path, {}, dict(request.headers), request.body)
    lowered.headers["x-tc-action"] = lowered.headers["x-tc-action"].lower()
    text = (
        f"TC3-HMAC-SHA256\n{request.headers['x-tc-timestamp']}\n{day}/{service}/{end}\n"
        f"{_canonical(lowered, signed, '')}"
    )
    key = b"TC3" + secret.encode()
    for part in (day, service, end):
        key = _hmac(key, part)
    return hmac.compare_digest(claimed["Signature"], _hmac(key, text).hex())


def dingtalk_sign_ok(request: Request, secret: str) -> bool:
    """Check the sign parameter of a DingTalk robot."""
    text = f"{request.query['timestamp']}\n{secret}"
    return request.query["sign"] == base64.b64encode(_hmac(secret.encode(), text)).decode()


def feishu_sign_ok(request: Request, secret: str) -> bool:
    """Check the sign field of a Feishu robot."""
    message = request.json()
    key = f"{message['timestamp']}\n{secret}".encode()
    return bool(message["sign"] == base64.b64encode(_hmac(key, "")).decode())


@dataclass
class MailServer:
    """A running SMTP server and the messages that it took."""

    port: int
    messages: list[tuple[str, str, str]] = field(default_factory=list)


@contextmanager
def smtp(refuse: str = "") -> Iterator[MailServer]:
    """Take mail; recipients that start with `refuse` are unknown here."""

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 fake ESMTP")
            sender = recipient = ""
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].upper()
                if verb == "MAIL FROM":
                    sender = line.split("<")[1].split(">")[0]
                elif verb == "RCPT TO":
                    recipient = line.split("<")[1].split(">")[0]
                    if refuse and recipient.startswith(refuse):
                        self.say("550 5.1.1 no such user")
                        continue
                elif verb == "DATA":
                    self.say("354 go on")
                    found.messages.append((sender, recipient, self.content()))
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                self.say("250 ok")

        def content(self) -> str:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(lines).decode()

    class Mail(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    server = Mail(("127.0.0.1", 0), Handler)
    found = MailServer(int(server.server_address[1]))
    with _running(server):
        yield found
