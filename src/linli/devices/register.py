"""The register of devices, taken in from a table all or nothing."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.devices import actions
from linli.devices.models import KIND_NAMES, Device, Group
from linli.kernel import audit
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, LinliError
from linli.kernel.tables import Change, Column, Outcome, Rejected, Report, Row, RowError, Table, choose
from linli.orgs.models import Organisation
from linli.orgs.rules import day_of

COLUMNS = (
    Column("code", ("编码", "设备编码"), required=True),
    Column("name", ("名称", "设备名称"), required=True),
    Column("kind", ("类别", "设备类别"), required=True),
    Column("group", ("设备组编码", "设备组"), required=True),
    Column("area_code", ("网格编码", "所在网格编码", "区域编码"), required=True),
    Column("owner", ("产权单位编码", "产权单位", "所有单位"), required=True),
    Column("keeper", ("维护单位编码", "维护单位"), required=True),
    Column("purpose", ("用途",), required=True),
    Column("legal_ground", ("法律依据",)),
    Column("retention_days", ("保存天数", "数据保存天数")),
    Column("model", ("型号",)),
    Column("serial", ("序列号",)),
    Column("address", ("位置", "地址", "安装位置")),
    Column("lon", ("经度",)),
    Column("lat", ("纬度",)),
    Column("heartbeat_s", ("心跳间隔", "心跳间隔（秒）")),
    Column("maintained_on", ("上次维护日期",)),
    Column("maintain_every_days", ("维护周期", "维护周期（天）")),
)
_HEADERS = {column.field: column.headers[0] for column in COLUMNS}


class _Codes:
    """What the rows refer to by code, read once for the whole table."""

    def __init__(self) -> None:
        self.groups = {group.code: group for group in Group.objects.filter(retired_on=None)}
        self.bodies = {body.code: body for body in Organisation.objects.filter(retired_on=None)}
        self.devices = {device.code: device for device in Device.objects.select_related("group")}


@transaction.atomic
def take_in(*, by: Actor, table: Table) -> Report:
    """Take devices in by code, all or nothing, and return what changed; those not named stay.

    Raises:
        Rejected: rows are wrong, or lie where `by` may not keep devices; its report names each.
    """
    rows, errors = choose(table, COLUMNS)
    report = Report(errors=errors)
    if not errors:
        codes, seen = _Codes(), dict[str, int]()
        for row in rows:
            _take_row(by, table.name, row, codes, seen, report)
    if report.errors:
        raise Rejected(Report(errors=sorted(report.errors, key=lambda error: error.row)))
    counts = {outcome.value: count for outcome, count in report.counts().items()}
    audit.record(by, "devices:register:import", "registers", file=table.name, counts=counts)
    return report


def _take_row(by: Actor, file: str, row: Row, codes: _Codes, seen: dict[str, int], report: Report) -> None:
    code = row.values.get("code", "")
    if code in seen:
        message = _("与第%(row)d行编码重复。") % {"row": seen[code]}
        report.errors.append(RowError(file, row.number, _HEADERS["code"], code, message))
        return
    seen[code] = row.number
    try:
        with transaction.atomic():
            report.changes.append(_put(by, row, codes))
    except InvalidInput as faults:
        report.errors += [
            RowError(
                file,
                row.number,
                _HEADERS.get(fault.field, fault.field),
                row.values.get(fault.field, ""),
                fault.message,
            )
            for fault in faults.errors
        ]
    except LinliError as fault:
        report.errors.append(RowError(file, row.number, _HEADERS["code"], code, fault.message))


def _put(by: Actor, row: Row, codes: _Codes) -> Change:
    code, fields = row.values.get("code", ""), _read(row, codes)
    kept = codes.devices.get(code)
    if kept is None:
        actions.enter_device(by=by, code=code, **fields)
        return Change(Outcome.CREATED, code, fields["name"])
    changed = {
        name: (_said(getattr(kept, name)), _said(value))
        for name, value in fields.items()
        if getattr(kept, name) != value
    }
    if changed:
        actions.change_device(by=by, device=kept, **fields)
    return Change(Outcome.UPDATED if changed else Outcome.UNCHANGED, code, fields["name"], changed)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _read(row: Row, codes: _Codes) -> Any:
    """Return the fields that a row tells.

    Raises:
        InvalidInput: cells that cannot be read, or codes that nobody has.
    """
    faults: list[FieldError] = []

    def cell(name: str) -> str:
        return row.values.get(name, "")

    def found(name: str, among: dict[str, Any]) -> Any:
        if cell(name) not in among:
            faults.append(FieldError(name, _("没有这个编码。")))
        return among.get(cell(name))

    def number(name: str, read: Any, empty: Any) -> Any:
        try:
            return read(cell(name)) if cell(name) else empty
        except ValueError:
            faults.append(FieldError(name, _("这里要填数字。")))
            return empty

    kind = next(
        (str(k) for k, name in KIND_NAMES.items() if cell("kind") in {str(k), str(name)}), cell("kind")
    )
    day = day_of(cell("maintained_on")) if cell("maintained_on") else None
    if cell("maintained_on") and day is None:
        faults.append(FieldError("maintained_on", _("日期请写成 2026-11-24 这样。")))
    fields = {
        **{name: cell(name) for name in ("name", "area_code", "purpose", "legal_ground", "model", "serial")},
        "address": cell("address"),
        "kind": kind,
        "group": found("group", codes.groups),
        "owner": found("owner", codes.bodies),
        "keeper": found("keeper", codes.bodies),
        "lon": number("lon", float, None),
        "lat": number("lat", float, None),
        "retention_days": number("retention_days", int, 0),
        "heartbeat_s": number("heartbeat_s", int, 0),
        "maintain_every_days": number("maintain_every_days", int, 0),
        "maintained_on": day,
    }
    if faults:
        raise InvalidInput(faults)
    return fields
