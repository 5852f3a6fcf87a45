"""One question a page: nothing typed but what one likes, nothing lost on the way, filed once."""

import re

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.kernel import crypto
from tests.cases import city
from tests.web.resident.test_report import photo

pytestmark = pytest.mark.usefixtures("town")
AT = {"lon": str(city.IN_G1[0]), "lat": str(city.IN_G1[1])}


def answer(client: Client, step: str, **said: str) -> str:
    """Answer one question and return where it leads."""
    return client.post(f"/report/steps/{step}/", said).headers["Location"]


def test_taps_alone_file_a_report(client: Client) -> None:
    first = client.get("/report/steps/what/").content.decode()
    topic = re.search(r'href="\?topic=(\w+)"', first)
    assert topic
    second = client.get("/report/steps/what/", {"topic": topic.group(1)}).content.decode()
    matter = re.search(r'name="matter" value="(\d+)"', second)
    assert matter
    assert answer(client, "what", matter=matter.group(1)) == "/report/steps/where/"
    assert answer(client, "where", **AT) == "/report/steps/phone/"
    assert answer(client, "phone", none="1") == "/report/steps/send/"
    last = client.get("/report/steps/send/").content.decode()
    assert "丙社区 一网格" in last
    assert 'name="public"' in last
    assert " checked" not in last, "consent is given, not presumed"
    done = client.post("/report/steps/send/", {"public": "yes", "pictures": [photo()]})
    case = Case.objects.get()
    assert done.headers["Location"] == f"/t/{case.number}/{crypto.link_key(case.number)}/?sent=1"
    assert (case.matter_code, case.grid_code, case.public) == (matter.group(1), city.G1, True)
    assert case.pictures.count() == 1
    assert case.reporter_id is None
    assert client.get("/report/steps/send/").headers["Location"] == "/report/steps/what/", "it starts anew"


def test_own_words_and_a_number(client: Client) -> None:
    assert answer(client, "what") == "/report/steps/words/"
    assert answer(client, "words", text="垃圾桶满了") == "/report/steps/where/"
    assert answer(client, "where", address="丙社区菜场北门") == "/report/steps/phone/"
    assert answer(client, "phone", phone="13800138000") == "/report/steps/send/"
    page = client.get("/report/steps/send/").content.decode()
    for words in ("垃圾桶满了", "丙社区菜场北门", "13800138000"):
        assert words in page
    client.post("/report/steps/send/", {})
    case = Case.objects.get()
    assert (case.description, case.public) == ("垃圾桶满了", False)
    assert case.reporter is not None


def test_sent_twice_is_filed_once(client: Client) -> None:
    answer(client, "words", text="垃圾桶满了")
    answer(client, "where", **AT)
    kept = client.cookies["linli_steps"].value
    client.post("/report/steps/send/", {})
    client.cookies["linli_steps"] = kept
    client.post("/report/steps/send/", {})
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "said", "words"),
    [
        ("words", {"text": " "}, "请填写这一项"),
        ("words", {"text": "字" * 501}, "最多写 500 个字"),
        ("where", {"address": ""}, "写明地址"),
        ("where", {"lon": "2.35", "lat": "48.85"}, "不在本市"),
        ("where", {"lon": "x", "lat": "1"}, "数字"),
        ("phone", {"phone": "12"}, "不是有效的电话号码"),
    ],
)
def test_what_is_wrong_is_told_at_its_question(
    client: Client, step: str, said: dict[str, str], words: str
) -> None:
    page = client.post(f"/report/steps/{step}/", said)
    assert page.status_code == 422
    assert words in page.content.decode()


def test_nothing_is_readable_in_the_cookie_and_a_strange_one_is_dropped(client: Client) -> None:
    answer(client, "words", text="垃圾桶满了")
    assert "垃圾" not in client.cookies["linli_steps"].value
    for strange in ("x", "v1.AAAA", crypto.encrypt("[1]"), crypto.encrypt('{"text": 1, "evil": 2}')):
        client.cookies["linli_steps"] = strange
        assert client.get("/report/steps/what/").status_code == 200


def test_steps_are_not_skipped(client: Client) -> None:
    assert client.get("/report/steps/send/").headers["Location"] == "/report/steps/what/"
    answer(client, "words", text="垃圾桶满了")
    assert client.get("/report/steps/phone/").headers["Location"] == "/report/steps/where/"
    assert client.get("/report/steps/strange/").status_code == 404
    assert client.post("/report/steps/send/", {}).status_code == 422
    assert not Case.objects.exists()


def test_what_is_missing_when_sent_is_answered_at_its_own_question(client: Client) -> None:
    answer(client, "words", text="垃圾桶满了")
    page = client.post("/report/steps/send/", {}).content.decode()
    assert page.count('action="/report/steps/where/"') == 2
    assert answer(client, "where", **AT) == "/report/steps/phone/"


def test_large_letters_lead_to_the_steps(client: Client) -> None:
    client.cookies["linli_elder"] = "1"
    assert client.get("/report/").headers["Location"] == "/report/steps/what/"
    assert client.get("/report/?whole=1").status_code == 200
    page = client.get("/").content.decode()
    assert "您要办什么" in page
