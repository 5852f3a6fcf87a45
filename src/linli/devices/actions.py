"""What is done to devices: entered, changed, taken out of service; groups and keys are in `groups`."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.devices import rules
from linli.devices.models import Device, DeviceState, Group, Outage
from linli.devices.rules import Kind
from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, invalid
from linli.kernel.permissions import Permission, require
from linli.orgs.models import Organisation
from linli.places import queries as places


class DeviceFields(TypedDict, total=False):
    """What may be said of a device beside its code."""

    name: str
    kind: str
    model: str
    serial: str
    group: Group
    area_code: str
    address: str
    lon: float | None
    lat: float | None
    owner: Organisation
    keeper: Organisation
    purpose: str
    legal_ground: str
    retention_days: int
    heartbeat_s: int
    maintained_on: date | None
    maintain_every_days: int


@transaction.atomic
def enter_device(*, by: Actor, code: str, **fields: Unpack[DeviceFields]) -> Device:
    """Enter a new device under `code` and return it.

    Raises:
        NotAllowed: `by` may not keep devices where it stands.
        InvalidInput: a field is wrong, or the code is taken.
    """
    require(by, Permission.DEVICES_EDIT, fields.get("area_code", ""))
    device = Device(code=code.strip())
    _write(device, fields)
    DeviceState.objects.create(device=device)
    audit.record(by, "devices:device:enter", f"device:{device.pk}", code=device.code, kind=device.kind)
    return device


@transaction.atomic
def change_device(*, by: Actor, device: Device, **fields: Unpack[DeviceFields]) -> Device:
    """Change what is said of `device`; fields not given stay.

    Raises:
        NotAllowed: `by` may not keep devices where it stands, or where it would stand.
        InvalidInput: a field is wrong.
    """
    kept = Device.objects.select_for_update().get(pk=device.pk)
    require(by, Permission.DEVICES_EDIT, kept.area_code)
    require(by, Permission.DEVICES_EDIT, fields.get("area_code", kept.area_code))
    changed = sorted(name for name, value in fields.items() if getattr(kept, name) != value)
    _write(kept, fields)
    audit.record(by, "devices:device:change", f"device:{kept.pk}", fields=changed)
    return kept


@transaction.atomic
def retire_device(*, by: Actor, device: Device, reason: str) -> Device:
    """Take `device` out of service from today: its events are refused, its silence is no outage.

    Raises:
        NotAllowed: `by` may not keep devices where it stands.
        InvalidInput: no reason is given.
    """
    kept = Device.objects.select_for_update().get(pk=device.pk)
    require(by, Permission.DEVICES_EDIT, kept.area_code)
    if not reason.strip():
        raise invalid("reason", _("请填写原因。"))
    kept.retired_on = kept.retired_on or clock.today()
    kept.save(update_fields=["retired_on"])
    _renew([kept.group_id])
    DeviceState.objects.filter(device=kept).update(look_at=None, offline_since=None)
    Outage.objects.filter(device=kept, until=None).update(until=clock.now())
    audit.record(by, "devices:device:retire", f"device:{kept.pk}", reason)
    return kept


def _write(device: Device, fields: DeviceFields) -> None:
    before = device.group_id
    for name, value in fields.items():
        setattr(device, name, value.strip() if isinstance(value, str) else value)
    faults = [*_faults_of_place(device), *_faults_of_identity(device), *_faults_of_law(device)]
    if faults:
        raise InvalidInput(faults)
    device.save()
    _renew([before, device.group_id])


def _renew(groups: Iterable[int | None]) -> None:
    """Let everybody who keeps the devices of some groups in memory read them anew."""
    wanted = {group for group in groups if group is not None}
    Group.objects.filter(pk__in=wanted).order_by("pk").update(edition=F("edition") + 1)


def _faults_of_identity(device: Device) -> list[FieldError]:
    others = Device.objects.exclude(pk=device.pk)
    found = []
    if not rules.is_slug(device.code):
        found.append(FieldError("code", _("编码只能用字母、数字、点、短横和下划线，最长64个字符。")))
    elif others.filter(code=device.code).exists():
        found.append(FieldError("code", _("这个编码已被使用。")))
    if not 0 < len(device.name) <= 100:
        found.append(FieldError("name", _("请填写名称，最长100个字。")))
    if device.kind not in set(Kind):
        found.append(FieldError("kind", _("没有这个设备类别。")))
    if len(device.model) > 100:
        found.append(FieldError("model", _("最多100个字。")))
    if device.serial and not rules.is_slug(device.serial):
        found.append(FieldError("serial", _("序列号只能用字母、数字、点、短横和下划线，最长64个字符。")))
    elif device.serial and others.filter(group=device.group_id, serial=device.serial).exists():
        found.append(FieldError("serial", _("同一设备组里已有这个序列号。")))
    for name, wanted in (
        ("owner", device.owner_id),
        ("keeper", device.keeper_id),
        ("group", device.group_id),
    ):
        if wanted is None:
            found.append(FieldError(name, _("请填写这一项。")))
    return found


def _faults_of_place(device: Device) -> list[FieldError]:
    found = []
    if not places.exists(device.area_code):
        found.append(FieldError("area_code", _("没有这个区域编码。")))
    elif device.group_id is not None and not device.area_code.startswith(device.group.area_code):
        found.append(FieldError("area_code", _("设备不在设备组的区域内。")))
    if len(device.address) > 200:
        found.append(FieldError("address", _("最多200个字。")))
    if (device.lon is None) != (device.lat is None):
        found.append(FieldError("lon", _("经度和纬度要一起填。")))
    elif not (abs(device.lon or 0.0) <= 180 and abs(device.lat or 0.0) <= 90):
        found.append(FieldError("lon", _("这不是一个可能的位置。")))
    return found


def _faults_of_law(device: Device) -> list[FieldError]:
    """Return what the law asks to be said of a device and is not (PIPL 17, 19, 26; 视频图像条例 17)."""
    found = []
    if not 0 < len(device.purpose) <= 200:
        found.append(FieldError("purpose", _("请填写用途，最长200个字。")))
    if len(device.legal_ground) > 200:
        found.append(FieldError("legal_ground", _("最多200个字。")))
    if device.kind in rules.SEES_PUBLIC_PLACES and not device.legal_ground:
        found.append(FieldError("legal_ground", _("拍摄公共场所的设备要填写法律依据。")))
    if not 0 <= device.retention_days <= rules.LONGEST_RETENTION:
        found.append(FieldError("retention_days", _("保存天数在 0 到 3650 之间。")))
    elif device.kind in rules.KEEPS_30_DAYS and device.retention_days < rules.SHORTEST_RECORDING:
        found.append(FieldError("retention_days", _("公共场所的录像至少保存30天，到期删除。")))
    if not 0 <= device.heartbeat_s <= rules.LONGEST_HEARTBEAT_S:
        found.append(FieldError("heartbeat_s", _("心跳间隔最长一天（86400秒）；没有心跳的填 0。")))
    if device.maintain_every_days < 0:
        found.append(FieldError("maintain_every_days", _("天数不能小于 0。")))
    if device.maintained_on and device.maintained_on > clock.today():
        found.append(FieldError("maintained_on", _("日期不能在将来。")))
    return found
