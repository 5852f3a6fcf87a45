"""Many cases at once at the desk: what all allow, asked once, told for each."""

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases import dispatch
from linli.cases.models import Case
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def ticked(*cases: Case) -> list[str]:
    """Return the boxes of the cases."""
    return [f"{case.number}.{case.version}" for case in cases]


def test_what_all_allow_is_offered_and_asked(sign_in: SignIn) -> None:
    a, b = city.filed(), city.filed(matter_code=city.LAMP)
    browser = sign_in(Role.STREET_DESK)
    page = browser.get("/desk/bulk/", {"n": ticked(a, b), "list": "tab=filed"}).content.decode()
    assert "批量办理 2 件" in page
    assert 'value="dispatch">派遣' in page
    assert 'href="/desk/?tab=filed"' in page
    form = browser.get("/desk/bulk/", {"n": ticked(a, b), "move": "dispatch"}).content.decode()
    assert "各按建议的单位" in form
    assert "还没有选中案件" in browser.get("/desk/bulk/").content.decode()
    assert "还没有选中案件" in browser.get("/desk/bulk/", {"n": "x"}).content.decode()


def test_each_is_dispatched_to_its_own_body_and_the_failed_say_why(sign_in: SignIn) -> None:
    a, b, moved = city.filed(), city.filed(matter_code=city.LAMP), city.filed(lat=city.IN_G1[1] + 0.001)
    boxes = ticked(a, b, moved)
    dispatch.dispatch(by=city.DESK, case=moved, body="ROADS")
    browser = sign_in(Role.STREET_DESK)
    said = {"n": boxes, "move": "dispatch", "key": "k", "note": "请尽快", "list": "tab=filed"}
    for _time in range(2):
        page = browser.post("/desk/bulk/", said).content.decode()
        assert "派遣：2 件已办" in page
        assert "1 件没有办成" in page
        assert "李受理已在" in page
    assert Case.objects.get(pk=a.pk).body_code == "CLEAN1"
    assert Case.objects.get(pk=b.pk).body_code == "ROADS"


def test_a_missing_reason_is_told_and_nothing_is_done(sign_in: SignIn) -> None:
    a = city.reported()
    answer = sign_in(Role.STREET_DESK).post("/desk/bulk/", {"n": ticked(a), "move": "reject"})
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    assert Case.objects.get(pk=a.pk).version == a.version


def test_stages_apart_have_little_in_common(sign_in: SignIn) -> None:
    new, done = city.reported(), city.closed(lat=city.IN_G1[1] + 0.001)
    page = sign_in(Role.STREET_DESK).get("/desk/bulk/", {"n": ticked(new, done)}).content.decode()
    assert "没有共同能做的事" in page


def test_a_hundred_ask_no_more_than_two(
    sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cases = [city.reported(lat=city.IN_G1[1] + turn / 10_000) for turn in range(20)]
    browser = sign_in(Role.STREET_DESK)
    with django_assert_max_num_queries(10):
        browser.get("/desk/bulk/", {"n": ticked(*cases)})
