"""The demo's elders: eight weeks of habit, a day without a sign for one of them, and the alert after it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from linli.care import actions as care
from linli.care import queries
from linli.care.models import Alert, Kin, Plan, Watch
from linli.cli.demo import elders
from linli.devices import ingest, tallying
from linli.devices.models import Group, HourlyCount
from linli.devices.reading import Form
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role
from linli.places.drafts import BuildingDraft
from tests.cases import city

UNTIL = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
"""Tuesday, six in the morning: the elder whose day it is was last heard on Monday evening."""


@pytest.fixture
def lived(town: None) -> list[Plan]:
    """The elders of one house, at six in the morning."""
    return living(UNTIL)


def living(until: datetime) -> list[Plan]:
    """Let elders live in one house until a moment, and return their plans."""
    ingest.forget_register()
    Organisation.objects.create(
        code=f"{city.G1[:12]}-community", name="居委会", kind="community_office", area_code=city.G1[:12]
    )
    desk = Account.objects.create(username="desk", display_name="desk")
    RoleGrant.objects.create(account=desk, role=Role.COMMUNITY_DESK, area_code=city.G1[:12])
    lon, lat = city.IN_G1
    house = BuildingDraft(
        code="b1",
        name="1幢",
        grid_code=city.G1,
        address="乙街道1幢",
        lon=lon,
        lat=lat,
        units=2,
        floors=6,
        doors=2,
    )
    elders.write(desk, [house], until, np.random.default_rng(1))
    return list(Plan.objects.order_by("pk"))


def taken_in(group: Group, events: Sequence[dict[str, Any]]) -> int:
    """Take events in as the way in over HTTP does, at the test's time."""
    return int(ingest.take_in(group, json.dumps(events).encode(), Form.BATCH)["accepted"])


def silent(plans: list[Plan]) -> Plan:
    """Return the plan of the elder whose day it is."""
    return plans[elders.falls_silent(clock.local(UNTIL).date())]


def go_on(hours: float, begin: datetime = UNTIL) -> None:
    """Let the city live on, ten minutes at a time."""
    for minute in range(0, int(hours * 60) + 1, 10):
        with clock.at(begin + timedelta(minutes=minute)):
            elders.live(taken_in)
            tallying.fold_all()
            care.look_ahead()
            care.raise_due()


def test_one_falls_silent_and_shows_again_once_somebody_answered(lived: list[Plan]) -> None:
    assert len(lived) == elders.ELDERS
    missed = Plan.objects.get(next_visit_on__lt=clock.local(UNTIL).date())
    assert missed == lived[0]
    assert all(len(bytes(watch.rhythm)) > 900 for watch in Watch.objects.all())
    go_on(0)
    alert = Alert.objects.get(plan=silent(lived))
    assert alert.silent_since is not None
    assert alert.silent_since < UNTIL - timedelta(hours=2)
    go_on(2.5)
    alert.refresh_from_db()
    assert alert.cleared_at is None
    assert not Watch.objects.filter(plan=silent(lived), last_sign_at__gt=UNTIL).exists()
    assert Watch.objects.filter(last_sign_at__gt=UNTIL).count() > elders.ELDERS // 2
    assert HourlyCount.objects.exists()
    with clock.at(UNTIL + timedelta(hours=2, minutes=30)):
        care.end_alert(by=city.WORKER, alert=alert, outcome="safe")
    go_on(8, UNTIL + timedelta(hours=2, minutes=40))
    watch = Watch.objects.get(plan=silent(lived))
    assert watch.own_at is not None
    assert watch.own_at > UNTIL + timedelta(hours=2, minutes=30)
    with clock.at(UNTIL):
        kin = Kin.objects.get(plan=silent(lived))
        page = elders.family_page()
        assert page is not None
        assert queries.by_link(kin.page, page.rstrip("/").rsplit("/", 1)[1])[1] == silent(lived)


@pytest.mark.parametrize("hour", [1, 7, 12, 17, 23])
def test_somebody_must_be_asked_in_a_new_city_at_any_hour(town: None, hour: int) -> None:
    """Whoever builds the demo sees an alert at once, about a silence and not about a whole day's."""
    until = clock.midnight(clock.local(UNTIL).date()) + timedelta(hours=hour, minutes=26)
    plans = living(until)
    with clock.at(until):
        assert care.raise_due() == 1
    alert = Alert.objects.get()
    assert alert.plan == plans[elders.falls_silent(clock.local(until).date())]
    assert alert.silent_since is not None
    assert timedelta(hours=2) < until - alert.silent_since < timedelta(hours=24)


def test_the_familys_page_is_that_of_the_silent_one_after_midnight_too(town: None) -> None:
    """Before the alert and during it; on another day without an alert it is the one whose day it is."""
    until = clock.midnight(clock.local(UNTIL).date()) + timedelta(hours=23, minutes=50)
    plans = living(until)
    silent = plans[elders.falls_silent(clock.local(until).date())]
    own = Kin.objects.get(plan=silent).page

    def shown(minutes: int) -> str:
        with clock.at(until + timedelta(minutes=minutes)):
            return str(elders.family_page())

    assert all(own in shown(minutes) for minutes in (0, 20))
    with clock.at(until):
        care.raise_due()
    assert all(own in shown(minutes) for minutes in (0, 20))
    with clock.at(until + timedelta(minutes=30)):
        care.end_alert(by=city.WORKER, alert=Alert.objects.get(), outcome="safe")
    tomorrow = plans[elders.falls_silent(clock.local(until + timedelta(minutes=40)).date())]
    assert Kin.objects.get(plan=tomorrow).page in shown(40)


def test_a_day_is_always_the_same() -> None:
    day = clock.local(UNTIL).date()
    told = list(elders.moves(3, day))
    assert told == list(elders.moves(3, day))
    assert told != list(elders.moves(4, day))
    assert [move.at for move in told] == sorted(move.at for move in told)


@pytest.mark.usefixtures("town")
def test_a_city_without_elders_stays_quiet() -> None:
    assert elders.live(taken_in) == 0
    assert elders.family_page() is None
