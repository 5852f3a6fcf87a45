"""A case at the desk: moves from the table; one wins and the other is told."""

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases import dispatch, nudging
from linli.cases.models import Case
from linli.kernel.actor import SYSTEM
from linli.orgs.rules import Role
from linli.web.shell import casefile
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def test_a_case_opens_beside_the_list_and_alone(sign_in: SignIn) -> None:
    case = city.reported()
    browser = sign_in(Role.STREET_DESK)
    for path in (
        f"/desk/?open={case.number}",
        f"/desk/cases/{case.number}/",
        f"/desk/cases/{case.number}/pane/",
    ):
        page = browser.get(path).content.decode()
        assert "受理立案" in page
        assert "我们收到了" not in page
    assert browser.get("/desk/?open=261123-000-0000").status_code == 200


def test_only_what_linli_wrote_is_said_in_the_readers_language(sign_in: SignIn) -> None:
    case = nudging.add_note(by=SYSTEM, case=city.reported(), note="询问老人：已通知：老人")
    nudging.add_note(by=city.DESK, case=case, note="有人前往")
    browser = sign_in(Role.STREET_DESK)
    browser.cookies["django_language"] = "en"
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert "<blockquote>Ask the elder：Called：The elder</blockquote>" in page
    assert "<blockquote>有人前往</blockquote>" in page


@pytest.mark.parametrize("path", ["", "pane/", "points.geojson", "do/file/", "reporter/"])
def test_a_strangers_case_is_not_found(sign_in: SignIn, path: str) -> None:
    case = city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    assert sign_in(Role.STREET_DESK).get(f"/desk/cases/{case.number}/{path}").status_code == 404


def test_filing_and_dispatching_from_the_forms(sign_in: SignIn) -> None:
    case = city.reported()
    browser = sign_in(Role.STREET_DESK)
    said = {"matter": city.RUBBISH, "seen": str(case.version), "key": "k1"}
    assert browser.post(f"/desk/cases/{case.number}/do/file/", said).status_code == 302
    case.refresh_from_db()
    assert case.state == "filed"
    said = {"body": "CLEAN1", "helpers": "ESTATE", "seen": str(case.version), "key": "k2"}
    assert browser.post(f"/desk/cases/{case.number}/do/dispatch/", said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.body_code, case.helper_codes) == ("handling", "CLEAN1", ["ESTATE"])
    page = browser.get(f"/desk/cases/{case.number}/").content.decode()
    assert "乙街道环卫所" in page
    assert "还剩" in page


def test_a_missing_reason_is_told_beside_its_field(sign_in: SignIn) -> None:
    case = city.reported()
    answer = sign_in(Role.STREET_DESK).post(f"/desk/cases/{case.number}/do/reject/", {"seen": case.version})
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "reported"


def test_the_second_of_two_is_told_who_was_first(sign_in: SignIn) -> None:
    case = city.filed()
    browser = sign_in(Role.STREET_DESK)
    dispatch.dispatch(by=city.DESK, case=case.number, body="CLEAN1")
    said = {"body": "ROADS", "seen": str(case.version), "key": "late"}
    answer = browser.post(f"/desk/cases/{case.number}/do/dispatch/", said, follow=True)
    assert "李受理" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).body_code == "CLEAN1"


def test_htmx_gets_the_form_alone(sign_in: SignIn) -> None:
    case = city.reported()
    browser = sign_in(Role.STREET_DESK)
    address = f"/desk/cases/{case.number}/do/reject/"
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'name="reason"' in part
    assert "<html" in browser.get(address).content.decode()


def test_the_move_that_carries_a_case_on_comes_first() -> None:
    case = city.filed()
    links, primary = casefile.offered(city.DESK, case, "desk:move")
    assert primary == "dispatch"
    assert "rate" not in {link.code for link in links}
    assert casefile.offered(city.LEADER, case, "desk:move")[1] == ""


def test_a_case_asks_little_of_the_database(
    sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """At the stages with the longest forms and with suggestions; a second look, and a move in the pane."""
    new, filed = city.reported(), city.filed(matter_code=city.LAMP)
    browser = sign_in(Role.STREET_DESK)
    for case in (new, filed, city.handling_case(matter_code=city.MANHOLE)):
        browser.get(f"/desk/cases/{case.number}/pane/")
        with django_assert_max_num_queries(15):
            browser.get(f"/desk/cases/{case.number}/")
        with django_assert_max_num_queries(15):
            browser.get(f"/desk/cases/{case.number}/pane/")


def test_a_move_in_the_pane_leaves_the_list_where_it_is(sign_in: SignIn) -> None:
    case = city.reported()
    browser = sign_in(Role.STREET_DESK)
    address = f"/desk/cases/{case.number}/do/file/"
    headers = {"HX-Request": "true", "HX-Target": "pane"}
    said = {"matter": "", "seen": str(case.version), "key": "k"}
    part = browser.post(address, said, headers=headers)
    assert part.status_code == 200
    assert 'id="id_matter_error"' in part.content.decode()
    done = browser.post(address, {**said, "matter": city.RUBBISH}, headers=headers)
    assert done.headers["HX-Trigger"] == "linli:moved"
    assert "已办：受理立案" in done.content.decode()
    assert 'name="body"' in done.content.decode()
    late = browser.post(address, {**said, "key": "late"}, headers=headers)
    assert "刚刚办了这件事" in late.content.decode()


def test_a_move_that_never_was_on_the_table_is_not_said_to_be_done(sign_in: SignIn) -> None:
    case = city.reported()
    said = {"seen": str(case.version), "key": "k"}
    page = sign_in(Role.STREET_DESK).post(f"/desk/cases/{case.number}/do/close/", said, follow=True)
    assert "这一步现在办不了" in page.content.decode()
    assert "刚刚办了这件事" not in page.content.decode()


def test_a_version_as_long_as_a_novel_is_no_version(sign_in: SignIn) -> None:
    case = city.reported()
    said = {"matter": city.RUBBISH, "seen": "9" * 5000, "key": "k"}
    browser = sign_in(Role.STREET_DESK)
    assert browser.post(f"/desk/cases/{case.number}/do/file/", said).status_code == 302


def test_suggestions_carry_their_reasons(sign_in: SignIn) -> None:
    case = city.reported(matter_code="", text="小区东门垃圾桶满了，没人清")
    page = sign_in(Role.STREET_DESK).get(f"/desk/cases/{case.number}/").content.decode()
    assert "系统的建议，由您决定" in page
    assert "内容里有“" in page
    assert "乙街道环卫所" in page


def test_colleagues_see_who_else_saw_it(sign_in: SignIn) -> None:
    case = city.handling_case()
    path = f"/desk/cases/{case.number}/"
    assert "还有谁看过" not in sign_in(Role.STREET_DESK).get(path).content.decode()
    page = sign_in(Role.DEPARTMENT).get(path).content.decode()
    assert "还有谁看过" in page
    assert "测试street_desk" in page
    assert "乙街道" in page
