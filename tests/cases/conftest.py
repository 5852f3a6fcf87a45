"""The city in which the engine's tests play, at nine on an ordinary Monday."""

from collections.abc import Iterator

import pytest

from linli.kernel import clock
from linli.places import atlas
from tests.cases import city


@pytest.fixture
def town(db: None) -> Iterator[None]:
    """The small city, at Monday 09:00."""
    city.build()
    with clock.at(city.MONDAY_9):
        yield
    atlas.expire()
