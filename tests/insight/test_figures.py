"""Snapshots count the cases, and show them within one's scope only."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.cases.models import Case, CatalogueVersion, Ending
from linli.cases.workflow import State
from linli.insight import actions, queries
from linli.kernel import clock
from linli.kernel.actor import Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
GRID = "320402001001001"
OTHER = "320411001001001"
LEADER = Actor(id="account:1", name="", grants=(Grant(frozenset({Permission.INSIGHT_SEE}), ""),))
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
