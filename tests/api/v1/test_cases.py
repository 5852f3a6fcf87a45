"""Cases over JSON: made once, shown to those who may, moved by name."""

import base64
from typing import Any

import pytest
from django.test import Client

from linli.cases.models import Case, Picture, Step
from linli.kernel import apikeys, crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from tests.api import city

pytestmark = pytest.mark.usefixtures("the_city")
V1 = "/api/v1"
LON, LAT = city.INSIDE
Headers = dict[str, str]


def post(client: Client, path: str, headers: Headers, data: Any, once: str = "") -> Any:
    more = {"Idempotency-Key": once} if once else {}
    return client.post(f"{V1}{path}", data, content_type="application/json", headers={**headers, **more})


def created(client: Client, headers: Headers, once: str = "one", **more: Any) -> dict[str, Any]:
    data = {"text": "垃圾没人清", "matter_code": "06010", "lon": LON, "lat": LAT, **more}
    answer = post(client, "/cases", headers, data, once)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def fields(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.content
    return [error["field"] for error in answer.json()["errors"]]


class TestMaking:
    def test_a_case_is_made_once(self, client: Client, desk: Headers) -> None:
        first, second = created(client, desk), created(client, desk)
        assert first == second
        assert Case.objects.get().number == first["number"]
        assert first["link_key"] == crypto.link_key(first["number"])

    def test_the_key_is_needed_and_bound_to_its_request(self, client: Client, desk: Headers) -> None:
        answer = post(client, "/cases", desk, {"text": "x", "lon": LON, "lat": LAT})
        assert fields(answer) == ["Idempotency-Key"]
        created(client, desk)
        assert (
            post(client, "/cases", desk, {"text": "别的", "lon": LON, "lat": LAT}, "one").status_code == 409
        )
        assert fields(post(client, "/cases", desk, {"text": "x"}, "长")) == ["Idempotency-Key"]

    @pytest.mark.parametrize(
        ("data", "faulty"),
        [
            ({}, ["text", "address"]),
            ({"text": 5, "lon": "x"}, ["text", "lon"]),
            ({"text": "x" * 2001}, ["text"]),
            ({"text": "x", "lon": 181, "lat": 0}, ["lon"]),
            ({"text": "x", "lon": city.OUTSIDE[0], "lat": city.OUTSIDE[1]}, ["location"]),
            ({"text": "x", "lon": LON, "lat": LAT, "crs": "mars"}, ["crs"]),
            ({"text": "x", "lon": LON, "lat": LAT, "matter_code": "99999"}, ["matter_code"]),
            ({"text": "x", "lon": LON, "lat": LAT, "colour": "red"}, ["colour"]),
            ({"text": "x", "lon": LON, "lat": LAT, "pictures": ["!!"]}, ["pictures"]),
            ({"text": "x", "lon": LON, "lat": LAT, "pictures": ["eHg="]}, ["pictures"]),
        ],
    )
    def test_faults_are_named(
        self, client: Client, desk: Headers, data: dict[str, Any], faulty: list[str]
    ) -> None:
        assert fields(post(client, "/cases", desk, data, "one")) == faulty
        assert not Case.objects.exists()

    def test_what_is_no_json(self, client: Client, desk: Headers) -> None:
        answer = post(client, "/cases", desk, "{no json", "one")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
        english = {**desk, "Accept-Language": "en"}
        assert "JSON" in post(client, "/cases", english, "{no json", "one").json()["message"]

    def test_pictures_go_along(self, client: Client, desk: Headers, photo: bytes) -> None:
        created(client, desk, pictures=[base64.b64encode(photo).decode()])
        found = Picture.objects.get()
        assert client.get(f"/{found.name}").status_code == 404
        answer = client.get(f"/{found.name}", headers=desk)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"

    def test_a_bare_key_may_only_report(self, client: Client) -> None:
        bare = {"X-Api-Key": apikeys.create(by=SYSTEM, name="x", scopes=["v1"])[1]}
        number = created(client, bare)["number"]
        assert client.get(f"{V1}/cases/{number}", headers=bare).status_code == 404
        assert client.get(f"{V1}/cases", headers=bare).json() == {"items": [], "next": None}

    def test_any_source_by_its_key(self, client: Client, desk: Headers) -> None:
        keys = {one["key"] for one in client.get(f"{V1}/sources").json()["items"]}
        assert {"hotline", "resident_report"} <= keys
        data = {"data": {"ticket": "W-1", "text": "漏水", "lon": LON, "lat": LAT}}
        answer = post(client, "/signals/hotline", desk, data, "h")
        assert answer.status_code == 201
        assert Case.objects.get().source == "hotline"
        assert post(client, "/signals/telepathy", desk, data, "h2").status_code == 404
        assert fields(post(client, "/signals/hotline", desk, {"data": {"text": [1]}}, "h3"))[0] == "text"

    def test_settled_on_the_spot(self, client: Client, desk: Headers) -> None:
        assert created(client, desk, settled=True)["state"] == "closed"


class TestShowing:
    def test_nobody_without_a_key(self, client: Client, desk: Headers) -> None:
        number = created(client, desk)["number"]
        assert client.get(f"{V1}/cases").status_code == 401
        assert client.get(f"{V1}/cases", headers={"X-Api-Key": "linli_x"}).status_code == 403
        assert client.get(f"{V1}/cases/{number}").status_code == 404

    def test_a_strangers_case_is_not_there(self, client: Client, desk: Headers, stranger: Headers) -> None:
        number = created(client, desk)["number"]
        for path in ("", "/steps", "/moves"):
            assert client.get(f"{V1}/cases/{number}{path}", headers=stranger).status_code == 404
        answer = post(client, f"/cases/{number}/moves", stranger, {"move": "file"}, "m")
        assert answer.status_code == 404
        assert client.get(f"{V1}/cases", headers=stranger).json()["items"] == []

    def test_one_case(self, client: Client, desk: Headers) -> None:
        number = created(client, desk)["number"]
        found = client.get(f"{V1}/cases/{number}", headers=desk).json()
        assert (found["state"], found["matter_code"], found["grid_code"]) == ("reported", "06010", city.GRID)
        assert found["description"] == "垃圾没人清"
        steps = client.get(f"{V1}/cases/{number}/steps", headers=desk).json()["items"]
        assert [step["move"] for step in steps] == ["report"]

    def test_the_reporter_comes_with_the_link(self, client: Client, desk: Headers) -> None:
        made = created(client, desk)
        ask = {"key": made["link_key"]}
        steps = client.get(f"{V1}/cases/{made['number']}/steps", ask).json()["items"]
        assert steps[0]["text"].startswith("我们收到了")
        assert steps[0]["actor"] == ""
        assert client.get(f"{V1}/cases/{made['number']}/steps", {"key": "x" * 20}).status_code == 404
        moves = client.get(f"{V1}/cases/{made['number']}/moves", ask).json()["items"]
        assert "withdraw" in {move["move"] for move in moves}
        assert "file" not in {move["move"] for move in moves}

    def test_lists_in_pages(self, client: Client, desk: Headers) -> None:
        numbers = [created(client, desk, once=f"k{n}", text=f"第{n}件")["number"] for n in range(3)]
        seen, cursor = [], ""
        while True:
            page = client.get(f"{V1}/cases?limit=2&cursor={cursor}", headers=desk).json()
            seen += [case["number"] for case in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
        assert seen == numbers[::-1]

    def test_filters_and_search(self, client: Client, desk: Headers) -> None:
        created(client, desk, text="幸福路的垃圾桶")
        created(client, desk, once="two", text="井盖丢了", matter_code="01001", urgent=True)

        def count(**asked: Any) -> int:
            answer = client.get(f"{V1}/cases", asked, headers=desk)
            assert answer.status_code == 200, answer.content
            return len(answer.json()["items"])

        assert count() == 2
        assert count(matter="01") == 1
        assert count(urgent="true") == 1
        assert count(text="幸福路") == 1
        assert count(state="closed") == 0
        assert count(area="320403") == 0

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"cursor": "!!"}, "cursor"),
            ({"cursor": "5bqf"}, "cursor"),
            ({"limit": 0}, "limit"),
            ({"state": "lost"}, "state"),
            ({"area": "x"}, "area"),
        ],
    )
    def test_bad_questions(self, client: Client, desk: Headers, asked: dict[str, Any], field: str) -> None:
        assert fields(client.get(f"{V1}/cases", asked, headers=desk)) == [field]


