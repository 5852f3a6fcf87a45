"""What waits for the demo's grid worker in a new city: cases to handle and to check, made by the engine."""

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from linli.cases import actions as cases
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS
from linli.orgs import queries as orgs
from linli.places.drafts import BuildingDraft
from linli.sources import listen

ERRANDS = Path(__file__).parents[2] / "data" / "demo" / "errands.toml"
OURS = "errand-"
"""How the reports are called: not as those on which the living city acts, for these wait for a visitor."""

_DESK_TAKES = timedelta(minutes=20)


def write(worker: Account, desk: Account, houses: Sequence[BuildingDraft], until: datetime) -> None:
    """Let residents report, before `until`, what the desk then gives to the worker.

    Args:
        worker: who gets it to do.
        desk: the community's.
        houses: those of the worker's grid.
        until: the present of the new city (aware).
    """
    told = tomllib.loads(ERRANDS.read_text(encoding="utf-8"))["errand"]
    by = orgs.actor_of(desk)
    for place, errand in enumerate(told):
        house = houses[place * len(houses) // len(told)]
        at = until - timedelta(hours=errand["hours"])
        with clock.at(at):
            case = listen.hear(
                "resident_report",
                by=ANONYMOUS,
                data=_said(errand, house),
                external_id=f"{OURS}{place}",
            )
        with clock.at(at + _DESK_TAKES):
            asked: dict[str, Any] = {"worker": worker.pk, "note": errand["note"]}
            if errand["do"] == "check":
                cases.act(by=by, case=case, move="ask_check", given=asked)
                continue
            cases.act(by=by, case=case, move="file", given={"matter": errand["matter"]})
            body = f"{house.grid_code[:12]}-community"
            cases.act(by=by, case=case.number, move="dispatch", given={**asked, "body": body})


def _said(errand: dict[str, Any], house: BuildingDraft) -> dict[str, Any]:
    return {
        "text": errand["text"].format(building=house.name),
        "matter_code": errand["matter"],
        "lon": str(house.lon),
        "lat": str(house.lat),
        "address": house.address,
        "public": "yes",
    }
