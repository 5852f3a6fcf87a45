"""The inbox: what is in scope, by stage and by words."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

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
    assert browser.get("/desk/", {"tab": "nonsense", "area": "zzz"}).status_code == 200


def test_who_has_no_desk_is_kept_out(sign_in: SignIn) -> None:
    assert "/accounts/login/" in Client().get("/desk/").headers["Location"]
    assert sign_in(Role.RESIDENT).get("/desk/").status_code == 403
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
