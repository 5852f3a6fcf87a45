"""Stands between the server and Django: takes a request in whole, then hands it to one of a few desks.

On SQLite writes are serialised, so one desk (thread) answers fastest; but a phone that sends its picture
slowly must not keep that desk waiting. Here each request is read completely by its own thread first, and each
answer leaves in one piece, so a slow line costs nobody else anything.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, Any

import structlog

log = structlog.get_logger()
IN_MEMORY = 1 << 20
CHUNK = 1 << 16
SLOW_S = 1.0
UNWRITTEN = ("/api/devices/", "/iclock/")
"""Where a device may send a picture that is dropped: it stays in memory and never comes near a disk."""
MOST_UNWRITTEN = 8 << 20

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class TooLarge(Exception):
    """The request's body is larger than allowed."""


class Counter:
    """A WSGI application that runs another one on `desks` threads, apart from those that read requests.

    Args:
        application: the application behind the counter.
        desks: how many requests are answered at a time.
        max_body: the largest body of a request, in bytes.
        log_requests: whether each request is logged (method, path without query, status, milliseconds).
        proxies: how many proxies of our own stand in front; their X-Forwarded headers are believed.
    """

    def __init__(
        self,
        application: Application,
        desks: int,
        max_body: int,
        *,
        log_requests: bool = False,
        proxies: int = 0,
    ) -> None:
        self.application = application
        self.max_body = max_body
        self.log_requests = log_requests
        self.proxies = proxies
        self._desks = ThreadPoolExecutor(desks, thread_name_prefix="desk")

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if self.proxies:
            _believe(environ, self.proxies)
        try:
            environ["wsgi.input"] = body = self._take_in(environ)
        except TooLarge:
            message = "请求太大。 The request is too large.\n".encode()
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(message)))]
            start_response("413 Content Too Large", headers)
            return [message]
        with body:
            status, headers, answer = self._desks.submit(self._answer, environ).result()
        start_response(status, headers)
        return answer

    def _take_in(self, environ: Environ) -> IO[bytes]:
        """Return the whole body as a file and put its true length into `environ`."""
        unwritten = environ["PATH_INFO"].startswith(UNWRITTEN)
        body: IO[bytes] = BytesIO() if unwritten else tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        most = min(self.max_body, MOST_UNWRITTEN) if unwritten else self.max_body
        length = _announced(environ)
        if length or environ.get("HTTP_TRANSFER_ENCODING"):
            source, size = environ["wsgi.input"], 0
            if length > most:
                raise TooLarge
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooLarge
                body.write(chunk)
            body.seek(0)
            environ["CONTENT_LENGTH"] = str(size)
        return body

    def _answer(self, environ: Environ) -> tuple[str, list[tuple[str, str]], Iterable[bytes]]:
        """Run the application on a desk and return its complete answer."""
        begun = time.monotonic()
        head: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            head[:] = [status, headers]

        answer = self.application(environ, start)
        try:
            kept = _keep(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        took = time.monotonic() - begun
        if self.log_requests or took > SLOW_S:
            log.info(
                "http.request" if took <= SLOW_S else "http.slow",
                method=environ["REQUEST_METHOD"],
                path=environ["PATH_INFO"],
                status=head[0][:3],
                ms=round(took * 1000),
            )
        return head[0], head[1], kept


def _believe(environ: Environ, proxies: int) -> None:
    """Put the client's own address and scheme in, as the outermost of our `proxies` saw them."""
    seen = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if len(seen) >= proxies:
        environ["REMOTE_ADDR"] = seen[-proxies]
    if environ.get("HTTP_X_FORWARDED_PROTO", "").lower() in {"http", "https"}:
        environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"].lower()


def _announced(environ: Environ) -> int:
    try:
        return max(int(environ.get("CONTENT_LENGTH") or 0), 0)
    except ValueError:
        return 0


def _keep(answer: Iterable[bytes]) -> Iterable[bytes]:
    """Return `answer` as a list when it is small, else as the chunks of a temporary file."""
    chunks: list[bytes] = []
    size = 0
    parts = iter(answer)
    for part in parts:
        chunks.append(part)
        size += len(part)
        if size > IN_MEMORY:
            return _spooled(chunks, parts)
    return chunks


def _spooled(chunks: list[bytes], rest: Iterable[bytes]) -> Iterable[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been read
    file.writelines(chunks)
    file.writelines(rest)
    file.seek(0)
    return _read(file)


def _read(file: IO[bytes]) -> Iterable[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
