"""The three nets: who leads, serves and keeps safe each grid of a community, and the holes."""

from datetime import date

import pytest

from linli.insight import nets
from linli.insight.rules import NETS
from linli.kernel.actor import Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission
from linli.orgs.models import PartyOrganisation, Post, Worker
from linli.places.models import Area, Layer, Overlay
from tests.cases import city

pytestmark = pytest.mark.django_db
COMMUNITY = "320402001001"


@pytest.fixture(autouse=True)
def _town() -> None:
    city.build()
    PartyOrganisation.objects.create(
        code="p1", name="一网格党支部", kind="grid", level="estate_branch", area_code=city.G1
    )
    PartyOrganisation.objects.create(
        code="p0", name="丙社区大党委", kind="territory", level="community_committee", area_code=COMMUNITY
    )
    for name, area, duty in (
        ("张专职", city.G1, "full_time"),
        ("李志愿", city.G2, "volunteer"),
        ("王警官", COMMUNITY, "police"),
    ):
        worker = Worker.objects.create(name=name)
        Post.objects.create(worker=worker, area_code=area, duty=duty, since=date(2020, 1, 1))


def test_each_net_says_who_holds_it_and_where_it_has_holes() -> None:
    found = nets.nets(city.LEADER, COMMUNITY)
    assert [grid.code for grid in found.grids] == [city.G1, city.G2]
    first, second = found.grids
    assert first.holds["party"].holders == ("一网格党支部",)
    assert first.holds["service"].holders == ("专职网格员 张专职",)
    assert second.holds["service"] == nets.Hold(("志愿者 1",), hole=True)
    assert not any(hold.hole for hold in first.holds.values())
    assert [[grid.code for grid in found.holes(key)] for key in NETS] == [[city.G2], [city.G2], []]
    assert found.above == ("丙社区大党委",)


def test_open_dangers_are_seen_by_those_who_see_cases() -> None:
    city.reported()
    urgent = city.reported(lon=city.IN_G2[0], lat=city.IN_G2[1])
    type(urgent).objects.filter(pk=urgent.pk).update(urgent=True)
    found = nets.nets(city.LEADER, COMMUNITY)
    assert found.dangers == (urgent,)
    assert [grid.dangers for grid in found.grids] == [0, 1]
    blind = Actor(
        id="account:7", name="", grants=(Grant(frozenset({Permission.INSIGHT_SEE, Permission.ORGS_SEE}), ""),)
    )
    assert nets.nets(blind, COMMUNITY).dangers is None


def test_police_areas_are_named_when_known() -> None:
    assert nets.nets(city.LEADER, COMMUNITY).zones == ()
    Area.objects.filter(code=COMMUNITY).update(lon=119.905, lat=31.705)
    boundary = Area.objects.get(code=COMMUNITY).boundary
    Overlay.objects.create(
        layer=Layer.objects.create(code="police", name="警务区"),
        code="1",
        name="第一警务区",
        boundary=boundary,
        west=119.9,
        south=31.7,
        east=119.92,
        north=31.71,
    )
    assert nets.nets(city.LEADER, COMMUNITY).zones == ("警务区 第一警务区",)


def test_only_within_ones_scope() -> None:
    with pytest.raises(NotAllowed):
        nets.nets(city.OTHER_DESK, COMMUNITY)
