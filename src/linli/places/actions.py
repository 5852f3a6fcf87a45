"""Writes of places: areas as told by files or a recipe, retirement, layers, buildings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel import audit, clock, outbox
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound, invalid
from linli.kernel.geo import Crs
from linli.kernel.permissions import Permission, prefixes, require
from linli.kernel.tables import Change, Outcome, Rejected, Report, RowError
from linli.places import atlas, checks, rules, shapes, wording
from linli.places.checks import Known
from linli.places.drafts import BuildingDraft, OverlayDraft, Told
from linli.places.events import AreaRetired
from linli.places.models import Area, Building, Dwelling, Layer, Overlay, Unit
from linli.places.rules import Kind, Level
from linli.places.shapes import Tolerance

BATCH = 500
SHAPE_FIELDS = ("boundary", *shapes.Measure._fields)
FIELDS = ("name", "kind", "urban_rural", "attrs", *SHAPE_FIELDS)
DERIVED = ("area_m2", "west", "south", "east", "north")
STRICT = Tolerance()


@transaction.atomic
def import_areas(
    *,
    by: Actor,
    told: Sequence[Told],
    errors: Sequence[RowError] = (),
    tolerance: Tolerance = STRICT,
    crs: Crs = Crs.WGS84,
) -> Report:
    """Write areas as told, all or nothing, and return what changed; nothing vanishes.

    An area already known keeps what is not told. Areas that are not told although others of their parent
    are, are only reported as missing: they go by `retire_area`.

    Args:
        by: who imports; must hold `PLACES_EDIT` over each area that changes.
        told: the areas, already in WGS-84, with the rows they come from.
        errors: what reading the files has found already.
        tolerance: what may overlap or stick out of its parent.
        crs: what the files were declared to be in, for better errors.

    Raises:
        Rejected: carries the report of every error; nothing was written.
    """
    merged, doubles = checks.merge(told)
    old = {area.code: area for area in Area.objects.all()}
    known = _known(old, any(each.draft.boundary is not None for each in merged.values()))
    faults = [*errors, *doubles, *checks.faults(merged, known, tolerance, crs)]
    if faults:
        raise Rejected(Report(errors=faults))
    changes = [_put(each, old, known) for each in merged.values()]
    written = [change.key for change in changes if change.outcome is not Outcome.UNCHANGED]
    if faults := _forbidden(by, written, merged):
        raise Rejected(Report(errors=faults))
    for level in Level:
        Area.objects.bulk_create(
            [old[code] for code in written if rules.level_of(code) is level],
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=FIELDS,
        )
    report = Report(changes=[*changes, *_missing(merged, old)])
    if written:
        atlas.renew("areas")
        files = sorted({each.file for each in told if each.file})
        counts = {str(outcome): count for outcome, count in report.counts().items()}
        audit.record(by, "places:area:import", "places", files=files, counts=counts)
    return report


@transaction.atomic
def retire_area(*, by: Actor, code: str, on: date, successor: str = "", reason: str = "") -> Area:
    """Take an area out of use from a day on; its history stays, its buildings go to the successor.

    Posts, households and open cases follow when they hear of it (`AreaRetired`); without a successor open
    cases keep the code of the area, and the desk above it is told so.

    Args:
        by: must hold `PLACES_EDIT` over it.
        code: which area.
        on: the first day without it; today or earlier.
        successor: the area of the same level that follows it, or "".
        reason: why, for the audit.

    Raises:
        NotFound: no such area.
        Conflict: it is retired already, has areas in use below it, or buildings and no successor.
        InvalidInput: the day is to come, or the successor cannot follow it.
    """
    require(by, Permission.PLACES_EDIT, code)
    area = Area.objects.select_for_update().filter(code=code).first()
    if area is None:
        raise NotFound
    if on > clock.local(clock.now()).date():
        raise invalid("on", _("停用日期不能晚于今天。"))
    if area.retired_on is not None:
        raise Conflict(_("%(name)s已于%(day)s停用。") % {"name": area.name, "day": area.retired_on})
    if Area.objects.filter(parent=area, retired_on=None).exists():
        raise Conflict(_("%(name)s下面还有在用的区域，请先停用它们。") % {"name": area.name})
    heir = Area.objects.filter(code=successor, retired_on=None, level=area.level).first()
    if successor and (heir is None or successor == code):
        raise invalid("successor", _("接替者应是同一层级的另一个在用区域。"))
    buildings = Building.objects.filter(grid_code=code, retired_on=None)
    if heir is None and buildings.exists():
        raise Conflict(_("%(name)s里还有楼栋，请指定接替的网格。") % {"name": area.name})
    if heir is not None:
        buildings.update(grid_code=heir.code)
    area.retired_on, area.successor = on, heir
    area.save(update_fields=["retired_on", "successor"])
    atlas.renew("areas")
    audit.record(
        by, "places:area:retire", f"area:{code}", reason=reason, on=on.isoformat(), successor=successor
    )
    outbox.publish(AreaRetired(code=code, on=on.isoformat(), successor=successor))
    return area


@transaction.atomic
def put_overlays(*, by: Actor, overlays: Sequence[OverlayDraft]) -> int:
    """Write the areas of layers as told, by layer and code, and return how many; what is not told stays.

    Raises:
        NotAllowed: the actor may not edit places everywhere.
        InvalidInput: a boundary is not sound; nothing was written.
    """
    require(by, Permission.PLACES_EDIT, "")
    for each in overlays:
        if fault := shapes.fault_of(each.boundary):
            raise invalid(f"{each.layer} {each.code}", wording.fault(fault))
    layers = {each.layer: Layer(code=each.layer, name=each.layer_name) for each in overlays}
    Layer.objects.bulk_create(
        layers.values(), update_conflicts=True, unique_fields=["code"], update_fields=["name"]
    )
    rows = [
        Overlay(
            layer=layers[each.layer],
            code=each.code,
            name=each.name,
            boundary=shapely.to_wkb(each.boundary),
            **measure._asdict(),
        )
        for each, measure in zip(overlays, shapes.measure([each.boundary for each in overlays]), strict=True)
    ]
    Overlay.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["layer", "code"],
        update_fields=["name", *SHAPE_FIELDS],
    )
    audit.record(by, "places:overlay:import", "places", layers=sorted(layers), count=len(rows))
    return len(rows)


@transaction.atomic
def put_buildings(*, by: Actor, buildings: Sequence[BuildingDraft]) -> int:
    """Write buildings with their entrances and doors as told, by code, and return how many.

    Raises:
        NotAllowed: the actor may not edit places there.
        InvalidInput: a grid is not in use, or an address is empty; nothing was written.
    """
    grids = set(Area.objects.filter(level=Level.GRID, retired_on=None).values_list("code", flat=True))
    for each in buildings:
        if each.grid_code not in grids:
            raise invalid(each.code, _("没有在用的网格%(code)s。") % {"code": each.grid_code})
        if not each.address.strip() or not each.code.strip():
            raise invalid(each.code, _("楼栋要有编码和标准地址。"))
    for code in {each.grid_code for each in buildings}:
        require(by, Permission.PLACES_EDIT, code)
    _upsert(Building, [_building(each) for each in buildings], "grid_code name address lon lat floors attrs")
    _upsert(Unit, [Unit(**unit._asdict()) for each in buildings for unit in each.entrances()], "name")
    _upsert(
        Dwelling, [Dwelling(**door._asdict()) for each in buildings for door in each.homes()], "name floor"
    )
    atlas.renew("buildings")
    audit.record(by, "places:building:import", "places", count=len(buildings))
    return len(buildings)


def _known(old: Mapping[str, Area], with_boundaries: bool) -> dict[str, Known]:
    shown = [area for area in old.values() if with_boundaries and area.boundary is not None]
    read = shapely.from_wkb([bytes(area.boundary or b"") for area in shown])
    shape = {area.code: each for area, each in zip(shown, read, strict=True)}
    return {
        code: Known(area.name, area.retired_on is not None, shape.get(code)) for code, area in old.items()
    }


def _put(told: Told, old: dict[str, Area], known: Mapping[str, Known]) -> Change:
    """Set what is told on the area in `old`, made when new, and return what that changes."""
    draft = told.draft
    area = old.get(draft.code)
    created = area is None
    if area is None:
        level = rules.level_of(draft.code)
        kind = Kind.COMPREHENSIVE if level is Level.GRID else ""
        area = Area(code=draft.code, level=level, parent_id=rules.parent_code(draft.code), kind=kind)
        old[draft.code] = area
    before = {name: getattr(area, name) for name in FIELDS}
    area.name = draft.name or area.name
    area.kind = draft.kind or area.kind
    area.urban_rural = draft.urban_rural or area.urban_rural
    area.attrs = {**area.attrs, **draft.attrs}
    if draft.boundary is not None and (created or known[draft.code].boundary != draft.boundary):
        area.boundary = shapely.to_wkb(draft.boundary)
        for name, value in shapes.measure([draft.boundary])[0]._asdict().items():
            setattr(area, name, value)
    if draft.centre is not None:
        area.lon, area.lat = draft.centre
    if created:
        return Change(Outcome.CREATED, area.code, area.name)
    fields = {
        name: _told_change(area, name, before) for name in FIELDS if getattr(area, name) != before[name]
    }
    shown = {name: pair for name, pair in fields.items() if name not in DERIVED}
    return Change(Outcome.UPDATED if fields else Outcome.UNCHANGED, area.code, area.name, shown)


def _told_change(area: Area, name: str, before: Mapping[str, Any]) -> tuple[str, str]:
    if name == "boundary":
        return f"{before['area_m2'] or 0:,.0f} m²", f"{area.area_m2 or 0:,.0f} m²"
    return str(before[name]), str(getattr(area, name))


def _forbidden(by: Actor, codes: Iterable[str], told: Mapping[str, Told]) -> list[RowError]:
    allowed = prefixes(by, Permission.PLACES_EDIT)
    return [
        RowError(told[code].file, told[code].row, "code", code, _("您没有修改这个区域的权限。"))
        for code in codes
        if not code.startswith(allowed)
    ]


def _missing(told: Mapping[str, Told], old: Mapping[str, Area]) -> list[Change]:
    """Return the areas in use that are not told although others of the same parent are."""
    parents = {rules.parent_code(code) for code in told}
    return [
        Change(Outcome.MISSING, code, area.name)
        for code, area in sorted(old.items())
        if code not in told and area.retired_on is None and rules.parent_code(code) in parents
    ]


def _building(draft: BuildingDraft) -> Building:
    return Building(
        code=draft.code,
        grid_code=draft.grid_code,
        name=draft.name,
        address=draft.address,
        lon=draft.lon,
        lat=draft.lat,
        floors=draft.floors,
        attrs=dict(draft.attrs),
    )


def _upsert(table: Any, rows: Sequence[Any], fields: str) -> None:
    table.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields.split(),
    )
