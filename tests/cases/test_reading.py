"""What a signal says is checked field by field; every fault is named at once."""

from datetime import timedelta

import pytest

from linli.cases import book
from linli.cases.reading import LATEST, OLDEST, check
from linli.kernel import clock
from linli.kernel.errors import InvalidInput
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def test_a_possible_signal_gets_its_grid() -> None:
    read = check(city.RESIDENT, city.signal(), book.in_force(), clock.now())
    assert (read.grid_code, read.lon, read.lat) == (city.G1, *city.IN_G1)


def test_every_fault_is_named_at_once() -> None:
    now = clock.now()
    wrong = city.signal(text="", matter_code="", lon=500.0, occurred_at=now + LATEST + timedelta(minutes=1))
    with pytest.raises(InvalidInput) as fault:
        check(city.RESIDENT, wrong, book.in_force(), now)
    assert {error.field for error in fault.value.errors} == {"text", "occurred_at", "location"}
    old = city.signal(occurred_at=now - OLDEST - timedelta(minutes=1))
    with pytest.raises(InvalidInput):
        check(city.RESIDENT, old, book.in_force(), now)
