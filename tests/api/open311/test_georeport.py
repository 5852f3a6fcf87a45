"""The PyPI client `georeport` reads a live server, in XML and JSON."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from georeport.georeport import GeoReport
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from linli.kernel import apikeys
from linli.kernel.actor import SYSTEM
from linli.places import atlas
from tests.api import city

LON, LAT = city.INSIDE


@pytest.fixture
def server(live_server: LiveServer, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """The address of the interface on a live server."""
    settings.MEDIA_ROOT = tmp_path
    city.build()
    yield f"{live_server.url}/open311/v2"
    atlas.expire()


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_reads_everything(server: str, form: str) -> None:
    _, key = apikeys.create(by=SYSTEM, name="12345", scopes=["open311"])
    numbers = []
    for code in ("01001", "06010"):
        sent = {"api_key": key, "service_code": code, "lat": LAT, "long": LON, "description": "坏了"}
        answer = requests.post(f"{server}/requests.json", sent, timeout=20)
        assert answer.status_code == 201
        numbers.append(answer.json()[0]["service_request_id"])
    client = GeoReport(server, output_format=form)
    services = {service["service_code"] for service in client.get_service_list()}
    assert {"01001", "06010"} <= services
    assert client.get_service_definition("01001")["service_code"] == "01001"
    found = client.get_service_requests()
    assert [one["service_request_id"] for one in found] == numbers[::-1]
    assert {one["status"] for one in client.get_service_requests(status="open")} == {"open"}
    one = client.get_service_request(numbers[0])
    assert (one["service_request_id"], one["service_code"]) == (numbers[0], "01001")
    assert float(one["lat"]) == LAT
    with pytest.raises(requests.HTTPError):
        client.get_service_definition("99999")
