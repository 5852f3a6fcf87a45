"""Figures over JSON, within the reader's scope."""

from django.test import Client

from linli.cases.models import Case
from linli.insight import actions as insight
from linli.insight.rules import INDICATORS
from linli.kernel.actor import ANONYMOUS
from linli.sources import listen
from tests.api import city

V1 = "/api/v1"
LON, LAT = city.INSIDE


def test_indicators_of_an_area(client: Client, desk: dict[str, str]) -> None:
    listen.hear("resident_report", by=ANONYMOUS, data={"text": "路灯", "lon": LON, "lat": LAT})
    assert Case.objects.count() == 1
    insight.refresh_now()
    answer = client.get(f"{V1}/indicators", {"area": "320402001"}, headers=desk)
    found = {one["key"]: one for one in answer.json()["items"]}
    assert set(found) == set(INDICATORS)
    assert found["open"]["value"] == 1
    values = client.get(f"{V1}/indicators/open/map", {"area": "320402001"}, headers=desk).json()["values"]
    assert {code: value for code, value in values.items() if value} == {city.GRID: 1.0}


def test_out_of_scope_or_unknown(client: Client, desk: dict[str, str]) -> None:
    assert client.get(f"{V1}/indicators", headers=desk).status_code == 403
    assert client.get(f"{V1}/indicators").status_code == 401
    assert client.get(f"{V1}/indicators/luck/map", {"area": "320402001"}, headers=desk).status_code == 404
    assert client.get(f"{V1}/indicators", {"area": "3204"}, headers=desk).status_code == 422
