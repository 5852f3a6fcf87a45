"""Every way in: read, allowed, limited, and one case out of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from linli.cases.models import Case, Signal
from linli.kernel import crypto
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.errors import InvalidInput, NotAllowed, NotFound, TooMany
from linli.kernel.geo import Crs
from linli.kernel.permissions import Permission
from linli.orgs import rules as orgs
from linli.people.models import Contact
from linli.places import atlas
from linli.sources import all as listed
from linli.sources import contract, hotline, listen, open311_report, resident_report, worker_report
from linli.sources.strangers import Stranger
from tests.api import city

RESIDENT = Actor("account:1", "居民", (Grant(orgs.ROLES[orgs.Role.RESIDENT], ""),))
WORKER = Actor("account:2", "网格员", tuple(orgs.grants_of(orgs.Role.GRID_WORKER, city.GRID, "")))
CLERK = Actor("account:3", "话务员", tuple(orgs.grants_of(orgs.Role.STREET_DESK, "320402001", "")))
SYSTEM_KEY = Actor("key:1", "系统", (Grant(frozenset({Permission.CASES_REPORT}), ""),))
LON, LAT = city.INSIDE
WHAT = {"text": "路灯不亮", "lon": LON, "lat": LAT}


def report(data: dict[str, Any], by: Actor = ANONYMOUS, row: int | None = None) -> contract.Report:
    return contract.Report(by, data, "id-1", row=row)


def faults(source: contract.Source, data: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        source.to_signal(report(data))
    return [fault.field for fault in caught.value.errors]


def test_every_source_is_listed_once_under_its_own_name() -> None:
    assert [source.key for source in listed.SOURCES] == list(listed.BY_KEY)
    assert all(source.name and source.about for source in listed.SOURCES)


def test_resident_report_is_read() -> None:
    told = resident_report.to_signal(
        report(
            {"text": " 路灯\x00不亮 ", "lon": "119.905", "lat": LAT, "phone": "138 0013 8000", "name": "张三"}
        )
    )
    assert (told.signal.text, told.signal.lon, told.signal.lat) == ("路灯不亮", 119.905, LAT)
    assert (told.name, told.phone) == ("张三", "13800138000")
    assert told.signal.external_id == "id-1"
    assert not told.signal.public


def test_resident_report_names_every_fault() -> None:
    assert faults(resident_report.SOURCE, {}) == ["text", "address"]
    bad = {
        "text": "长" * 2001,
        "lon": "x",
        "lat": 1,
        "phone": "12",
        "email": "@",
        "public": "maybe",
        "crs": "mars",
    }
    assert faults(resident_report.SOURCE, bad) == ["text", "lon", "crs", "phone", "email", "public"]


def test_worker_report_asks_for_next_to_nothing() -> None:
    told = worker_report.to_signal(report({"matter_code": "06010", "grid_code": city.GRID}))
    assert (told.signal.matter_code, told.signal.grid_code, told.settled) == ("06010", city.GRID, False)
    told = worker_report.to_signal(
        report({"text": "x", "lon": LON, "lat": LAT, "settled": "1", "crs": "gcj02"})
    )
    assert told.settled
    assert told.signal.crs is Crs.GCJ02
    assert faults(worker_report.SOURCE, {}) == ["text", "address"]


def test_hotline_is_keyed_by_its_ticket() -> None:
    data = {
        "ticket": "W-7",
        "text": "漏水",
        "address": "幸福路1号",
        "called_at": "2026-11-20 08:30",
        "urgent": "是",
    }
    told = hotline.to_signal(report(data))
    assert told.signal.external_id == "ticket:W-7"
    assert told.signal.urgent
    assert told.signal.occurred_at is not None
    assert hotline.to_signal(report({"text": "漏水", "address": "a"})).signal.external_id == "id-1"
    with pytest.raises(InvalidInput) as caught:
        hotline.to_signal(report({"text": "漏水", "address": "a"}, row=5))
    assert [(fault.field, fault.row) for fault in caught.value.errors] == [("ticket", 5)]


def test_open311_arguments_are_read() -> None:
    told = open311_report.to_signal(
        report(
            {
                "service_code": "06010",
                "lat": "31.705",
                "long": "119.905",
                "first_name": "三",
                "last_name": "张",
            }
        )
    )
    assert (told.signal.lon, told.signal.lat, told.name, told.signal.public) == (LON, LAT, "张三", True)
    assert open311_report.full_name("Ada", "Lovelace") == "Ada Lovelace"
    assert open311_report.full_name("", "张") == "张"
    told = open311_report.to_signal(report({"service_code": "06010", "address_id": "B-1"}))
    assert told.signal.address == "B-1"
    assert faults(open311_report.SOURCE, {"lat": "1"}) == ["service_code", "long"]


@pytest.fixture
def _city(db: None) -> Iterator[None]:
    city.build()
    yield
    atlas.expire()


@pytest.mark.usefixtures("_city")
class TestHearing:
    def test_a_stranger_reports(self) -> None:
        case = listen.hear("resident_report", by=ANONYMOUS, data=WHAT, who=Stranger("a" * 32, "d" * 32))
        assert (case.state, case.source, case.grid_code) == ("reported", "resident_report", city.GRID)

    def test_the_reporter_is_kept_sealed(self) -> None:
        data = {**WHAT, "name": "张三", "phone": "13800138000"}
        case = listen.hear("resident_report", by=ANONYMOUS, data=data)
        contact = Contact.objects.get()
        assert case.reporter_id == contact.pk
        assert "13800138000" not in str(Contact.objects.values().get())
        assert crypto.decrypt(contact.name) == "张三"
        assert "13800138000" not in str(Signal.objects.values().get())

    def test_the_same_report_twice_is_one_case(self) -> None:
        first = listen.hear("resident_report", by=ANONYMOUS, data=WHAT, external_id="form-1")
        second = listen.hear("resident_report", by=ANONYMOUS, data=WHAT, external_id="form-1")
        assert first.pk == second.pk
        assert Case.objects.count() == 1

    def test_who_may_not_use_a_source(self) -> None:
        for key, by in (("hotline", RESIDENT), ("hotline", ANONYMOUS), ("worker_report", ANONYMOUS)):
            with pytest.raises(NotAllowed):
                listen.hear(key, by=by, data={})
        with pytest.raises(NotFound):
            listen.hear("telepathy", by=CLERK, data=WHAT)

    def test_a_flood_ends(self, settings: Settings) -> None:
        settings.REPORTS_PER_DEVICE = 2
        who = Stranger("a" * 32, "d" * 32)
        for _ in range(2):
            listen.hear("resident_report", by=ANONYMOUS, data=WHAT, who=who)
        with pytest.raises(TooMany):
            listen.hear("resident_report", by=ANONYMOUS, data=WHAT, who=who)
        assert Case.objects.count() == 2

    def test_a_flood_of_another_systems_device_ends(self, settings: Settings) -> None:
        settings.REPORTS_PER_DEVICE = 1
        data = {"service_code": "06010", "lat": LAT, "long": LON, "device_id": "phone-1"}
        listen.hear("open311_report", by=SYSTEM_KEY, data=data)
        with pytest.raises(TooMany):
            listen.hear("open311_report", by=SYSTEM_KEY, data=data)
        listen.hear("open311_report", by=SYSTEM_KEY, data={**data, "device_id": "phone-2"})
        assert "phone" not in str(list(Signal.objects.values()))

    def test_a_bad_report_costs_nothing_of_the_limit(self, settings: Settings) -> None:
        settings.REPORTS_PER_DEVICE = 1
        who = Stranger("a" * 32, "d" * 32)
        with pytest.raises(InvalidInput):
            listen.hear("resident_report", by=ANONYMOUS, data={}, who=who)
        listen.hear("resident_report", by=ANONYMOUS, data=WHAT, who=who)

    def test_a_point_outside_the_city_is_refused(self) -> None:
        lon, lat = city.OUTSIDE
        with pytest.raises(InvalidInput):
            listen.hear("resident_report", by=ANONYMOUS, data={**WHAT, "lon": lon, "lat": lat})
        assert not Case.objects.exists()

    def test_settled_on_the_spot(self) -> None:
        data = {"matter_code": "06010", "lon": LON, "lat": LAT, "settled": True}
        case = listen.hear("worker_report", by=WORKER, data=data)
        assert (case.state, case.ending) == ("closed", "on_spot")
