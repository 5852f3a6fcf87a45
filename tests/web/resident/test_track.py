"""Following a report: plain words for all, judging only for the one who reported."""

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.kernel import crypto
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def own(case: Case) -> str:
    """Return the reporter's secret address of `case`."""
    return f"/t/{case.number}/{crypto.link_key(case.number)}/"


def do(client: Client, case: Case, move: str, **said: str) -> int:
    """Make a reporter's move by the secret link and return the status of the answer."""
    said |= {"k": crypto.link_key(case.number), "seen": str(case.version)}
    return client.post(f"/t/{case.number}/do/{move}/", said).status_code


def test_every_public_step_is_told_in_plain_words(client: Client) -> None:
    page = client.get(own(city.closed())).content.decode()
    for words in ("我们收到了您反映的问题", "乙街道环卫所", "已清运，桶已冲洗", "办得怎么样"):
        assert words in page


def test_a_wrong_secret_and_a_strangers_number_are_not_found(client: Client) -> None:
    case = city.reported(public=False)
    assert client.get(f"/t/{case.number}/{'a' * 20}/").status_code == 404
    assert client.get(f"/t/{case.number}/").status_code == 404
    assert client.get("/t/261123-000-0000/").status_code == 404


def test_a_public_case_shows_no_word_of_the_reporter(client: Client) -> None:
    case = city.reported(text="我是张三，电话13800138000，垃圾没人收", address="幸福小区3号楼101室")
    page = client.get(f"/t/{case.number}/").content.decode()
    assert "已收到" in page
    assert "张三" not in page
    assert "101室" not in page


def test_the_box_leads_from_number_or_code_to_the_page(client: Client) -> None:
    shown, hidden = city.reported(), city.reported(public=False)
    assert client.get("/t/", {"number": f" {shown.number} "}).headers["Location"] == f"/t/{shown.number}/"
    assert client.get("/t/", {"number": hidden.number}).status_code == 404
    code = crypto.link_key(hidden.number)
    assert client.get("/t/", {"number": hidden.number, "code": code}).headers["Location"] == own(hidden)


def test_the_reporter_judges_once(client: Client) -> None:
    case = city.closed()
    assert do(client, case, "rate", score="5", note="很快") == 302
    case.refresh_from_db()
    assert case.score == 5
    assert do(client, case, "rate", score="1") == 422
    case.refresh_from_db()
    assert case.score == 5


def test_a_rating_out_of_range_is_refused(client: Client) -> None:
    case = city.closed()
    assert do(client, case, "rate", score="9") == 422
    case.refresh_from_db()
    assert case.score is None


def test_the_reporter_may_ask_for_it_again(client: Client) -> None:
    case = city.closed()
    assert do(client, case, "reopen", reason="") == 422
    assert do(client, case, "reopen", reason="第二天又满了") == 302
    case.refresh_from_db()
    assert case.state == "filed"


def test_nobody_else_judges(client: Client) -> None:
    case = city.closed()
    said = {"k": "b" * 20, "seen": str(case.version), "score": "1"}
    assert client.post(f"/t/{case.number}/do/rate/", said).status_code == 404
    assert client.post(f"/t/{case.number}/do/rate/", {"score": "1"}).status_code == 404
    assert do(client, case, "close") == 404


def test_one_who_reported_signed_in_finds_it_and_needs_no_link(sign_in: SignIn) -> None:
    browser = sign_in(Role.RESIDENT)
    account = int(browser.session["_auth_user_id"])
    case = city.reported(reporter_account=account, public=False)
    assert case.number in browser.get("/me/").content.decode()
    assert "补充情况" in browser.get(f"/t/{case.number}/").content.decode()
    answer = browser.post(f"/t/{case.number}/do/withdraw/", {"seen": str(case.version)})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"
