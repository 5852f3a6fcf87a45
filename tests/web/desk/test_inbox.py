"""The inbox: what is in scope, by stage and by words; saved views; what becomes of the list meanwhile."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from linli.cases import dispatch
from linli.cases.models import SavedView
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def test_the_inbox_holds_the_desks_own_area(sign_in: SignIn) -> None:
    mine, other = city.reported(), city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    page = sign_in(Role.STREET_DESK).get("/desk/").content.decode()
    assert mine.number in page
    assert other.number not in page


def test_tabs_and_filters_narrow_the_list(sign_in: SignIn) -> None:
    new, given = city.reported(), city.handling_case()
    browser = sign_in(Role.STREET_DESK)
    page = browser.get("/desk/", {"tab": "handling", "body": "CLEAN1"}).content.decode()
    assert given.number in page
    assert new.number not in page
    assert new.number in browser.get("/desk/", {"tab": "reported"}).content.decode()
    assert "没有符合的案件" in browser.get("/desk/", {"q": "世上没有这句话"}).content.decode()
    assert "没有符合的案件" in browser.get("/desk/", {"only": "urgent"}).content.decode()
    assert browser.get("/desk/", {"tab": "nonsense", "area": "zzz", "days": "x"}).status_code == 200
    assert browser.get("/desk/", {"cursor": "x"}).status_code == 422


def test_an_area_on_the_map_narrows_the_list(sign_in: SignIn) -> None:
    here, next_door = city.reported(), city.reported(lon=city.IN_G2[0])
    browser = sign_in(Role.STREET_DESK)
    ring = "119.900,31.700;119.910,31.700;119.910,31.710;119.900,31.710"
    page = browser.get("/desk/", {"ring": ring}).content.decode()
    assert here.number in page
    assert next_door.number not in page
    assert "不限范围" in page


def test_who_has_no_desk_is_kept_out(sign_in: SignIn) -> None:
    assert "/accounts/login/" in Client().get("/desk/").headers["Location"]
    resident = sign_in(Role.RESIDENT)
    for path in ("/desk/", "/desk/live/", "/desk/views/", "/desk/bulk/", "/desk/map/", "/desk/export.xlsx"):
        assert resident.get(path).status_code == 403, path
    assert sign_in(Role.SYSTEM_ADMIN).get("/desk/ticket/").status_code == 403


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(
    sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for turn in range(30):
        city.handling_case(text=f"第{turn}处垃圾")
    browser = sign_in(Role.STREET_DESK)
    browser.get("/desk/")
    with django_assert_max_num_queries(12):
        page = browser.get("/desk/").content.decode()
    assert page.count('class="line ') == 30
    with django_assert_max_num_queries(8):
        browser.get("/desk/live/", headers={"Linli-Poll": "1"})


def save(browser: Client, **words: str) -> None:
    """Save a view."""
    assert browser.post("/desk/views/save/", words).status_code == 302


def test_a_view_is_saved_begun_with_renamed_and_deleted(sign_in: SignIn) -> None:
    new, given = city.reported(), city.handling_case()
    browser = sign_in(Role.STREET_DESK)
    save(browser, name="在办的", tab="handling", first="1")
    page = browser.get("/desk/").content.decode()
    assert given.number in page
    assert new.number not in page
    assert 'href="/desk/?tab=handling" aria-current="page">在办的' in page.replace("\n", "")
    assert new.number in browser.get("/desk/?tab=open").content.decode()
    pk = SavedView.objects.get().pk
    assert "打开时先看" in browser.get("/desk/views/").content.decode()
    browser.post(f"/desk/views/{pk}/", {"do": "rename", "name": "正在办"})
    browser.post(f"/desk/views/{pk}/", {"do": "unset"})
    assert new.number in browser.get("/desk/").content.decode()
    browser.post(f"/desk/views/{pk}/", {"do": "first"})
    assert new.number not in browser.get("/desk/").content.decode()
    told = browser.post(f"/desk/views/{pk}/", {"do": "rename", "name": ""}, follow=True).content.decode()
    assert "请起一个名称" in told
    browser.post(f"/desk/views/{pk}/", {"do": "delete"})
    assert "还没有存下的视图" in browser.get("/desk/views/").content.decode()
    assert browser.post(f"/desk/views/{pk}/", {"do": "delete"}).status_code == 404


def test_a_shared_view_is_seen_by_colleagues_alone(sign_in: SignIn) -> None:
    save(sign_in(Role.STREET_DESK), name="全街道急件", only="urgent", office="area:320402001")
    assert "全街道急件" not in sign_in(Role.DEPARTMENT).get("/desk/").content.decode()
    assert SavedView.objects.get().office == "area:320402001"
    stranger = sign_in(Role.INSPECTOR)
    assert stranger.post("/desk/views/save/", {"name": "x", "office": "area:320402001"}).status_code == 403


def news(browser: Client, *shown: str, new: int = 0, **words: str) -> tuple[int, str]:
    """Return what the page is told of the list: the status and the parts."""
    headers = {"Linli-Poll": "1", "Linli-Rows": " ".join(shown), "Linli-New": str(new)}
    answer = browser.get("/desk/live/", words, headers=headers)
    return answer.status_code, answer.content.decode()


def test_the_list_learns_what_became_of_it(sign_in: SignIn) -> None:
    case = city.filed()
    browser = sign_in(Role.STREET_DESK)
    key = f"{case.pk}.{case.version}"
    assert news(browser, key) == (204, "")
    fresh = city.reported(matter_code=city.LAMP)
    status, told = news(browser, key)
    assert (status, "1 条新的" in told, fresh.number in told) == (200, True, False)
    assert news(browser, key, new=1)[0] == 204
    dispatch.dispatch(by=city.DESK, case=case, body="CLEAN1")
    status, told = news(browser, key, new=1, tab="filed")
    assert f'id="c{case.pk}"' in told
    assert 'hx-swap-oob="true"' in told
    assert "已不在这一列" in told
    assert news(browser, "x.y", "1", "9" * 30 + ".1", new=2)[0] == 204


def test_the_list_alone_for_the_chip(sign_in: SignIn) -> None:
    case = city.reported()
    headers = {"HX-Request": "true", "HX-Target": "list"}
    part = sign_in(Role.STREET_DESK).get("/desk/", headers=headers).content.decode()
    assert "<html" not in part
    assert case.number in part