class TestMoving:
    def move(self, client: Client, headers: Headers, number: str, move: str, **given: Any) -> Any:
        once = f"{move}-{len(Step.objects.all())}"
        return post(client, f"/cases/{number}/moves", headers, {"move": move, "given": given}, once)

    def test_the_whole_way(self, client: Client, desk: Headers, cleaners: Headers, photo: bytes) -> None:
        made = created(client, desk)
        number = made["number"]
        offered = client.get(f"{V1}/cases/{number}/moves", headers=desk).json()["items"]
        filing = next(move for move in offered if move["move"] == "file")
        assert {"name": "matter", "label": "事项", "needed": True} in filing["needs"]
        assert self.move(client, desk, number, "file", matter="06010").json()["state"] == "filed"
        assert self.move(client, desk, number, "dispatch", body="CLEAN").json()["state"] == "handling"
        done = {
            "move": "done",
            "given": {"note": "已清运"},
            "pictures": [base64.b64encode(photo).decode()],
        }
        answer = post(client, f"/cases/{number}/moves", cleaners, done, "d")
        assert answer.json()["state"] == "handled", answer.content
        assert self.move(client, desk, number, "verify_pass").json()["state"] == "verified"
        assert self.move(client, desk, number, "close").json()["state"] == "closed"
        rating = {"move": "rate", "given": {"score": 5}}
        answer = post(client, f"/cases/{number}/moves?key={made['link_key']}", {}, rating, "r")
        assert (answer.status_code, answer.json()["score"]) == (200, 5)
        picture = answer.json()["pictures"][0]
        assert client.get(picture["url"]).status_code == 200
        assert client.get(picture["small_url"]).status_code == 200
        assert client.get(picture["url"].partition("?")[0]).status_code == 404

    def test_made_once_with_the_same_key(self, client: Client, desk: Headers) -> None:
        number = created(client, desk)["number"]
        sent = {"move": "file", "given": {"matter": "06010"}}
        answers = [post(client, f"/cases/{number}/moves", desk, sent, "same") for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert Step.objects.filter(move="file").count() == 1

    def test_the_second_of_two_is_told(self, client: Client, desk: Headers) -> None:
        number = created(client, desk)["number"]
        seen = client.get(f"{V1}/cases/{number}", headers=desk).json()["version"]
        assert self.move(client, desk, number, "file", matter="06010").status_code == 200
        late = {"move": "add_note", "given": {"note": "x"}, "seen": seen}
        answer = post(client, f"/cases/{number}/moves", desk, late, "late")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")

    def test_faults(self, client: Client, desk: Headers, cleaners: Headers) -> None:
        number = created(client, desk)["number"]
        assert self.move(client, desk, number, "fly").status_code == 404
        assert fields(self.move(client, desk, number, "reject")) == ["reason"]
        assert fields(self.move(client, desk, number, "reject", reason="x", score=3)) == ["score"]
        assert fields(self.move(client, desk, number, "rate", score=9)) == ["given.score"]
        assert self.move(client, desk, number, "close").status_code == 409
        assert self.move(client, cleaners, number, "file", matter="06010").status_code == 404


def test_a_session_needs_the_csrf_token(the_city: None) -> None:
    made = Account.objects.create(username="resident")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(made)
    assert browser.get(f"{V1}/cases").status_code == 200
    data = {"text": "x", "lon": LON, "lat": LAT}
    assert post(browser, "/cases", {}, data, "one").status_code == 403


def test_a_reporter_needs_no_csrf_token(client: Client, desk: Headers) -> None:
    made = created(client, desk)
    plain = Client(enforce_csrf_checks=True)
    withdrawing = {"move": "withdraw"}
    answer = post(plain, f"/cases/{made['number']}/moves?key={made['link_key']}", {}, withdrawing, "w")
    assert (answer.status_code, answer.json()["state"]) == (200, "closed")
