"""The city over JSON: areas, places, matters, organisations, coverage."""

from typing import Any

import pytest
from django.test import Client

from linli.orgs.rules import Role
from tests.api import city
from tests.api.conftest import account, key_of

pytestmark = pytest.mark.usefixtures("the_city")
V1 = "/api/v1"
LON, LAT = city.INSIDE
Headers = dict[str, str]


def codes(answer: Any) -> list[str]:
    return [item["code"] for item in answer.json()["items"]]


def test_areas_in_pages(client: Client) -> None:
    first = client.get(f"{V1}/areas", {"limit": 3})
    assert codes(first) == ["320402", "320402001", "320402001001"]
    second = client.get(f"{V1}/areas", {"limit": 3, "cursor": first.json()["next"]})
    assert codes(second) == [city.GRID, city.NEXT_GRID]
    assert second.json()["next"] is None
    assert codes(client.get(f"{V1}/areas", {"level": "grid", "prefix": city.GRID})) == [city.GRID]


def test_one_area(client: Client) -> None:
    found = client.get(f"{V1}/areas/320402001001").json()
    assert [area["name"] for area in found["ancestors"]] == ["甲区", "乙街道"]
    assert [area["code"] for area in found["children"]] == [city.GRID, city.NEXT_GRID]
    assert client.get(f"{V1}/areas/999").status_code == 404
    assert client.get(f"{V1}/areas/abc").status_code == 422


def test_locate(client: Client, desk: Headers) -> None:
    def ask(lon: object, lat: object, headers: Headers) -> Any:
        return client.get(f"{V1}/locate?lon={lon}&lat={lat}", headers=headers)

    found = ask(LON, LAT, desk).json()
    assert (found["code"], found["exact"], found["names"][-1]) == (city.GRID, True, "一网格")
    assert ask(*city.OUTSIDE, desk).json()["code"] == ""
    assert ask("nan", LAT, desk).status_code == 422
    assert ask(LON, LAT, {}).status_code == 401


def test_locate_many(client: Client, desk: Headers) -> None:
    points = [{"lon": LON, "lat": LAT}, {"lon": city.OUTSIDE[0], "lat": city.OUTSIDE[1]}]

    def ask(data: Any) -> Any:
        return client.post(f"{V1}/locate", data, content_type="application/json", headers=desk)

    assert ask({"coordinates": points}).json() == {"codes": [city.GRID, ""]}
    assert ask({"coordinates": []}).json() == {"codes": []}
    assert ask({"coordinates": points, "crs": "gcj02"}).status_code == 200
    assert ask({"coordinates": [{"lon": 1}]}).status_code == 422
    assert ask({"coordinates": points * 5001}).status_code == 422


def test_matters(client: Client) -> None:
    first = client.get(f"{V1}/matters", {"limit": 2})
    second = client.get(f"{V1}/matters", {"limit": 2, "cursor": first.json()["next"]})
    assert codes(first) == sorted(codes(first))
    assert codes(second)[0] > codes(first)[-1]
    found = client.get(f"{V1}/matters/01001", headers={"Accept-Language": "en"}).json()
    assert found["plain"] == "Water manhole cover broken or missing"
    assert found["conditions"][0] == {
        "id": "01001-1",
        "when": "Missing, shifted or cracked so that it is a danger",
        "done": "Restored",
        "limit": 2.0,
        "unit": "urgent_hour",
    }
    assert client.get(f"{V1}/matters/99999").status_code == 404


def test_guess(client: Client, desk: Headers) -> None:
    found = client.get(f"{V1}/guess", {"text": "小区门口自来水井盖没了"}, headers=desk).json()["items"]
    assert found[0]["code"] == "01001"


def test_organisations_in_scope(client: Client, desk: Headers, cleaners: Headers, stranger: Headers) -> None:
    assert codes(client.get(f"{V1}/organisations", headers=desk)) == ["CLEAN"]
    assert codes(client.get(f"{V1}/organisations", {"kind": "school"}, headers=desk)) == []
    assert codes(client.get(f"{V1}/organisations", headers=stranger)) == []
    inspector = key_of(account("inspector", Role.INSPECTOR, "320402"))
    assert client.get(f"{V1}/organisations", headers=inspector).status_code == 403


def test_coverage_in_scope(client: Client, desk: Headers, stranger: Headers) -> None:
    found = client.get(f"{V1}/coverage", {"prefix": "320402001"}, headers=desk).json()
    assert found["grids"] == 2
    assert [grid["name"] for grid in found["grids_without_full_time"]] == ["一网格", "二网格"]
    assert client.get(f"{V1}/coverage", headers=desk).status_code == 403
    assert client.get(f"{V1}/coverage", {"prefix": "320402001"}, headers=stranger).status_code == 403
