"""Taking in: every field checked, the same signal once, grid and matter and body found, duplicates named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import book, intake
from linli.cases.models import Case, CatalogueVersion, Signal
from linli.cases.pictures import Stored
from linli.cases.workflow import State
from linli.kernel import clock, geo
from linli.kernel.errors import InvalidInput, NotAllowed
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def faults_of(**fields: Any) -> set[str]:
    """Return the fields that are refused."""
    with pytest.raises(InvalidInput) as caught:
        city.reported(**fields)
    return {error.field for error in caught.value.errors}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": "好" * 2001}, {"text"}),
        ({"text": " \x00\x07 ", "matter_code": ""}, {"text"}),
        ({"matter_code": "99999"}, {"matter_code"}),
        ({"condition": "01001-1"}, {"condition"}),
        ({"lon": 119.9, "lat": None}, {"location"}),
        ({"lon": float("nan"), "lat": 31.7}, {"location"}),
        ({"lon": 500.0, "lat": 31.7}, {"location"}),
        ({"lon": 2.35, "lat": 48.85}, {"location"}),
        ({"lon": None, "lat": None, "address": ""}, {"location"}),
        ({"address": "长" * 201}, {"address"}),
        ({"grid_code": "999999"}, {"grid_code"}),
        ({"occurred_at": datetime(2027, 1, 1, tzinfo=UTC)}, {"occurred_at"}),
        ({"occurred_at": datetime(1999, 1, 1, tzinfo=UTC)}, {"occurred_at"}),
        ({"text": "好" * 2001, "lon": 500.0}, {"text", "location"}),
    ],
)
def test_each_wrong_field_is_named(fields: dict[str, Any], wrong: set[str]) -> None:
    assert faults_of(**fields) == wrong
    assert not Case.objects.exists()


def test_strange_texts_are_kept_harmless() -> None:
    """Emoji, rare characters, markup and SQL are text; control characters go."""
    case = city.reported(text="𠮷野家门口🗑️满了\x00 <b>'; DROP TABLE--", address="=1+1\n号楼")
    case.refresh_from_db()
    assert case.description == "𠮷野家门口🗑️满了 <b>'; DROP TABLE--"
    assert case.address == "=1+1 号楼"


def test_the_same_signal_is_one_case() -> None:
    """By source and external id; another source may use the same id."""
    first = city.reported(external_id="x1")
    again = city.reported(external_id="x1", text="改了字")
    other = city.reported(external_id="x1", source="hotline")
    assert first.pk == again.pk != other.pk
    assert Signal.objects.count() == Case.objects.count() == 2


def test_the_place_is_found() -> None:
    """A point gives its grid in any coordinate system; a point just outside gives the nearest."""
    lon, lat = geo.from_wgs84(geo.Crs.GCJ02, *city.IN_G2)
    case = city.reported(lon=lon, lat=lat, crs=geo.Crs.GCJ02)
    assert (case.grid_code, case.street_code, case.district_code) == (city.G2, city.G2[:9], city.G2[:6])
    assert case.lon == pytest.approx(city.IN_G2[0], abs=1e-6)
    assert city.reported(lon=119.90, lat=31.7101).grid_code == city.G1


def test_without_a_point_the_address_counts() -> None:
    """As far as it names a place of the city."""
    assert city.reported(lon=None, lat=None, address="甲区丁街道己社区四网格").grid_code == city.G4
    assert faults_of(lon=None, lat=None, address="火星基地一号") == {"location"}


def test_without_a_place_the_clerk_s_own_area_counts() -> None:
    """A hotline report with a strange address lands where the clerk serves; nothing is lost."""
    signal = city.signal(lon=None, lat=None, address="火星基地一号")
    assert intake.take_in(by=city.DESK, signal=signal).grid_code == "320402001"


def test_the_matter_is_guessed_and_the_body_found() -> None:
    """From the words; when nothing fits the desk chooses."""
    case = city.reported(matter_code="", text="路灯不亮，井盖丢了")
    assert case.matter_code
    assert case.likely_body
    assert case.likely_why
    blank = city.reported(matter_code="", text="请帮帮我")
    assert (blank.matter_code, blank.title) == ("", "请帮帮我")


def test_a_duplicate_is_named_not_merged() -> None:
    """Same matter, within 50 m and a day, still open."""
    first = city.reported()
    near = city.reported(lon=city.IN_G1[0] + 0.0003)
    far = city.reported(lon=city.IN_G1[0] + 0.001)
    other = city.reported(matter_code=city.MANHOLE)
    with clock.at(city.MONDAY_9 + timedelta(hours=25)):
        late = city.reported()
    assert near.similar_to_id == first.pk
    assert near.state == State.REPORTED
    assert far.similar_to_id is other.similar_to_id is late.similar_to_id is None


def test_settled_on_the_spot_in_one_step() -> None:
    """One move from nothing to closed, without a picture, where the worker serves and the matter is small."""
    case = intake.settle_on_spot(by=city.WORKER, signal=city.signal(source="worker_report"), note="顺手捡了")
    assert (case.state, case.ending, case.outcome) == (State.CLOSED, "on_spot", "顺手捡了")
    assert [step.move for step in case.steps.all()] == ["settle_on_spot"]
    with pytest.raises(NotAllowed):
        intake.settle_on_spot(by=city.WORKER, signal=city.signal(lon=city.IN_G4[0]))
    with pytest.raises(InvalidInput, match="matter_code"):
        intake.settle_on_spot(by=city.WORKER, signal=city.signal(matter_code=city.MANHOLE))


def test_pictures_are_named_with_the_report() -> None:
    stored = Stored(name="pictures/20261123/a.jpg", width=10, height=20, digest="0" * 64)
    case = city.reported(pictures=(stored,))
    assert [(p.name, p.step_seq, p.kind) for p in case.pictures.all()] == [(stored.name, 1, "report")]


def test_filing_is_at_most_twelve_queries() -> None:
    """Savepoints of this test included."""
    city.reported()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        city.reported()
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]


def test_a_case_keeps_its_catalogue() -> None:
    """The version is kept whole, once."""
    case = city.reported()
    city.reported()
    version = CatalogueVersion.objects.get()
    assert case.catalogue_id == version.digest == book.in_force().digest
    case.catalogue_id = "kept"
    content = replace(book.in_force(), version="old").to_json()
    CatalogueVersion.objects.create(digest="kept", content=content, loaded_at=clock.now())
    assert book.of(case).version == "old"
