"""Public cases as GeoJSON: bare facts, in pages, nothing of a person."""

from typing import Any

import pytest
from django.test import Client

from linli.api.features import cases
from linli.cases.models import Case
from linli.kernel.actor import ANONYMOUS
from linli.sources import listen
from tests.api import city

pytestmark = pytest.mark.usefixtures("the_city")
ADDRESS = "/api/features/cases.geojson"
LON, LAT = city.INSIDE


def report(**more: Any) -> Case:
    data = {"text": "张三家门口垃圾", "matter_code": "06010", "lon": LON, "lat": LAT, "public": True, **more}
    return listen.hear("resident_report", by=ANONYMOUS, data=data)


def numbers(client: Client, **asked: Any) -> list[str]:
    return [one["id"] for one in client.get(ADDRESS, asked).json()["features"]]


def test_only_public_cases_and_only_the_facts(client: Client) -> None:
    case = report(lon=119.90512345, name="张三", phone="13800138000", address="3幢501")
    report(public=False)
    answer = client.get(ADDRESS)
    found = answer.json()["features"]
    assert [one["id"] for one in found] == [case.number]
    assert found[0]["geometry"] == {"type": "Point", "coordinates": [119.9051, LAT]}
    assert found[0]["properties"]["state_name"] == "待受理"
    for secret in ("张三", "13800138000", "501"):
        assert secret not in answer.content.decode()


def test_filters(client: Client) -> None:
    first, second = report(), report(lon=119.915)
    Case.objects.filter(pk=first.pk).update(closed_at=first.created_at, state="closed")
    assert numbers(client) == [second.number]
    assert numbers(client, state="all") == [second.number, first.number]
    assert numbers(client, state="closed") == [first.number]
    assert numbers(client, scope=city.GRID, state="all") == [first.number]
    assert numbers(client, since="2100-01-01 00:00") == []


def test_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "MOST", 2)
    made = [report(text=f"第{n}件").number for n in range(3)]
    first = client.get(ADDRESS).json()
    assert [one["id"] for one in first["features"]] == [made[2], made[1]]
    second = client.get(ADDRESS, {"cursor": first["next"]}).json()
    assert [one["id"] for one in second["features"]] == [made[0]]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"state": "lost"}, "state"),
        ({"scope": "x"}, "scope"),
        ({"since": "gestern"}, "since"),
        ({"cursor": "!"}, "cursor"),
        ({"cursor": "eA"}, "cursor"),
    ],
)
def test_bad_questions(client: Client, asked: dict[str, str], field: str) -> None:
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
