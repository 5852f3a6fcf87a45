"""The demo city goes on by itself, through the doors of everybody, and leaves visitors' cases alone."""

from datetime import timedelta

import pytest

from linli.cases.models import Case, Signal
from linli.cases.workflow import State
from linli.cli.demo import live
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role
from linli.places.models import Building
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def staffed(town: None) -> None:
    """A building to report from, and one of everybody to act."""
    lon, lat = city.IN_G1
    Building.objects.create(code="b1", grid_code=city.G1, name="1幢", address="乙街道1幢", lon=lon, lat=lat)
    cleaners = Organisation.objects.get(code="CLEAN1")
    for name, role, area, body in (
        ("desk", Role.COMMUNITY_DESK, city.G1[:12], None),
        ("crew", Role.DEPARTMENT, "320402001", cleaners),
        ("inspector", Role.INSPECTOR, "320402001", None),
    ):
        account = Account.objects.create(username=name, display_name=name)
        RoleGrant.objects.create(account=account, role=role, area_code=area, organisation=body)


@pytest.mark.usefixtures("staffed")
def test_a_report_of_the_city_is_closed_by_its_people() -> None:
    Case.objects.all().delete()
    case = city.reported(external_id="demo-1")
    for hour in range(0, 24 * 9, 3):
        with clock.at(city.MONDAY_9 + timedelta(hours=hour)):
            live._act()
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert [step.move for step in case.steps.order_by("seq") if step.actor != "system"] == [
        "report",
        "file",
        "dispatch",
        "done",
        "verify_pass",
        "close",
    ]
    assert city.chain_holds(case)


@pytest.mark.usefixtures("staffed")
def test_a_visitors_report_is_left_to_visitors() -> None:
    case = city.reported(external_id="typed by somebody")
    with clock.at(city.MONDAY_9 + timedelta(days=9)):
        assert live._act() == 0
    case.refresh_from_db()
    assert case.state == State.REPORTED


@pytest.mark.usefixtures("staffed")
def test_people_report_during_the_day() -> None:
    for minute in range(20):
        with clock.at(city.MONDAY_9 + timedelta(minutes=minute)):
            live.live()
    signals = Signal.objects.all()
    assert 3 < signals.count() < 60
    assert all(signal.external_id.startswith(live.OURS) for signal in signals)
    assert set(Case.objects.values_list("grid_code", flat=True)) <= {city.G1, city.G2}


def test_a_city_without_buildings_stays_quiet() -> None:
    assert live.live() == 0
