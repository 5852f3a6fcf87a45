"""What everybody may look for: by topic, state, time and place, and never what is not public."""

from datetime import timedelta

import pytest

from linli.cases import book, public
from linli.cases.public import Sought
from linli.kernel import clock, geo
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def numbers(wanted: Sought) -> set[str]:
    """Return the numbers of the cases found."""
    return {case.number for case in public.sought(wanted)}


def test_only_what_is_public() -> None:
    shown, _hidden = city.reported(), city.reported(public=False)
    assert numbers(Sought()) == {shown.number}


def test_by_topic_and_state() -> None:
    rubbish, lamp, done = city.reported(), city.reported(matter_code=city.LAMP), city.closed()
    topic = {each.code: each.topic for each in book.in_force().matters}
    assert numbers(Sought(topic=topic[city.RUBBISH])) == {rubbish.number, done.number}
    assert numbers(Sought(topic=topic[city.LAMP])) == {lamp.number}
    assert numbers(Sought(topic="strange")) == set()
    assert numbers(Sought(state="open")) == {rubbish.number, lamp.number}
    assert numbers(Sought(state="done")) == {done.number}


def test_by_time() -> None:
    old = city.reported()
    with clock.at(city.MONDAY_9 + timedelta(days=8)):
        new = city.reported()
        assert numbers(Sought(days=7)) == {new.number}
        assert numbers(Sought(days=30)) == {old.number, new.number}
    with clock.at(city.MONDAY_9 + timedelta(days=100)):
        assert numbers(Sought(days=90)) == set()


def test_by_area() -> None:
    here = city.reported()
    city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    assert numbers(Sought(area=city.G1[:12])) == {here.number}


def test_around_a_point_to_the_metre() -> None:
    lon, lat = city.IN_G1
    near, far = city.reported(), city.reported(lon=lon + 0.008, lat=lat)
    metres = float(geo.haversine_m(lon, lat, lon + 0.008, lat))
    assert 700 < metres < 800
    assert numbers(Sought(at=(lon, lat), metres=500)) == {near.number}
    assert numbers(Sought(at=(lon, lat), metres=1000)) == {near.number, far.number}
