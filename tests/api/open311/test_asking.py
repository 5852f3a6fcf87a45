"""What GET requests asks: read with its defaults, its limits and its circle."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from linli.api.open311 import asking
from linli.kernel import clock
from linli.kernel.errors import InvalidInput

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def read(query: str) -> asking.Question:
    with clock.at(NOON):
        return asking.read(QueryDict(query))


def test_defaults_are_the_last_ninety_days() -> None:
    found = read("")
    assert (found.since, found.until) == (NOON - timedelta(days=90), NOON)
    assert (found.page, found.page_size, found.near) == (1, 1000, None)


def test_half_a_span_is_ninety_days_from_its_end() -> None:
    found = read("start_date=2026-03-01T00:00:00Z")
    assert found.until == datetime(2026, 5, 30, tzinfo=UTC)
    found = read("end_date=2026-03-01T00:00:00Z")
    assert found.since == datetime(2025, 12, 1, tzinfo=UTC)
    assert read("start_date=2026-11-20T00:00:00Z").until == NOON


def test_lists_are_cut_at_commas_and_repeats() -> None:
    found = read("service_code=01001,%2006010&service_code=01001,")
    assert found.codes == ("01001", "06010")


def test_a_circle() -> None:
    assert read("lat=31.7&long=119.9&radius=100").near == (119.9, 31.7, 100.0)
    with pytest.raises(InvalidInput):
        read("radius=100")


def test_every_fault_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        read("status=x&page=0&page_size=9999&start_date=y&lat=z")
    assert [fault.field for fault in caught.value.errors] == [
        "start_date",
        "status",
        "lat",
        "page",
        "page_size",
    ]
