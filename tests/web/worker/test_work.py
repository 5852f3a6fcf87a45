"""The worker's day: what waits, one thing to do about each, and small things in one tap."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.cases.models import Case, Seen
from linli.kernel import clock
from linli.orgs.rules import Role
from linli.web.signin import gate
from linli.web.worker import work
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def test_a_body_sees_its_work_and_reports_it_done(sign_in: SignIn) -> None:
    case = city.handling_case()
    browser = sign_in(Role.DEPARTMENT)
    page = browser.get("/worker/").content.decode()
    assert "等您处置" in page
    assert case.number in page
    assert "处置完成" in browser.get(f"/worker/cases/{case.number}/").content.decode()
    said = {"note": "已清运", "seen": str(case.version), "key": "d1"}
    assert browser.post(f"/worker/cases/{case.number}/do/done/", said).status_code == 302
    case.refresh_from_db()
    assert case.state == "handled"
    assert case.number not in browser.get("/worker/").content.decode()


def test_a_line_of_the_list_says_what_where_and_how_long(sign_in: SignIn) -> None:
    case = city.handling_case()
    Case.objects.filter(pk=case.pk).update(urgent=True, title="<b>垃圾</b>", address="三号门 <旁>")
    page = sign_in(Role.DEPARTMENT).get("/worker/waiting/").content.decode()
    assert f'<li data-number="{case.number}" data-band="0" data-lon="{case.lon:.6f}"' in page
    assert f'<a href="/worker/cases/{case.number}/" data-version="{case.version}">' in page
    assert '<span class="urgent-word">急</span> &lt;b&gt;垃圾&lt;/b&gt;</a>' in page
    assert "三号门 &lt;旁&gt;</p>" in page
    assert "处置中" in page
    assert 'class="clock ' in page


def test_colleagues_know_who_opened_a_case_and_not_what_a_phone_fetched(sign_in: SignIn) -> None:
    case = city.handling_case()
    browser = sign_in(Role.DEPARTMENT)
    browser.get(f"/worker/cases/{case.number}/", headers={"Linli-Poll": "1"})
    assert not Seen.objects.exists()
    browser.get(f"/worker/cases/{case.number}/")
    seen = Seen.objects.get()
    assert (seen.case_id, seen.account.username) == (case.pk, f"{Role.DEPARTMENT}-one")
    page = sign_in(Role.STREET_DESK).get(f"/desk/cases/{case.number}/").content.decode()
    assert "还有谁看过" in page


def test_sending_back_needs_a_reason(sign_in: SignIn) -> None:
    case = city.handling_case()
    browser = sign_in(Role.DEPARTMENT)
    address = f"/worker/cases/{case.number}/do/send_back/"
    assert browser.post(address, {"seen": str(case.version)}).status_code == 422
    assert browser.post(address, {"reason": "不是我们的路段", "seen": str(case.version)}).status_code == 302
    case.refresh_from_db()
    assert case.state == "filed"


def test_the_inspector_sees_what_waits_to_be_verified(sign_in: SignIn) -> None:
    case = city.handled()
    browser = sign_in(Role.INSPECTOR)
    assert "等您核查" in browser.get("/worker/").content.decode()
    said = {"seen": str(case.version), "key": "v1"}
    assert browser.post(f"/worker/cases/{case.number}/do/verify_pass/", said).status_code == 302
    case.refresh_from_db()
    assert case.state == "verified"


def test_what_is_late_or_urgent_comes_before_what_has_time(sign_in: SignIn) -> None:
    later = city.handling_case(text="不急的")
    urgent = city.handling_case(text="急的", urgent=True)
    page = sign_in(Role.DEPARTMENT).get("/worker/").content.decode()
    assert page.index(urgent.number) < page.index(later.number)
    assert f'data-number="{urgent.number}" data-band="0" data-lon="119.905000"' in page


def test_a_case_is_for_now_for_today_or_for_later() -> None:
    case = city.handling_case()
    assert case.due_at is not None
    noon = clock.local(case.due_at).replace(hour=12)
    assert work.band(case, case.due_at + timedelta(minutes=1)) == work.NOW
    assert work.band(case, min(case.due_at, noon) - timedelta(hours=3)) == work.TODAY
    assert work.band(case, case.due_at - timedelta(days=3)) == work.LATER


def test_the_lists_refresh_alone_and_keep_nobody_signed_in(sign_in: SignIn) -> None:
    case, browser = city.handling_case(), sign_in(Role.DEPARTMENT)
    browser.get("/worker/")
    seen = browser.session[gate.SEEN]
    with clock.at(clock.now() + timedelta(minutes=20)):
        answer = browser.get("/worker/waiting/", headers={"Linli-Poll": "1"})
    assert case.number in answer.content.decode()
    assert browser.session[gate.SEEN] == seen


def test_every_form_of_words_and_pictures_is_on_the_page_of_a_case(sign_in: SignIn) -> None:
    case = city.handling_case()
    page = sign_in(Role.DEPARTMENT).get(f"/worker/cases/{case.number}/").content.decode()
    assert f'action="/worker/cases/{case.number}/do/done/"' in page
    assert f'action="/worker/cases/{case.number}/do/send_back/"' in page
    assert f'href="/worker/cases/{case.number}/do/transfer/"' in page
    assert 'data-needs="reason "' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["", "report/", "settle/", "plan/", "people/", "box/", "day.json"])
def test_a_phone_may_keep_the_pages_of_its_account(
    sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    browser = sign_in(Role.GRID_WORKER)
    browser.get("/worker/")
    with django_assert_max_num_queries(15):
        answer = browser.get(f"/worker/{path}")
    assert answer.status_code == 200
    assert answer["Linli-Keep"] == browser.get("/worker/token/").json()["account"]


def test_what_a_person_may_see_once_is_never_kept(sign_in: SignIn) -> None:
    browser = sign_in(Role.GRID_WORKER)
    assert "Linli-Keep" not in browser.get("/worker/waiting/")
    assert "Linli-Keep" not in Client().get("/worker/")
    assert Client().get("/worker/token/").status_code == 401


def test_a_small_thing_is_settled_in_one_tap(sign_in: SignIn) -> None:
    browser = sign_in(Role.GRID_WORKER)
    page = browser.get("/worker/settle/").content.decode()
    assert "丙社区 一网格" in page
    code = page.split('name="matter_code" value="', 1)[1].split('"', 1)[0]
    for _press in range(2):
        assert browser.post("/worker/settle/", {"key": "tap-1", "matter_code": code}).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.ending, case.grid_code) == ("closed", "on_spot", city.G1)


def test_outside_ones_own_grid_the_way_is_a_report(sign_in: SignIn) -> None:
    browser = sign_in(Role.GRID_WORKER)
    code = browser.get("/worker/settle/").content.decode().split('name="matter_code" value="', 1)[1][:5]
    said = {"key": "far", "matter_code": code, "lon": city.IN_G4[0], "lat": city.IN_G4[1]}
    answer = browser.post("/worker/settle/", said)
    assert answer.status_code == 422
    assert "请用“上报”" in answer.content.decode()
    assert not Case.objects.exists()


def test_what_is_not_small_is_refused_with_words(sign_in: SignIn) -> None:
    answer = sign_in(Role.GRID_WORKER).post("/worker/settle/", {"key": "t", "matter_code": city.MANHOLE})
    assert answer.status_code == 422
    assert "不能随手办结" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_worker_reports(sign_in: SignIn) -> None:
    browser = sign_in(Role.GRID_WORKER)
    said = {"key": "w", "text": "井盖松动", "lon": city.IN_G1[0], "lat": city.IN_G1[1], "urgent": "on"}
    assert browser.post("/worker/report/", said).status_code == 302
    assert Case.objects.get().urgent
    assert browser.post("/worker/report/", {"key": "x", "text": ""}).status_code == 422


def test_residents_and_strangers_have_no_work_here(sign_in: SignIn) -> None:
    browser = sign_in(Role.RESIDENT)
    assert [browser.get(path).status_code for path in ("/worker/", "/worker/settle/", "/worker/report/")] == [
        403
    ] * 3
    assert "/accounts/login/" in Client().get("/worker/").headers["Location"]
