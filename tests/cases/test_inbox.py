"""Lists: each reader's own scope, filters, pages, and a bounded number of queries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions, filing, inbox, queries
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import InvalidInput
from linli.orgs.rules import Role
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def numbers(by: Actor, filters: Filters | None = None) -> list[str]:
    """Return the numbers of the first page."""
    return [case.number for case in inbox.inbox(by, filters).cases]


def test_each_sees_their_own() -> None:
    """By street, community, grid, city; a body only its own work; a stranger nothing."""
    here = city.handling_case()
    there = city.reported(lon=city.IN_G4[0])
    next_door = city.reported(lon=city.IN_G2[0])
    assert numbers(city.DESK) == [next_door.number, here.number]
    assert numbers(city.OTHER_DESK) == [there.number]
    assert numbers(city.LEADER) == [next_door.number, there.number, here.number]
    assert numbers(city.INSPECTOR) == numbers(city.LEADER)
    assert numbers(city.actor("c", Role.COMMUNITY_DESK, city.G1[:12])) == [next_door.number, here.number]
    assert numbers(city.WORKER) == [here.number]
    assert numbers(city.CLEANERS) == [here.number]
    assert numbers(city.ROADMEN) == numbers(city.RESIDENT) == numbers(ANONYMOUS) == []
    actions.act(by=city.DESK, case=here.number, move="add_helper", given={"body": "ROADS"})
    assert numbers(city.ROADMEN) == [here.number]


def test_ones_own_cases_elsewhere_come_in_but_not_into_another_area() -> None:
    """A case given to somebody by name is theirs to see, wherever it lies."""
    case = city.handling_case()
    account = Account.objects.create(username="own")
    Case.objects.filter(pk=case.pk).update(worker=account)
    by = replace(city.OTHER_DESK, account_id=account.pk)
    assert numbers(by) == [case.number]
    assert numbers(by, Filters(area="320402001")) == [case.number]
    assert numbers(by, Filters(area="320402002")) == []
    assert [each.number for each in inbox.matching(by, Filters())] == [case.number]
    assert not inbox.matching(by, Filters(area="320402002"))


def test_two_scopes_show_a_case_once() -> None:
    """A reader with a street and a grid of it."""
    case = city.reported()
    both = Actor(id="account:x", name="x", grants=city.DESK.grants + city.WORKER.grants + city.LEADER.grants)
    assert numbers(both) == [case.number]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 3),
        (Filters(states=(State.REPORTED,)), 2),
        (Filters(states=tuple(State)), 4),
        (Filters(area=city.G2), 1),
        (Filters(area="320402002"), 0),
        (Filters(area="320402"), 3),
        (Filters(body="CLEAN1"), 1),
        (Filters(matter="01"), 1),
        (Filters(matter=city.RUBBISH), 2),
        (Filters(source="hotline"), 1),
        (Filters(urgent=True), 1),
        (Filters(suspended=True), 0),
        (Filters(since=datetime(2020, 1, 1, tzinfo=UTC)), 3),
        (Filters(since=datetime(2100, 1, 1, tzinfo=UTC)), 0),
        (Filters(order="due"), 1),
    ],
)
def test_filters(filters: Filters, count: int) -> None:
    city.handling_case()
    city.reported(matter_code=city.MANHOLE, lon=city.IN_G2[0], urgent=True)
    city.reported(source="hotline")
    filing.reject(by=city.DESK, case=city.reported(), reason="不属实")
    assert len(numbers(city.DESK, filters)) == count


@pytest.mark.parametrize("order", ["newest", "due"])
@pytest.mark.parametrize("reader", [lambda: city.DESK, lambda: city.LEADER, lambda: city.CLEANERS])
def test_pages_meet_without_gap_or_double(order: inbox.Order, reader: Callable[[], Actor]) -> None:
    """Also where deadlines are equal."""
    made = [city.handling_case(lat=city.IN_G1[1] + place / 100_000) for place in range(7)]
    seen: list[str] = []
    cursor = ""
    for _page in range(4):
        page = inbox.inbox(reader(), Filters(order=order), cursor, limit=2)
        seen += [case.number for case in page.cases]
        cursor = page.next
    expected = [case.number for case in made]
    assert seen == (expected if order == "due" else expected[::-1])
    assert cursor == ""


def test_a_cursor_of_another_kind_is_refused() -> None:
    for cursor, order in (("x", "newest"), ("1", "due"), ("2026_1'; --", "due")):
        with pytest.raises(InvalidInput):
            inbox.inbox(city.DESK, Filters(order=order), cursor)  # type: ignore[arg-type]


def test_what_is_late() -> None:
    """The longest first; a suspended case is not late."""
    first = city.handling_case()
    second = city.handling_case(matter_code=city.MANHOLE)
    with clock.at(city.MONDAY_9 + timedelta(hours=7)):
        late = queries.overdue(city.DESK)
        assert [case.number for case in late.cases] == [second.number, first.number]
    assert queries.overdue(city.DESK).cases == []


def test_my_work() -> None:
    """A body's cases in hand, a helper's, the checks asked for in one's grid; not what is done."""
    mine = city.handling_case()
    city.handled(matter_code=city.LAMP)
    check = filing.ask_check(by=city.DESK, case=city.reported(matter_code=city.MANHOLE))
    assert queries.work_of(city.CLEANERS) == [mine]
    assert queries.work_of(city.WORKER) == [check]
    assert queries.work_of(city.RESIDENT) == []


def test_work_that_one_may_not_see_takes_no_place_from_what_one_may() -> None:
    """A body's grant may end at a street; the first to be due may lie beyond it."""
    hidden = [city.handling_case() for _turn in range(2)]
    there = city.reported(lon=city.IN_G4[0])
    mine = city.handling_case()
    Case.objects.filter(pk=mine.pk).update(grid_code=there.grid_code)
    by = city.actor("孙", Role.DEPARTMENT, there.grid_code[:9], "CLEAN1")
    assert [case.pk for case in inbox.work_of(by, 2)] == [mine.pk]
    assert inbox.work_of(by, 1) == []
    assert inbox.work_of(city.CLEANERS, 2) == hidden


def test_the_inbox_is_two_queries() -> None:
    for place in range(30):
        city.reported(lat=city.IN_G1[1] + place / 10_000)
    with CaptureQueriesContext(connection) as asked:
        page = inbox.inbox(city.DESK)
    assert len(page.cases) == 30
    assert len(asked) == 2
