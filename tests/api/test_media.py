"""Pictures are shown to who works on the case, to its reporter, and of public cases to anybody."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from linli.cases import pictures
from linli.cases.models import Case, Picture
from linli.kernel import crypto
from linli.kernel.actor import ANONYMOUS
from linli.sources import listen
from tests.api import city

LON, LAT = city.INSIDE
Headers = dict[str, str]


@pytest.fixture
def shown(the_city: None, photo: bytes) -> Picture:
    """A picture of a report that is not public."""
    uploads = pictures.prepare([ContentFile(photo)])
    data = {"text": "路灯不亮", "lon": LON, "lat": LAT}
    listen.hear("resident_report", by=ANONYMOUS, data=data, uploads=uploads)
    return Picture.objects.get()


def get(client: Client, picture: Picture, headers: Headers | None = None, **ask: str) -> Any:
    return client.get(f"/{picture.name}", ask, headers=headers)


def test_nobody_else_sees_it(client: Client, shown: Picture, stranger: Headers) -> None:
    assert get(client, shown).status_code == 404
    assert get(client, shown, stranger).status_code == 404
    assert get(client, shown, key="x" * 20).status_code == 404
    assert client.get("/pictures/../../etc/passwd").status_code == 404
    assert client.get("/pictures/20261124/nothing.jpg").status_code == 404


def test_the_desk_and_the_reporter_see_it(client: Client, shown: Picture, desk: Headers) -> None:
    key = crypto.link_key(shown.case.number)
    for answer in (get(client, shown, desk), get(client, shown, key=key)):
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")


def test_what_the_inspector_took_is_not_for_the_reporter(client: Client, shown: Picture) -> None:
    Picture.objects.update(kind=Picture.Kind.VERIFY)
    assert get(client, shown, key=crypto.link_key(shown.case.number)).status_code == 404


def test_a_public_case_shows_its_pictures(client: Client, shown: Picture) -> None:
    Case.objects.update(public=True)
    assert get(client, shown).status_code == 200


def test_sizes_and_caching(client: Client, shown: Picture, desk: Headers) -> None:
    full, small = get(client, shown, desk), get(client, shown, desk, small="1")
    assert len(b"".join(small.streaming_content)) < len(b"".join(full.streaming_content))
    assert full["ETag"] != small["ETag"]
    again = get(client, shown, {**desk, "If-None-Match": full["ETag"]})
    assert again.status_code == 304


def test_a_file_that_is_gone(client: Client, shown: Picture, desk: Headers) -> None:
    pictures.remove([shown.name])
    assert get(client, shown, desk).status_code == 404
