"""A small city for the tests of those who serve: one street, two communities, three grids."""

from collections.abc import Iterator

import pytest

from linli.places import atlas, rules
from linli.places.models import Area, Edition

AREAS = {
    "320412": "武进区",
    "320412001": "湖塘镇",
    "320412001001": "聚新社区",
    "320412001001001": "聚新一网格",
    "320412001001002": "聚新二网格",
    "320412001002": "柏杏社区",
    "320412001002001": "柏杏一网格",
}


@pytest.fixture
def city(db: None) -> Iterator[None]:
    """The areas, known to this process for the length of the test."""
    for code, name in AREAS.items():
        Area.objects.create(
            code=code,
            name=name,
            level=rules.level_of(code),
            parent_id=rules.parent_code(code),
            kind="comprehensive" if len(code) == 15 else "",
        )
    Edition.objects.create(topic="areas", stamp="orgs")
    atlas.expire()
    yield
    atlas.expire()
