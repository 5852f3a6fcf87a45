"""GeoReport v2 as a client meets it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import xmltodict
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from linli.cases.models import Case, Picture, Signal
from linli.kernel import apikeys, clock
from linli.kernel.actor import SYSTEM
from linli.people.models import Contact
from tests.api import city

pytestmark = pytest.mark.usefixtures("the_city")
V2 = "/open311/v2"
LON, LAT = city.INSIDE
RUBBISH, MANHOLE = "06010", "01001"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def body(**more: Any) -> dict[str, Any]:
    return {"service_code": RUBBISH, "lat": LAT, "long": LON, "description": "垃圾没人清", **more}


def report(client: Client, key: str, **more: Any) -> str:
    answer = client.post(f"{V2}/requests.json", body(api_key=key, **more))
    assert answer.status_code == 201, answer.content
    number: str = answer.json()[0]["service_request_id"]
    return number


def error(answer: Any) -> tuple[int, str]:
    first = answer.json()[0]
    assert set(first) == {"code", "description"}
    assert first["code"] == answer.status_code
    return answer.status_code, first["description"]


def parsed(content: bytes) -> Any:
    return xmltodict.parse(content)  # type: ignore[no-untyped-call]


class TestCatalogue:
    def test_discovery(self, client: Client) -> None:
        found = client.get(f"{V2}/discovery.json").json()
        assert found["endpoints"][0]["url"].endswith("/open311/v2")
        assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
        xml = parsed(client.get(f"{V2}/discovery.xml").content)
        assert xml["discovery"]["endpoints"]["endpoint"]["formats"]["format"][0] == "text/xml"

    def test_services(self, client: Client) -> None:
        found = {one["service_code"]: one for one in client.get(f"{V2}/services.json").json()}
        assert found[MANHOLE]["service_name"] == "自来水井盖坏了或丢了"
        assert found[MANHOLE]["metadata"] is True
        assert found[RUBBISH]["type"] == "realtime"
        xml = parsed(client.get(f"{V2}/services.xml").content)
        assert len(xml["services"]["service"]) == len(found)

    def test_services_in_english(self, client: Client) -> None:
        found = client.get(f"{V2}/services.json", headers={"Accept-Language": "en"}).json()
        assert "Water manhole cover broken or missing" in {one["service_name"] for one in found}

    def test_definition(self, client: Client) -> None:
        found = client.get(f"{V2}/services/{MANHOLE}.json").json()
        attribute = found["attributes"][0]
        assert (attribute["code"], attribute["datatype"], attribute["required"]) == (
            "condition",
            "singlevaluelist",
            False,
        )
        assert attribute["values"][0]["key"] == "01001-1"
        xml = parsed(client.get(f"{V2}/services/{MANHOLE}.xml").content)
        assert xml["service_definition"]["attributes"]["attribute"]["values"]["value"][0]["key"] == "01001-1"
        assert error(client.get(f"{V2}/services/99999.json"))[0] == 404

    def test_the_notation_may_be_left_to_the_client(self, client: Client) -> None:
        assert client.get(f"{V2}/services")["Content-Type"].startswith("text/xml")
        answer = client.get(f"{V2}/services", headers={"Accept": "application/json"})
        assert answer["Content-Type"].startswith("application/json")


class TestReporting:
    def test_a_report_becomes_a_case(self, client: Client, open311_key: str) -> None:
        number = report(client, open311_key, phone="13800138000", first_name="三", last_name="张")
        case = Case.objects.get(number=number)
        assert (case.source, case.matter_code, case.grid_code) == ("open311_report", RUBBISH, city.GRID)
        assert Contact.objects.get().pk == case.reporter_id

    def test_xml(self, client: Client, open311_key: str) -> None:
        answer = client.post(f"{V2}/requests.xml", body(api_key=open311_key))
        assert answer.status_code == 201
        request = parsed(answer.content)["service_requests"]["request"]
        assert Case.objects.filter(number=request["service_request_id"]).exists()

    def test_the_key_may_come_in_the_header(self, client: Client, open311_key: str) -> None:
        headers = {"Authorization": f"Bearer {open311_key}"}
        assert client.post(f"{V2}/requests.json", body(), headers=headers).status_code == 201

    def test_without_a_good_key(self, client: Client) -> None:
        assert error(client.post(f"{V2}/requests.json", body())) == (403, "没有提供 api_key。")
        assert error(client.post(f"{V2}/requests.json", body(api_key="linli_nonsense")))[0] == 403
        _, v1 = apikeys.create(by=SYSTEM, name="v1", scopes=["v1"])
        assert error(client.post(f"{V2}/requests.json", body(api_key=v1)))[0] == 403
        assert not Case.objects.exists()

    def test_errors_name_every_argument(self, client: Client, open311_key: str) -> None:
        answer = client.post(f"{V2}/requests.json", {"api_key": open311_key, "lat": "x", "email": "@"})
        assert answer.status_code == 400
        fields = [one["description"].partition(":")[0] for one in answer.json()]
        assert fields == ["service_code", "lat", "email"]

    def test_an_unknown_service(self, client: Client, open311_key: str) -> None:
        answer = client.post(f"{V2}/requests.json", body(api_key=open311_key, service_code="99999"))
        assert error(answer)[0] == 404

    def test_sent_again_it_is_the_same_request(self, client: Client, open311_key: str) -> None:
        headers = {"Idempotency-Key": "abc"}
        sent = [
            client.post(f"{V2}/requests.json", body(api_key=open311_key), headers=headers) for _ in range(2)
        ]
        assert sent[0].json() == sent[1].json()
        assert Case.objects.count() == 1
        changed = body(api_key=open311_key, description="别的事")
        assert error(client.post(f"{V2}/requests.json", changed, headers=headers))[0] == 409
        assert report(client, open311_key, client_token="t") == report(client, open311_key, client_token="t")

    def test_anothers_idempotency_key_is_another(self, client: Client, open311_key: str) -> None:
        _, other = apikeys.create(by=SYSTEM, name="other", scopes=["open311"])
        assert report(client, open311_key, client_token="t") != report(client, other, client_token="t")

    def test_attributes(self, client: Client, open311_key: str) -> None:
        more = {"service_code": MANHOLE, "attribute[condition]": "01001-2"}
        number = report(client, open311_key, **more)
        assert Case.objects.get(number=number).condition == "01001-2"

    def test_media(self, client: Client, open311_key: str, photo: bytes) -> None:
        file = SimpleUploadedFile("a.jpg", photo, "image/jpeg")
        number = report(client, open311_key, media=file)
        picture = Picture.objects.get()
        assert picture.case.number == number
        own = client.get(f"{V2}/requests/{number}.json", {"api_key": open311_key}).json()[0]
        assert own["media_url"].endswith(f"/{picture.name}")
        assert client.get(f"/{picture.name}").status_code == 200
        assert client.get(f"{V2}/requests/{number}.json").json()[0]["media_url"] is None
        fake = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")
        answer = client.post(f"{V2}/requests.json", body(api_key=open311_key, media=fake))
        assert answer.status_code == 400
        assert "media" in answer.json()[0]["description"]

    def test_media_url_is_never_fetched(self, client: Client, open311_key: str) -> None:
        url = "http://169.254.169.254/latest/meta-data/"
        answer = client.post(f"{V2}/requests.json", body(api_key=open311_key, media_url=url))
        assert answer.status_code == 201
        assert "media_url" in answer.json()[0]["service_notice"]
        assert "169.254" not in str(list(Signal.objects.values()))

    def test_a_rate_is_kept(self, client: Client) -> None:
        _, slow = apikeys.create(by=SYSTEM, name="slow", scopes=["open311"], rate=1)
        with clock.at(NOON):
            report(client, slow)
            answer = client.post(f"{V2}/requests.json", body(api_key=slow))
        assert error(answer)[0] == 429
        assert int(answer["Retry-After"]) > 0

    def test_outside_the_city(self, client: Client, open311_key: str) -> None:
        lon, lat = city.OUTSIDE
        answer = client.post(f"{V2}/requests.json", body(api_key=open311_key, lat=lat, long=lon))
        assert answer.status_code == 400
        assert "本市" in answer.json()[0]["description"]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE cases_case; --",
        "<script>alert(1)</script>",
        "=cmd|'/c calc'!A0",
        "a\x00b",
        "㙍𠮷䶮🙂\ud83d",
        "\u202eexe.jpg",
        "長" * 2000,
    ],
)
def test_any_words_become_harmless_text(client: Client, open311_key: str, text: str) -> None:
    number = report(client, open311_key, description=text.encode("utf-8", "replace").decode())
    for ending in ("xml", "json"):
        answer = client.get(f"{V2}/requests/{number}.{ending}", {"api_key": open311_key})
        assert answer.status_code == 200
        assert b"\x00" not in answer.content
        assert ending == "json" or parsed(answer.content)


class TestReading:
    def test_own_requests_in_full_others_bare(self, client: Client, open311_key: str) -> None:
        number = report(client, open311_key, address_string="幸福路1号", phone="13800138000")
        own = client.get(f"{V2}/requests/{number}.json", {"api_key": open311_key}).json()[0]
        assert (own["description"], own["address"], own["lat"]) == ("垃圾没人清", "幸福路1号", LAT)
        bare = client.get(f"{V2}/requests/{number}.json").json()[0]
        assert (bare["description"], bare["address"]) == ("路边有垃圾没人收", None) or bare["address"] is None
        assert "垃圾没人清" not in str(bare)
        assert "13800138000" not in str(own) + str(bare)
        assert (bare["status"], bare["service_code"], bare["lat"]) == ("open", RUBBISH, LAT)
        _, other = apikeys.create(by=SYSTEM, name="other", scopes=["open311"])
        assert client.get(f"{V2}/requests/{number}.json", {"api_key": other}).json()[0] == bare

    def test_what_is_not_public_is_not_there(self, client: Client, open311_key: str) -> None:
        number = report(client, open311_key)
        Case.objects.update(public=False)
        assert error(client.get(f"{V2}/requests/{number}.json"))[0] == 404
        assert client.get(f"{V2}/requests.json").json() == []
        assert client.get(f"{V2}/requests/{number}.json", {"api_key": open311_key}).status_code == 200
        assert error(client.get(f"{V2}/requests/1'%20OR%201=1.json"))[0] == 404

    def test_list_filters(self, client: Client, open311_key: str) -> None:
        first = report(client, open311_key)
        second = report(client, open311_key, service_code=MANHOLE, lat=31.706, long=119.915)
        Case.objects.filter(number=first).update(closed_at=clock.now(), state="closed")

        def ids(**asked: Any) -> set[str]:
            found = client.get(f"{V2}/requests.json", asked).json()
            return {one["service_request_id"] for one in found}

        assert ids() == {first, second}
        assert ids(service_code=MANHOLE) == {second}
        assert ids(service_code=f"{MANHOLE},{RUBBISH}") == {first, second}
        assert ids(status="closed") == {first}
        assert ids(status="open,closed") == {first, second}
        assert ids(service_request_id=f"{first},nonsense", status="open") == {first}
        assert ids(lat=LAT, long=LON, radius=200) == {first}
        assert ids(lat=LAT, long=LON, radius=2000) == {first, second}
        assert ids(jurisdiction_id="changzhou.gov.cn") == {first, second}

    def test_pages(self, client: Client, open311_key: str) -> None:
        numbers = []
        for hour in range(3):
            with clock.at(NOON + timedelta(hours=hour)):
                numbers.append(report(client, open311_key))
        with clock.at(NOON + timedelta(days=1)):
            pages = [
                [
                    one["service_request_id"]
                    for one in client.get(f"{V2}/requests.json", {"page": page, "page_size": 2}).json()
                ]
                for page in (1, 2, 3)
            ]
        assert pages == [[numbers[2], numbers[1]], [numbers[0]], []]

    def test_the_last_ninety_days(self, client: Client, open311_key: str) -> None:
        with clock.at(NOON - timedelta(days=100)):
            old = report(client, open311_key)
        with clock.at(NOON):
            assert client.get(f"{V2}/requests.json").json() == []
            asked = {"start_date": "2026-08-01T00:00:00Z", "end_date": "2026-09-01T00:00:00Z"}
            found = client.get(f"{V2}/requests.json", asked).json()
            assert [one["service_request_id"] for one in found] == [old]
            assert found[0]["requested_datetime"] == "2026-08-16T04:00:00Z"
            assert client.get(f"{V2}/requests.json", {"start_date": "2026-08-01T08:00:00+08:00"}).json() != []

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, "start_date"),
            ({"start_date": "2026-06-01T00:00:00Z", "end_date": "2026-05-01T00:00:00Z"}, "end_date"),
            ({"start_date": "gestern"}, "start_date"),
            ({"end_date": "0001-01-01T00:00:00Z"}, "start_date"),
            ({"start_date": "9999-12-31T23:59:59-12:00"}, "start_date"),
            ({"status": "lost"}, "status"),
            ({"page": "0"}, "page"),
            ({"page_size": "1001"}, "page_size"),
            ({"page": "9" * 30}, "page"),
            ({"lat": 31, "long": 119}, "radius"),
            ({"lat": 91, "long": 119, "radius": 5}, "lat"),
            ({"lat": 31, "long": 119, "radius": -5}, "radius"),
            ({"service_code": "1" * 41}, "service_code"),
        ],
    )
    def test_bad_questions(self, client: Client, asked: dict[str, Any], field: str) -> None:
        answer = client.get(f"{V2}/requests.json", asked)
        status, words = error(answer)
        assert (status, words.partition(":")[0]) == (400, field)

    def test_tokens(self, client: Client, open311_key: str) -> None:
        number = report(client, open311_key)
        assert client.get(f"{V2}/tokens/{number}.json").json() == [
            {"service_request_id": number, "token": number}
        ]
        assert error(client.get(f"{V2}/tokens/nothing.json"))[0] == 404

    def test_nul_in_the_address(self, client: Client) -> None:
        assert client.get(f"{V2}/requests.json?service_code=%00").status_code in {200, 400}
        assert client.get(f"{V2}/requests/%00.json").status_code in {400, 404}
        assert client.get(f"{V2}/tokens/a%00b.json").status_code in {400, 404}
        assert client.get(f"{V2}/services/a%00b.json").status_code in {400, 404}

    def test_other_methods(self, client: Client) -> None:
        assert client.delete(f"{V2}/requests.json").status_code == 405
        assert client.post(f"{V2}/services.json").status_code == 405

    def test_other_sites_may_read(self, client: Client, settings: Settings) -> None:
        assert client.get(f"{V2}/services.json")["Access-Control-Allow-Origin"] == "*"
        assert client.get(f"{V2}/services/99999.json")["Access-Control-Allow-Origin"] == "*"
