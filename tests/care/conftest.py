"""The small city of the engine's tests, and a person under plan in its first grid."""

from collections.abc import Iterator
from datetime import date

import pytest

from linli.care import actions
from linli.care.actions import Arrangement
from linli.care.agreements import Agreement
from linli.care.models import Plan
from linli.kernel import clock
from linli.places import atlas
from tests.cases import city

DAY = date(2026, 11, 23)


def agreed(**changed: object) -> Agreement:
    """Return what a person agreed to for a year, changed by `changed`."""
    values: dict[str, object] = {
        "giver": "self",
        "how": "paper",
        "signals": frozenset({"gate", "button"}),
        "purposes": frozenset({"alert", "contacts", "health"}),
        "since": DAY,
        "until": date(2027, 11, 22),
    }
    return Agreement(**{**values, **changed})  # type: ignore[arg-type]


@pytest.fixture
def town(db: None) -> Iterator[None]:
    """The small city, at Monday 09:00."""
    city.build()
    with clock.at(city.MONDAY_9):
        yield
    atlas.expire()


@pytest.fixture
def plan(town: None) -> Plan:
    """The plan of an elder who agreed, with a daughter and a neighbour to be called."""
    made = actions.make_plan(
        by=city.DESK,
        grid_code=city.G1,
        name="吴秀英",
        phone="13812340001",
        arranged=Arrangement(address="幸福小区3号楼201"),
    )
    actions.give_consent(by=city.DESK, plan=made, agreement=agreed(), name="吴秀英")
    actions.name_kin(by=city.DESK, plan=made, name="吴敏", phone="13812340002", relation="女儿")
    actions.name_kin(by=city.DESK, plan=made, name="钱大伯", phone="13812340003", relation="邻居")
    return made
