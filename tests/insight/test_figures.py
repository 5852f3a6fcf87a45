"""Snapshots count the cases, and show them within one's scope only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from linli.cases.models import Case, CatalogueVersion, Ending
from linli.cases.workflow import State
from linli.insight import actions, conditions, points, queries, rules, tallies
from linli.kernel import clock
from linli.kernel.actor import Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission
from linli.places import atlas
from tests import plans

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
GRID = "320402001001001"
OTHER = "320411001001001"
LEADER = Actor(id="account:1", name="", grants=(Grant(frozenset({Permission.INSIGHT_SEE}), ""),))
SEER = Actor(
    id="account:3", name="", grants=(Grant(frozenset({Permission.INSIGHT_SEE, Permission.CASES_SEE}), ""),)
)
STREET = Actor(id="account:2", name="", grants=(Grant(frozenset({Permission.INSIGHT_SEE}), GRID[:9]),))


def _case(number: int, reported: datetime, grid: str = GRID, **fields: Any) -> Case:
    version = CatalogueVersion.objects.get_or_create(
        digest="d", defaults={"content": "{}", "loaded_at": reported}
    )[0]
    return Case.objects.create(
        number=f"n{number}",
        source="hotline",
        catalogue=version,
        title="t",
        grid_code=grid,
        street_code=grid[:9],
        district_code=grid[:6],
        created_at=reported,
        occurred_at=reported,
        state_since=reported,
        updated_at=reported,
        **fields,
    )


def _handling(number: int, due: datetime, **fields: Any) -> Case:
    day_ago = NOON - timedelta(days=1)
    return _case(
        number, day_ago, state=State.HANDLING, filed_at=day_ago, due_at=due, body_code="water", **fields
    )


def _closed(number: int, age: timedelta, **fields: Any) -> Case:
    moment = NOON - age
    later = moment + timedelta(hours=2)
    return _case(
        number,
        moment,
        state=State.CLOSED,
        ending=Ending.SETTLED,
        body_code="water",
        filed_at=moment,
        due_at=later,
        handled_at=later,
        closed_at=later,
        **fields,
    )


@pytest.fixture
def city(db: None) -> None:
    """Two open cases, one of them overdue, and four closed ones of different ages."""
    atlas.expire()
    _handling(1, NOON - timedelta(minutes=1))
    _handling(2, NOON + timedelta(hours=1), grid=OTHER)
    _closed(3, timedelta(hours=3), score=5)
    _closed(4, timedelta(days=3), score=3, missed_at=NOON)
    _closed(5, timedelta(days=20), reopenings=1)
    _closed(6, timedelta(days=40), score=1)
    with clock.at(NOON):
        actions.refresh_now()
        actions.refresh_spans()


def _values(actor: Actor, code: str) -> dict[str, float | None]:
    with clock.at(NOON):
        return {reading.indicator.key: reading.value for reading in queries.headline(actor, code)}


@pytest.mark.usefixtures("city")
def test_headline_of_the_city() -> None:
    found = _values(LEADER, "")
    assert found["open"] == 2
    assert found["overdue"] == 1
    assert found["today"] == 1
    assert found["reported_30"] == 5
    assert found["in_time_30"] == pytest.approx(2 / 3)
    assert found["closed_7"] == pytest.approx(2 / 4)
    assert found["closed_30"] == pytest.approx(3 / 5)
    assert found["satisfied_30"] == pytest.approx(1 / 2)
    assert found["reopened_30"] == pytest.approx(1 / 3)


@pytest.mark.usefixtures("city")
def test_a_street_sees_its_own_figures_only() -> None:
    assert _values(STREET, GRID[:9])["open"] == 1
    with pytest.raises(NotAllowed):
        _values(STREET, "")
    with pytest.raises(NotAllowed):
        queries.map_values(STREET, "open", 6)


@pytest.mark.usefixtures("city")
def test_the_map_at_every_level() -> None:
    assert queries.map_values(LEADER, "open", 6) == {"320402": 1, "320411": 1}
    assert queries.map_values(LEADER, "overdue", 15) == {GRID: 1, OTHER: 0}
    assert queries.map_values(LEADER, "open", 15, "320411") == {OTHER: 1}
    assert queries.map_values(LEADER, "in_time_30", 12)[GRID[:12]] == pytest.approx(2 / 3)


@pytest.mark.usefixtures("city")
def test_overdue_by_body() -> None:
    with clock.at(NOON):
        assert queries.overdue_by_body(LEADER) == [queries.Overdue("water", 1, 2)]
        assert queries.overdue_by_body(LEADER, "320411") == []


@pytest.mark.usefixtures("city")
def test_refreshing_again_replaces() -> None:
    Case.objects.filter(number="n1").update(
        state=State.CLOSED, closed_at=NOON, handled_at=NOON, ending=Ending.SETTLED
    )
    with clock.at(NOON):
        actions.refresh_now()
    assert _values(LEADER, "")["open"] == 1


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("key", [key for key, each in rules.INDICATORS.items() if rules.lists_cases(each)])
def test_the_list_behind_a_number_is_as_long_as_the_number(key: str) -> None:
    with clock.at(NOON):
        (reading,) = (each for each in queries.headline(SEER, "") if each.indicator.key == key)
        assert queries.behind(SEER, key).count() == reading.numerator
        if reading.denominator is not None:
            assert queries.behind(SEER, key, whole=True).count() == reading.denominator


@pytest.mark.usefixtures("city")
def test_the_list_behind_a_number_comes_in_pages() -> None:
    with clock.at(NOON):
        found = queries.behind(SEER, "reported_30")
        first, following = queries.page_behind(found, "reported_30", "", 3)
        rest, end = queries.page_behind(found, "reported_30", following, 3)
    assert [case.number for case in (*first, *rest)] == ["n3", "n2", "n1", "n4", "n5"]
    assert end == ""


@pytest.mark.usefixtures("city")
def test_the_list_behind_a_number_keeps_the_scope() -> None:
    with clock.at(NOON), pytest.raises(NotAllowed):
        queries.behind(LEADER, "open")
    with pytest.raises(KeyError):
        queries.behind(SEER, "unled")


@pytest.mark.usefixtures("city")
def test_weeks_and_months_by_class() -> None:
    Case.objects.filter(number__in=["n3", "n4"]).update(matter_code="06010")
    with clock.at(NOON):
        actions.refresh_old_tallies()
        rows = queries.trend(SEER, "", 4)
        below = queries.trend(SEER, GRID[:12], 4)
    month = tallies.read("month", "", [date(2026, 11, 1)])
    assert [(row.starts, row.class_code, row.counts["reported"]) for row in rows] == [
        (date(2026, 11, 2), "", 1),
        (date(2026, 11, 16), "06", 1),
        (date(2026, 11, 23), "", 2),
        (date(2026, 11, 23), "06", 1),
    ]
    assert sum(row.counts["reported"] for row in below) == 4
    assert {row.class_code: row.counts["closed"] for row in month} == {"": 1, "06": 2}
    assert tallies.read("week", "", []) == []


@pytest.mark.usefixtures("city")
def test_the_weeks_of_a_community_are_counted_along_the_index_of_its_grids() -> None:
    found = plans.plans(lambda: queries.trend(SEER, GRID[:12], 4), "cases_case", in_order=False)
    assert all("case_grid" in plan for plan in found), found
    assert found


def test_periods_begin_on_mondays_and_on_the_first() -> None:
    assert tallies.starts_back("week", date(2026, 11, 25), 2) == [date(2026, 11, 16), date(2026, 11, 23)]
    assert tallies.starts_back("month", date(2026, 1, 5), 2) == [date(2025, 12, 1), date(2026, 1, 1)]
    assert tallies.after("month", date(2026, 12, 1)) == date(2027, 1, 1)


@pytest.mark.usefixtures("city")
def test_points_come_from_the_sheet() -> None:
    Case.objects.filter(closed_at=None).update(lon=119.905, lat=31.705, cell=1)
    box = (119.9, 31.7, 119.91, 31.71)
    with clock.at(NOON):
        actions.refresh_now()
        (both,) = queries.dots(SEER, "", box, 12, overdue=False)
        assert (both.count, both.overdue, both.case) == (2, 1, 0)
        assert [dot.count for dot in queries.dots(SEER, "", box, 18, overdue=False)] == [1, 1]
        assert [dot.overdue for dot in queries.dots(STREET, GRID[:9], box, 12, overdue=True)] == [1]
        assert points.dots("", (0, 0, 1, 1), 5, NOON) == []


def test_days_begin_at_local_midnight() -> None:
    assert conditions.first_midnight(NOON, 7) == datetime(2026, 11, 17, 16, 0, tzinfo=UTC)


@pytest.mark.usefixtures("city")
def test_a_part_never_exceeds_its_whole() -> None:
    """A share counts cases that its denominator counts too; one taken up again counts once it is closed."""
    later = NOON - timedelta(hours=2)
    columns: dict[str, Any] = {"filed_at": later, "due_at": NOON, "body_code": "water"}
    _case(20, later, state=State.FILED, reopenings=1, **columns)
    _closed(21, timedelta(hours=5), reopenings=2, exempt=True, missed_at=NOON)
    _case(22, later, state=State.REPORTED, reopenings=1)
    parts = [each for each in rules.INDICATORS.values() if each.denominator and rules.lists_cases(each)]
    assert {each.key for each in parts} >= {"in_time_30", "closed_30", "satisfied_30", "reopened_30"}
    for each in parts:
        part, whole = (
            set(
                Case.objects.filter(conditions.behind(count, each.span, NOON)).values_list(
                    "number", flat=True
                )
            )
            for count in (each.numerator, each.denominator)
        )
        assert part <= whole, each.key
    with clock.at(NOON):
        found = set(queries.behind(SEER, "reopened_30").values_list("number", flat=True))
    assert found == {"n5", "n21"}
