"""What a list learns while it is looked at: new ones, changed ones, those that left; bounded in queries."""

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases import dispatch, inbox, watch
from linli.cases.filters import Filters
from linli.cases.workflow import State
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def shown(wanted: Filters, page: int = 100) -> dict[int, int]:
    """Return what a reader of the first page has on the screen."""
    return {case.pk: case.version for case in inbox.inbox(city.DESK, wanted, limit=page).cases}


def test_nothing_new_is_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    city.reported()
    screen = shown(Filters())
    with django_assert_num_queries(2):
        assert not watch.news(city.DESK, Filters(), screen, 100)


def test_new_changed_and_gone() -> None:
    wanted = Filters(states=(State.REPORTED, State.FILED))
    given = city.filed()
    city.reported(matter_code=city.LAMP)
    screen = shown(wanted)
    city.reported(matter_code=city.MANHOLE)
    city.reported(lon=city.IN_G4[0])
    dispatch.dispatch(by=city.DESK, case=given, body="CLEAN1")
    news = watch.news(city.DESK, wanted, screen, 100)
    assert news.new == 1
    assert [case.pk for case in news.changed] == [given.pk]
    assert news.left == {given.pk}


def test_an_old_case_that_comes_into_the_stage_is_new() -> None:
    """By its place in the list, not by its age."""
    old = city.filed()
    city.handling_case(matter_code=city.LAMP)
    wanted = Filters(states=(State.HANDLING,))
    screen = shown(wanted)
    dispatch.dispatch(by=city.DESK, case=old, body="CLEAN1")
    assert watch.news(city.DESK, wanted, screen, 100).new == 1


def test_what_moves_up_from_the_next_page_is_not_new() -> None:
    made = [city.filed(lat=city.IN_G1[1] + place / 10_000) for place in range(4)]
    wanted = Filters(states=(State.FILED,))
    screen = shown(wanted, page=2)
    dispatch.dispatch(by=city.DESK, case=made[3], body="CLEAN1")
    news = watch.news(city.DESK, wanted, screen, 2)
    assert news.new == 0
    assert news.left == {made[3].pk}
