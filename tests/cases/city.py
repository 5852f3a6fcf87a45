"""A small city for the engine's tests: two streets, four grids, bodies, and those who act in it."""

from datetime import UTC, datetime
from typing import Any

import shapely

from linli.cases import access, dispatch, filing, handling, intake, queries, verification
from linli.cases.models import Case
from linli.cases.signal import Incoming
from linli.kernel import audit, crypto, ids
from linli.kernel.actor import Actor
from linli.orgs import rules as orgs
from linli.orgs.models import Organisation
from linli.places import atlas, rules
from linli.places.models import Area, Edition

MONDAY_9 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 23 November 2026, 09:00 in Changzhou: a working hour of an ordinary week."""

G1, G2, G3, G4 = "320402001001001", "320402001001002", "320402001002001", "320402002001001"
IN_G1, IN_G2, IN_G4 = (119.905, 31.705), (119.915, 31.705), (119.945, 31.705)
RUBBISH, MANHOLE, LAMP = "06010", "01001", "01006"


def build() -> None:
    """Write the areas and organisations."""
    _area("320402", "甲区", (119.90, 31.70, 119.96, 31.73))
    _area("320402001", "乙街道", (119.90, 31.70, 119.93, 31.73))
    _area("320402002", "丁街道", (119.93, 31.70, 119.96, 31.73))
    _area("320402001001", "丙社区", (119.90, 31.70, 119.92, 31.71))
    _area("320402001002", "戊社区", (119.92, 31.70, 119.93, 31.71))
    _area("320402002001", "己社区", (119.93, 31.70, 119.96, 31.71))
    _area(G1, "一网格", (119.90, 31.70, 119.91, 31.71))
    _area(G2, "二网格", (119.91, 31.70, 119.92, 31.71))
    _area(G3, "三网格", (119.92, 31.70, 119.93, 31.71))
    _area(G4, "四网格", (119.93, 31.70, 119.96, 31.71))
    Edition.objects.create(topic="areas", stamp=ids.token())
    atlas.expire()
    _body("CLEAN1", "乙街道环卫所", "320402001", ["sanitation", "city_management"])
    _body("CLEAN2", "丁街道环卫所", "320402002", ["sanitation", "city_management"])
    _body("ROADS", "甲区市政处", "320402", ["municipal", "water_supply", "lighting"])
    _body("ESTATE", "邻里物业", "320402001001", ["property"])


def _area(code: str, name: str, box: tuple[float, float, float, float]) -> None:
    level = rules.level_of(code)
    Area.objects.create(
        code=code,
        level=level,
        name=name,
        parent_id=rules.parent_code(code),
        kind="comprehensive" if level == rules.Level.GRID else "",
        boundary=shapely.to_wkb(shapely.MultiPolygon([shapely.box(*box)])),
    )


def _body(code: str, name: str, area: str, duties: list[str]) -> None:
    Organisation.objects.create(code=code, name=name, kind="department", area_code=area, duties=duties)


def actor(name: str, role: orgs.Role, area: str, body: str = "") -> Actor:
    """Return somebody with one role."""
    return Actor(id=f"account:{name}", name=name, grants=tuple(orgs.grants_of(role, area, body)))


DESK = actor("李受理", orgs.Role.STREET_DESK, "320402001")
OTHER_DESK = actor("赵受理", orgs.Role.STREET_DESK, "320402002")
CLEANERS = actor("王环卫", orgs.Role.DEPARTMENT, "", "CLEAN1")
ROADMEN = actor("孙市政", orgs.Role.DEPARTMENT, "", "ROADS")
ESTATE = actor("周物业", orgs.Role.DEPARTMENT, "", "ESTATE")
INSPECTOR = actor("钱核查", orgs.Role.INSPECTOR, "320402")
INSPECTOR_2 = actor("吴核查", orgs.Role.INSPECTOR, "320402")
LEADER = actor("郑市长", orgs.Role.CITY_LEADER, "")
WORKER = actor("陈网格", orgs.Role.GRID_WORKER, G1)
RESIDENT = Actor(id="account:900", name="居民", grants=tuple(orgs.grants_of(orgs.Role.RESIDENT, "")))


def reporter_of(case: Case) -> Actor:
    """Return the reporter of a case, who holds its link."""
    return access.reporter(case.number, crypto.link_key(case.number))


def signal(**fields: Any) -> Incoming:
    """Return a report of rubbish in the first grid, with a fresh id, changed by `fields`."""
    values: dict[str, Any] = {
        "source": "resident_report",
        "external_id": ids.token(),
        "text": "3号楼门口垃圾桶满了，没人清",
        "matter_code": RUBBISH,
        "lon": IN_G1[0],
        "lat": IN_G1[1],
        "address": "幸福小区3号楼",
        "public": True,
    }
    return Incoming(**{**values, **fields})


def reported(**fields: Any) -> Case:
    """Return a fresh report."""
    return intake.take_in(by=RESIDENT, signal=signal(**fields))


def filed(**fields: Any) -> Case:
    """Return a filed case."""
    return filing.file(by=DESK, case=reported(**fields))


def handling_case(**fields: Any) -> Case:
    """Return a case with the street's cleaners."""
    return dispatch.dispatch(by=DESK, case=filed(**fields), body="CLEAN1")


def handled(**fields: Any) -> Case:
    """Return a case that the cleaners report as done."""
    return handling.done(by=CLEANERS, case=handling_case(**fields), note="已清运，桶已冲洗")


def verified(**fields: Any) -> Case:
    """Return a case that passed its check."""
    return verification.verify_pass(by=INSPECTOR, case=handled(**fields))


def closed(**fields: Any) -> Case:
    """Return a closed case."""
    return verification.close(by=DESK, case=verified(**fields))


def chain_holds(case: Case) -> bool:
    """Return whether the steps of a case follow each other and the case names the last."""
    prev = audit.FIRST
    steps = queries.history(case)
    for place, step in enumerate(steps, 1):
        if (step.seq, step.prev) != (place, prev) or step.hash != audit.chain(
            prev, step.content(case.number)
        ):
            return False
        prev = step.hash
    case.refresh_from_db()
    return (case.step_count, case.last_hash) == (len(steps), prev)
