"""What a phone takes along: outlines, what is usual, what is known near by; within one's own scope."""

import pytest
from django.test import Client

from linli.kernel.accounts import Account
from linli.orgs.rules import Role
from linli.places.models import Building
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def house(code: str, name: str, grid: str = city.G1) -> Building:
    return Building.objects.create(
        code=code, grid_code=grid, name=name, address=f"幸福路1号{name}", lon=119.9051, lat=31.7051, floors=6
    )


def test_a_phone_carries_its_grids_their_buildings_and_open_cases(sign_in: SignIn) -> None:
    house("B1", "3幢")
    house("B2", "9幢", city.G4)
    mine = city.reported()
    city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    pack = sign_in(Role.GRID_WORKER).get("/worker/day.json").json()
    assert pack["own"] == pack["settles"] == [city.G1]
    assert {area["code"] for area in pack["areas"]} == {city.G1, city.G2}
    assert all(len(ring) >= 4 for area in pack["areas"] for ring in area["rings"])
    assert [name for name, *_rest in pack["buildings"]] == ["3幢"]
    assert [one["number"] for one in pack["known"]] == [mine.number]
    assert pack["known"][0]["joins"]


def test_what_is_known_within_fifty_metres_is_told(sign_in: SignIn) -> None:
    near = city.reported(lon=119.9053, lat=31.705)
    city.reported(lon=119.9063, lat=31.705)
    found = sign_in(Role.GRID_WORKER).post("/worker/near.json", {"lon": "119.905", "lat": "31.705"}).json()
    assert [(one["number"], one["metres"]) for one in found["known"]] == [(near.number, 28)]


def test_of_anothers_case_only_what_is_public_is_told(sign_in: SignIn) -> None:
    case = city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1], text="我家门口，电话13800001111")
    city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1], public=False)
    at = {"lon": str(city.IN_G4[0]), "lat": str(city.IN_G4[1])}
    found = sign_in(Role.GRID_WORKER).post("/worker/near.json", at).json()["known"]
    assert [one["number"] for one in found] == [case.number]
    assert not found[0]["joins"]
    assert not found[0]["sees"]
    assert "1380000" not in str(found)


def test_words_suggest_matters(sign_in: SignIn) -> None:
    found = sign_in(Role.GRID_WORKER).post("/worker/matters.json", {"text": "垃圾桶满了"}).json()["matters"]
    assert "垃圾桶满了" in [one["name"] for one in found]


def test_a_phone_takes_the_words_along_that_point_at_matters(sign_in: SignIn) -> None:
    browser = sign_in(Role.GRID_WORKER)
    told = browser.get("/worker/words.json").json()
    assert told["edition"] == browser.get("/worker/day.json").json()["words"]
    assert ["路灯", "不亮"] in [parts for _score, code, *parts in told["rows"] if code == "01037"]
    Account.objects.update(language="en")
    english = browser.get("/worker/words.json").json()
    assert english["edition"] != told["edition"]
    assert english["names"]["01037"] != told["names"]["01037"]


@pytest.mark.parametrize("path", ["near.json", "matters.json"])
def test_places_and_words_stand_in_no_address_and_are_asked_by_ones_own_page(
    sign_in: SignIn, path: str
) -> None:
    assert sign_in(Role.GRID_WORKER).get(f"/worker/{path}").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Account.objects.get(username=f"{Role.GRID_WORKER}-one"))
    said = {"lon": "119.905", "lat": "31.705", "text": "路灯不亮"}
    assert strict.post(f"/worker/{path}", said).status_code == 403
    token = strict.get("/worker/token/").json()["token"]
    assert strict.post(f"/worker/{path}", said, headers={"X-CSRFToken": token}).status_code == 200


def test_what_comes_up_around_here_stands_first(sign_in: SignIn) -> None:
    for _ in range(2):
        city.closed(matter_code=city.LAMP)
    page = sign_in(Role.GRID_WORKER).get("/worker/report/").content.decode()
    taps = [part.split('"')[0] for part in page.split('data-tap="')[1:]]
    assert taps[0] == city.LAMP
    assert len(taps) == 10


@pytest.mark.parametrize("path", ["day.json", "words.json"])
def test_residents_carry_nothing(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.RESIDENT).get(f"/worker/{path}").status_code == 403


@pytest.mark.parametrize("path", ["near.json", "matters.json"])
def test_residents_ask_nothing_here(sign_in: SignIn, path: str) -> None:
    assert sign_in(Role.RESIDENT).post(f"/worker/{path}").status_code == 403
