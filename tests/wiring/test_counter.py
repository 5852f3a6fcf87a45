"""The counter: bodies come in whole and within bounds, answers leave in one piece."""

import io
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from linli.wiring.counter import IN_MEMORY, Counter

seen: dict[str, Any] = {}


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with the body, and note what was seen."""
    seen.update(environ, thread=threading.current_thread().name)
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return (body[start : start + 1000] for start in range(0, len(body), 1000))


def ask(counter: Counter, **environ: Any) -> tuple[str, bytes]:
    """Send one request and return the status and the body."""
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "REMOTE_ADDR": "10.0.0.1",
        "wsgi.url_scheme": "http",
    } | environ
    answer = counter(environ, lambda line, headers: status.append(line))
    return status[0], b"".join(answer)


def test_a_body_goes_through_whole_on_another_thread() -> None:
    body = b"a" * 5000
    assert ask(Counter(echo, 1, 10**6), CONTENT_LENGTH="5000", **{"wsgi.input": io.BytesIO(body)}) == (
        "200 OK",
        body,
    )
    assert seen["thread"].startswith("desk")


@pytest.mark.parametrize("size", [IN_MEMORY + 1, 3 * IN_MEMORY])
def test_a_large_body_and_a_large_answer_are_kept_on_disk(size: int) -> None:
    body = bytes(range(256)) * (size // 256)
    counter = Counter(echo, 1, 10 * IN_MEMORY)
    assert ask(counter, CONTENT_LENGTH=str(len(body)), **{"wsgi.input": io.BytesIO(body)})[1] == body


def test_what_devices_send_never_comes_near_a_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture among it stays in memory, whatever its size; what is too large is refused unread."""
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", None)
    body = bytes(2 * IN_MEMORY)
    counter = Counter(echo, 1, 100 * IN_MEMORY)
    for path in ("/api/devices/hikvision/G-1", "/iclock/cdata"):
        told = {"PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
        counter.application = lambda environ, start: start("200 OK", []) or [b"ok"]
        assert ask(counter, CONTENT_LENGTH=str(len(body)), **told)[1] == b"ok"
        assert ask(counter, CONTENT_LENGTH=str(9 << 20), **told)[0].startswith("413")


def test_a_chunked_body_has_a_length_afterwards() -> None:
    counter = Counter(echo, 1, 100)
    answer = ask(counter, HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input": io.BytesIO(b"hello")})
    assert answer == ("200 OK", b"hello")


@pytest.mark.parametrize("headers", [{"CONTENT_LENGTH": "101"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_a_body_beyond_the_limit_is_refused(headers: dict[str, str]) -> None:
    status, text = ask(Counter(echo, 1, 100), **headers, **{"wsgi.input": io.BytesIO(b"x" * 101)})
    assert status.startswith("413")
    assert "请求太大" in text.decode()


def test_a_slow_client_keeps_nobody_waiting() -> None:
    counter = Counter(echo, 1, 100)
    line = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            line.wait(10)
            return super().read(size)

    slow = threading.Thread(
        target=ask, args=(counter,), kwargs={"CONTENT_LENGTH": "1", "wsgi.input": Slow(b"x")}
    )
    slow.start()
    assert ask(counter)[0] == "200 OK"
    assert slow.is_alive()
    line.set()
    slow.join()


def test_a_fault_behind_the_counter_comes_out() -> None:
    def fail(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        ask(Counter(fail, 1, 100))


@pytest.mark.parametrize(
    ("proxies", "client"), [(0, "10.0.0.1"), (1, "3.3.3.3"), (2, "2.2.2.2"), (4, "10.0.0.1")]
)
def test_only_our_own_proxies_are_believed(proxies: int, client: str) -> None:
    ask(Counter(echo, 1, 100, proxies=proxies), HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2, 3.3.3.3")
    assert seen["REMOTE_ADDR"] == client
