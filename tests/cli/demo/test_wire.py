"""The demo's devices speak as bought ones do: what they send is heard by the real way in."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from linli.cli.demo import wire
from linli.devices import ingest
from linli.devices.models import Group
from linli.kernel import clock
from tests.cases import city
from tests.devices.conftest import enter, event
from tests.live import free_port

Request = tuple[str, dict[str, str], bytes]


@pytest.fixture
def group(town: None, settings: Any, tmp_path: Path) -> Group:
    """A group with a gate, in a home of its own, on a port on which nobody serves."""
    ingest.forget_register()
    settings.HOME, settings.PORT = tmp_path, free_port()
    group = Group.objects.create(code="demo", name="北门", area_code=city.G1[:12])
    enter(group, "G-1")
    return group


@pytest.fixture
def line(settings: Any) -> Iterator[list[Request]]:
    """Keep what is sent over a real connection, and say that it was taken in."""
    sent: list[Request] = []

    class Kept(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append((self.path, dict(self.headers), body))
            told = json.dumps({"accepted": len(json.loads(body))}).encode()
            self.send_response(200 if len(sent) < 3 else 503)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_told: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Kept) as server:
        settings.PORT = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        yield sent
        server.shutdown()


def test_what_is_sent_is_heard_by_the_way_in(group: Group, line: list[Request], client: Client) -> None:
    """Signed with a key that the home keeps for its owner alone; a site that cannot take it is no end."""
    told = [event("a", clock.now())]
    assert [wire.send(group, told) for _ in range(3)] == [1, 1, 0]
    assert line[0][1]["Authorization"] == line[1][1]["Authorization"]
    path, head, body = line[0]
    answer = client.post(
        path,
        body,
        content_type=head.pop("Content-Type"),
        headers={k: v for k, v in head.items() if k[0] in "AX"},
    )
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    assert wire.kept().stat().st_mode & 0o077 == 0


def test_nobody_is_heard_while_nobody_serves(group: Group) -> None:
    assert wire.send(group, [event("a", clock.now())]) == 0
