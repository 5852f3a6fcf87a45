"""Buildings and the areas of layers, kept one at a time; many at once come by import."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, invalid
from linli.kernel.permissions import Permission, require
from linli.places import atlas, queries
from linli.places.housing import LENGTHS, MOST
from linli.places.models import Building, Overlay


class BuildingFields(TypedDict, total=False):
    """What may be said of a building beside its code; the point is WGS-84."""

    grid_code: str
    name: str
    address: str
    lon: float | None
    lat: float | None
    floors: int | None


@transaction.atomic
def enter_building(*, by: Actor, code: str, **fields: Unpack[BuildingFields]) -> Building:
    """Enter a new building under `code` and return it; its entrances and doors come by import.

    Raises:
        NotAllowed: `by` may not edit places in its grid.
        InvalidInput: a field is wrong, or the code is taken.
    """
    code = code.strip()
    if Building.objects.filter(code=code).exists():
        raise invalid("code", _("这个编码已被使用。"))
    building = Building(code=code)
    _write(by, building, fields)
    audit.record(by, "places:building:enter", f"building:{code}")
    return building


@transaction.atomic
def change_building(*, by: Actor, building: Building, **fields: Unpack[BuildingFields]) -> Building:
    """Change what is said of a building; fields not given stay.

    Raises:
        NotAllowed: `by` may not edit places where it is, or where it would be.
        Conflict: it is retired.
        InvalidInput: a field is wrong.
    """
    kept = _in_use(building)
    require(by, Permission.PLACES_EDIT, kept.grid_code)
    changed = sorted(name for name, value in fields.items() if getattr(kept, name) != value)
    _write(by, kept, fields)
    audit.record(by, "places:building:change", f"building:{kept.code}", fields=changed)
    return kept


@transaction.atomic
def retire_building(*, by: Actor, building: Building, reason: str) -> Building:
    """Take a building out of use from today; what happened there keeps its address.

    Raises:
        NotAllowed: `by` may not edit places where it is.
        Conflict: it is retired already.
    """
    kept = _in_use(building)
    require(by, Permission.PLACES_EDIT, kept.grid_code)
    kept.retired_on = clock.today()
    kept.save(update_fields=["retired_on"])
    atlas.renew("buildings")
    audit.record(by, "places:building:retire", f"building:{kept.code}", reason)
    return kept


@transaction.atomic
def rename_overlay(*, by: Actor, overlay: Overlay, name: str) -> Overlay:
    """Give an area of a layer another name; its boundary comes by import.

    Raises:
        NotAllowed: `by` may not edit places everywhere.
        InvalidInput: the name is empty or too long.
    """
    require(by, Permission.PLACES_EDIT, "")
    name = name.strip()
    if not 0 < len(name) <= LENGTHS["name"]:
        raise invalid("name", _("请填写名称，最长100个字。"))
    kept = Overlay.objects.select_for_update().get(pk=overlay.pk)
    kept.name = name
    kept.save(update_fields=["name"])
    audit.record(by, "places:overlay:rename", _stream(kept))
    return kept


@transaction.atomic
def retire_overlay(*, by: Actor, overlay: Overlay, reason: str) -> Overlay:
    """Take an area of a layer out of use from today.

    Raises:
        NotAllowed: `by` may not edit places everywhere.
        Conflict: it is retired already.
    """
    require(by, Permission.PLACES_EDIT, "")
    kept = Overlay.objects.select_for_update().get(pk=overlay.pk)
    if kept.retired_on is not None:
        raise Conflict(_("它已停用。"))
    kept.retired_on = clock.today()
    kept.save(update_fields=["retired_on"])
    audit.record(by, "places:overlay:retire", _stream(kept), reason)
    return kept


def _stream(overlay: Overlay) -> str:
    return f"overlay:{overlay.pk}"


def _in_use(building: Building) -> Building:
    kept = Building.objects.select_for_update().get(pk=building.pk)
    if kept.retired_on is not None:
        raise Conflict(_("它已停用。"))
    return kept


def _write(by: Actor, building: Building, fields: BuildingFields) -> None:
    for name, value in fields.items():
        setattr(building, name, value.strip() if isinstance(value, str) else value)
    if errors := _faults(building):
        raise InvalidInput(errors)
    require(by, Permission.PLACES_EDIT, building.grid_code)
    building.save(force_insert=building._state.adding)
    atlas.renew("buildings")


def _faults(building: Building) -> list[FieldError]:
    found = [
        FieldError(name, _("请填写，最长%(most)d个字。") % {"most": most})
        for name, most in LENGTHS.items()
        if not 0 < len(getattr(building, name)) <= most
    ]
    if len(building.grid_code) != 15 or not queries.exists(building.grid_code):
        found.append(
            FieldError("grid_code", _("没有在用的网格%(code)s。") % {"code": building.grid_code[:20]})
        )
    if (building.lon is None) != (building.lat is None):
        found.append(FieldError("lon", _("经度和纬度要一起给出。")))
    elif building.lon is not None and not (abs(building.lon) <= 180 and abs(building.lat or 0) <= 90):
        found.append(FieldError("lon", _("这不是一个可能的位置。")))
    if building.floors is not None and not 0 < building.floors <= MOST["floors"]:
        found.append(FieldError("floors", _("层数应在 1 到 %(most)d 之间。") % {"most": MOST["floors"]}))
    return found
