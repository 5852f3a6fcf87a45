"""Pictures in an S3-compatible store: the same calls, against a small server that speaks its protocol."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pytest_django import Settings

from linli.cases import pictures
from linli.cases.models import Picture
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.wiring import env


class Bucket(BaseHTTPRequestHandler):
    """One bucket in memory: PUT, GET, HEAD, DELETE and a listing."""

    objects: dict[str, bytes] = {}
    signed: list[str] = []

    def _key(self) -> str:
        self.signed.append(self.headers.get("Authorization", ""))
        return unquote(urlsplit(self.path).path).removeprefix("/linli/").lstrip("/")

    def _answer(self, status: int, body: bytes = b"", kind: str = "application/xml") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.objects[self._key()] = self._unchunked(body)
        self._answer(200)

    def _unchunked(self, body: bytes) -> bytes:
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return body
        found, rest = b"", body
        while rest:
            size, _line, rest = rest.partition(b"\r\n")
            length = int(size.partition(b";")[0], 16)
            if not length:
                break
            found, rest = found + rest[:length], rest[length + 2 :]
        return found

    def do_GET(self) -> None:
        key = self._key()
        if not key or key == "linli":
            self._list()
        elif key in self.objects:
            self._answer(200, self.objects[key], "image/jpeg")
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self) -> None:
        self.do_GET()

    def _list(self) -> None:
        prefix = parse_qs(urlsplit(self.path).query).get("prefix", [""])[0]
        keys = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>1</Size></Contents>"
            for key in sorted(self.objects)
            if key.startswith(prefix)
        )
        listing = f"<ListBucketResult><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>"
        self._answer(200, listing.encode())

    def do_DELETE(self) -> None:
        self.objects.pop(self._key(), None)
        self._answer(204)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bucket]]:
    """A store, and the settings that name it."""
    Bucket.objects, Bucket.signed = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("LINLI_S3_BUCKET", "linli")
    monkeypatch.setenv("LINLI_S3_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("LINLI_S3_REGION", "cn-east-1")
    monkeypatch.setenv("LINLI_S3_ACCESS_KEY", "key")
    monkeypatch.setenv("LINLI_S3_SECRET_KEY", "secret")
    monkeypatch.setenv("LINLI_S3_FOLDER", "city")
    settings.STORAGES = {**settings.STORAGES, "default": env.storage()}
    yield Bucket
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_pictures_are_kept_read_swept_and_removed(bucket: type[Bucket]) -> None:
    out = BytesIO()
    Image.new("RGB", (640, 480)).save(out, "PNG")
    prepared = pictures.prepare([ContentFile(out.getvalue())])

    def fail() -> None:
        with pictures.storing(prepared) as stored:
            shown = Picture(name=stored[0].name)
            assert pictures.open_size(shown, small=False).read() == prepared[0].full
            assert pictures.open_size(shown, small=True).read() == prepared[0].thumb
            assert all(key.startswith("city/pictures/") for key in bucket.objects)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert bucket.objects == {}
    assert all(line.startswith("AWS4-HMAC-SHA256 Credential=key/") for line in bucket.signed)
    day = clock.today()
    bucket.objects[f"city/pictures/{day:%Y%m%d}/lost.jpg"] = b"x"
    assert pictures.sweep(day) == 1
    assert bucket.objects == {}
    with pytest.raises(NotFound):
        pictures.open_size(Picture(name="pictures/20261124/gone.jpg"), small=False).read()
