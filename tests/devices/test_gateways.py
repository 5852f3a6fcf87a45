"""The remote-door command over real connections: once, after a login that opens nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from linli.cli.demo.simgate import SimGate
from linli.devices import gateways
from linli.devices.gateways import Fault, Hikvision, Login, NotOpened, Unsure

USER, PASSWORD = "linli", '秘密 "pass\\word'
INFO = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def gate(address: str, password: str = PASSWORD, door: int = 1) -> Hikvision:
    """Return the gate at an address."""
    return Hikvision(Login(address, USER, password), door)


@contextmanager
def scripted(*answers: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """Listen and answer one connection after the other with these bytes; None hangs up without a word."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in answers:
                line, _from = server.accept()
                with line:
                    heard.append(line.recv(65536))
                    if answer is not None:
                        line.sendall(answer)
                        line.shutdown(socket.SHUT_WR)
                        line.recv(65536)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        thread.join(10)


def test_opened_once() -> None:
    with SimGate(USER, PASSWORD, doors=2).listening() as there:
        gate(there.address, door=2).open()
        assert there.opened == [2]
        gate(there.address).check()
        assert there.opened == [2]


def test_a_wrong_password_opens_nothing_and_is_tried_once() -> None:
    with SimGate(USER, PASSWORD).listening() as there:
        with pytest.raises(NotOpened) as refused:
            gate(there.address, password="wrong").open()
        assert refused.value.fault is Fault.LOGIN
        assert there.opened == []
        assert len(there.nonces) == 2  # asked without a login, and with the wrong one: no more


def test_no_such_door() -> None:
    with SimGate(USER, PASSWORD).listening() as there:
        with pytest.raises(NotOpened) as refused:
            gate(there.address, door=7).open()
        assert refused.value.fault is Fault.REFUSED
        assert "notSupport" in str(refused.value)
        assert there.opened == []


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NotOpened) as silent:
        gate(f"http://127.0.0.1:{port}").open()
    assert silent.value.fault is Fault.SILENT


def test_one_that_takes_the_call_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the command it is certain that nothing was opened."""
    monkeypatch.setattr(gateways, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(NotOpened) as silent:
        gate(f"http://127.0.0.1:{server.getsockname()[1]}").open()
    assert silent.value.fault is Fault.SILENT


def test_an_answer_that_trickles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "LONGEST_S", 0.3)
    monkeypatch.setattr(gateways, "TIMEOUT_S", 60.0)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(NotOpened):
        gate(f"http://127.0.0.1:{server.getsockname()[1]}").check()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<ResponseStatus>",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
    ],
)
def test_a_command_without_an_answer_to_believe(answer: bytes | None) -> None:
    """The gate may be open: it is not known, and the command is not sent again."""
    with scripted(INFO, answer) as (address, heard), pytest.raises(Unsure):
        gate(address).open()
    assert [each.split(b" ")[0] for each in heard] == [b"GET", b"PUT"]


def test_a_stale_challenge_is_answered_anew() -> None:
    """It did nothing, so asking again opens once."""
    challenge = b'WWW-Authenticate: Digest realm="r", qop="auth", nonce="%s", stale=true\r\n'
    refused = b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n" + challenge + b"\r\n"
    done = b"<ResponseStatus><statusCode>1</statusCode></ResponseStatus>"
    opened = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(done), done)
    with scripted(refused % b"a", INFO, refused % b"b", opened) as (address, heard):
        gate(address).open()
    assert [each.split(b" ")[0] for each in heard] == [b"GET", b"GET", b"PUT", b"PUT"]
    assert b'nonce="a"' in heard[2]
    assert b'nonce="b"' in heard[3]


def test_no_password_is_sent_in_clear() -> None:
    asks_basic = b'HTTP/1.1 401 No\r\nContent-Length: 0\r\nWWW-Authenticate: Basic realm="r"\r\n\r\n'
    with scripted(asks_basic) as (address, heard), pytest.raises(NotOpened) as refused:
        gate(address).open()
    assert refused.value.fault is Fault.LOGIN
    assert b"Authorization" not in heard[0]


def test_the_simulated_gate_speaks_with_another_client() -> None:
    """An independent client's digest is taken; a command that is none, and no login, are not."""
    command = "<RemoteControlDoor><cmd>open</cmd></RemoteControlDoor>"
    with SimGate(USER, PASSWORD).listening() as there:
        address, auth = there.address + Hikvision.DOOR.format(door=1), httpx.DigestAuth(USER, PASSWORD)
        assert httpx.put(address, content=command, trust_env=False).status_code == 401
        assert httpx.put(address, content="<x/>", auth=auth, trust_env=False).status_code == 400
        assert there.opened == []
        done = httpx.put(address, content=command, auth=auth, trust_env=False)
        assert (done.status_code, there.opened) == (200, [1])
        assert "<statusCode>1</statusCode>" in done.text
