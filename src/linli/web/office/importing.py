"""What the office can import: who may, what the file looks like, and what it does to open cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from linli.cases import effects
from linli.devices import register
from linli.kernel import tables
from linli.kernel.actor import Actor
from linli.kernel.errors import Text
from linli.kernel.geo import Crs
from linli.kernel.permissions import Permission
from linli.kernel.tables import Column, Outcome, Rejected, Report
from linli.orgs import registers, roster
from linli.places import actions as places
from linli.places import files, housing
from linli.web.office.preview import Effect, stays

Options = Mapping[str, str]
Take = Callable[[Actor, Sequence[Path], Options], Report]


@dataclass(frozen=True)
class Importable:
    """One kind of file.

    Attributes:
        name: on screen.
        permission: that one must hold.
        take: reads the files and writes all or nothing; raises `Rejected` with every error.
        told: what the file must look like, in a sentence.
        columns: the headers of a table, for an empty one to start with.
        geo: whether it has places, in a coordinate system that is asked for.
        effects: what a report does to open cases.
    """

    name: Text
    permission: Permission
    take: Take
    told: Text
    columns: tuple[str, ...]
    geo: bool
    effects: Callable[[Report], list[Effect]]


def _areas(by: Actor, paths: Sequence[Path], options: Options) -> Report:
    crs = Crs(options.get("crs") or Crs.WGS84)
    told, errors = files.read(paths, crs)
    return places.import_areas(by=by, told=told, errors=errors, crs=crs)


def _buildings(by: Actor, paths: Sequence[Path], options: Options) -> Report:
    told, errors = housing.read(paths, Crs(options.get("crs") or Crs.WGS84))
    return housing.import_buildings(by=by, told=told, errors=errors)


def _table(take_in: Callable[..., Report]) -> Take:
    @transaction.atomic
    def take(by: Actor, paths: Sequence[Path], options: Options) -> Report:
        whole = Report()
        for path in paths:
            try:
                whole.changes += take_in(by=by, table=tables.read(path)).changes
            except Rejected as fault:
                whole.errors += fault.report.errors
        if whole.errors:
            raise Rejected(Report(errors=whole.errors))
        return whole

    return take


def _of_areas(report: Report) -> list[Effect]:
    """Return what new boundaries and names do: a case keeps its grid, a new report is placed anew."""
    told = [change.key for change in report.changes if change.outcome is Outcome.UPDATED]
    found = [stays(effects.in_areas(told), _("留在原网格，显示新名称；新边界只影响以后的上报"))]
    missing = [change for change in report.changes if change.outcome is Outcome.MISSING]
    if missing:
        words = ngettext(
            "%(count)d 个在用区域不在文件里，不受影响；不再使用的请逐个停用。",
            "%(count)d 个在用区域不在文件里，不受影响；不再使用的请逐个停用。",
            len(missing),
        )
        rows = [(change.key, change.name) for change in missing[:20]]
        more = max(len(missing) - len(rows), 0)
        found.append(Effect(words % {"count": len(missing)}, (), (_("编码"), _("名称")), rows, more))
    return found


def _of_buildings(report: Report) -> list[Effect]:
    """Return what new addresses do: a report is placed by them from now on."""
    return [Effect(_("未办结案件不变；新地址只影响以后的上报。"))]


def _of_bodies(report: Report) -> list[Effect]:
    """Return what changed bodies do: open cases stay with whom they are, new ones follow the new duties."""
    return [Effect(_("未办结案件都留在原单位；新案件按新的职责和区域派遣。"))]


def _of_people(report: Report) -> list[Effect]:
    """Return what changed posts do: nobody loses a case in hand."""
    return [Effect(_("未办结案件的承办人不变；新的岗位决定谁能看见和办理以后的案件。"))]


def _of_devices(report: Report) -> list[Effect]:
    """Return what a changed register does: open maintenance stays, events are taken by the new register."""
    return [Effect(_("未办结的维护任务不变；新登记的设备几秒后就可以上报。"))]


def _headers(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.headers[0] for column in columns)


IMPORTS: dict[str, Importable] = {
    "areas": Importable(
        pgettext_lazy("list", "区域"),
        Permission.PLACES_EDIT,
        _areas,
        _("GeoJSON、CSV 或 Excel，可以一次选几个文件（表格和边界）。按编码更新，文件里没有的不会消失。"),
        _headers(files.COLUMNS),
        True,
        _of_areas,
    ),
    "buildings": Importable(
        pgettext_lazy("list", "楼栋"),
        Permission.PLACES_EDIT,
        _buildings,
        _("CSV 或 Excel，一行一幢楼，按编码更新；可写单元数和每层户数。"),
        _headers(housing.COLUMNS),
        True,
        _of_buildings,
    ),
    "organisations": Importable(
        pgettext_lazy("list", "组织"),
        Permission.ORGS_EDIT,
        _table(registers.take_in_organisations),
        _("CSV 或 Excel，一行一个组织，按编码更新。"),
        _headers(registers.ORGANISATIONS),
        False,
        _of_bodies,
    ),
    "party": Importable(
        pgettext_lazy("list", "党组织"),
        Permission.ORGS_EDIT,
        _table(registers.take_in_party),
        _("CSV 或 Excel，一行一个党组织，按编码更新；上级可以在同一个文件里。"),
        _headers(registers.PARTY),
        False,
        _of_bodies,
    ),
    "roster": Importable(
        _("人员名册"),
        Permission.ORGS_EDIT,
        _table(roster.take_in),
        _("CSV 或 Excel，一行一个岗位；同一个人靠电话识别。文件里没有的人和岗位不变。"),
        _headers(roster.COLUMNS),
        False,
        _of_people,
    ),
    "devices": Importable(
        _("设备"),
        Permission.DEVICES_EDIT,
        _table(register.take_in),
        _("CSV 或 Excel，一行一台设备，按编码更新；设备组和单位要先登记。文件里没有的设备不变。"),
        _headers(register.COLUMNS),
        False,
        _of_devices,
    ),
}


def lines(report: Report, most: int) -> tuple[list[tuple[Any, ...]], int]:
    """Return the changes worth showing (outcome, code, name, what) and how many more there are."""
    told = [each for each in report.changes if each.outcome not in {Outcome.UNCHANGED, Outcome.MISSING}]
    rows = [
        (
            tables.OUTCOMES[each.outcome],
            each.key,
            each.name,
            "；".join(f"{name}：{was[:40]} → {now[:40]}" for name, (was, now) in each.fields.items()),
        )
        for each in told[:most]
    ]
    return rows, len(told) - len(rows)
