"""The worker's day: what waits, one thing to do about each, and small things in one tap."""

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.orgs.rules import Role
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


def test_the_nearest_comes_first_when_asked(sign_in: SignIn) -> None:
    near = city.handling_case(text="近的", lon=119.9051, lat=31.7051)
    far = city.handling_case(text="远的", lon=119.9091, lat=31.7091)
    page = sign_in(Role.DEPARTMENT).get("/worker/", {"lon": "119.905", "lat": "31.705"}).content.decode()
    assert page.index(near.number) < page.index(far.number)
    assert "10 米" in page


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
