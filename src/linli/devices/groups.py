"""Groups of devices and the key and signing secret with which each reports."""

import hashlib
import hmac
import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.devices import rules
from linli.devices.models import Group
from linli.kernel import apikeys, audit, clock, crypto, rows
from linli.kernel.actor import Actor
from linli.kernel.apikeys import ApiKey, Scope
from linli.kernel.errors import Conflict, FieldError, InvalidInput, LinliError, NotAllowed
from linli.kernel.permissions import Permission, require
from linli.places import queries as places

SIGNED_WITHIN_S = 300
"""How far the time of a signature may be from ours: what was listened to cannot be sent again later."""


class BadSignature(LinliError):
    """The request is not signed by whom its key says, or too long ago."""

    status = 401
    code = "bad_signature"


@transaction.atomic
def open_group(*, by: Actor, code: str, name: str, area_code: str) -> Group:
    """Enter a group of devices and return it.

    Raises:
        NotAllowed: `by` may not keep devices in its area.
        InvalidInput: a field is wrong, or the code is taken.
    """
    require(by, Permission.DEVICES_EDIT, area_code)
    group = Group(code=code.strip(), name=name.strip(), area_code=area_code.strip())
    faults = _faults(group)
    if not rules.is_slug(group.code):
        faults.append(FieldError("code", _("编码只能用字母、数字、点、短横和下划线，最长64个字符。")))
    elif Group.objects.filter(code=group.code).exists():
        faults.append(FieldError("code", _("这个编码已被使用。")))
    if faults:
        raise InvalidInput(faults)
    group.save()
    audit.record(by, "devices:group:open", f"devices:{group.code}", area=group.area_code)
    return group


@transaction.atomic
def rename_group(*, by: Actor, group: Group, name: str) -> Group:
    """Give `group` another name.

    Raises:
        NotAllowed: `by` may not keep devices in its area.
        InvalidInput: the name is blank or too long.
    """
    require(by, Permission.DEVICES_EDIT, group.area_code)
    kept = Group.objects.select_for_update().get(pk=group.pk)
    kept.name = name.strip()
    faults = _faults(kept)
    if faults:
        raise InvalidInput(faults)
    kept.save(update_fields=["name"])
    audit.record(by, "devices:group:rename", f"devices:{kept.code}")
    return kept


@transaction.atomic
def retire_group(*, by: Actor, group: Group, reason: str) -> Group:
    """Take `group` out of service and close its key for good.

    Raises:
        NotAllowed: `by` may not keep devices in its area.
        Conflict: it still has devices in service.
    """
    require(by, Permission.DEVICES_EDIT, group.area_code)
    kept = Group.objects.select_for_update().get(pk=group.pk)
    if kept.devices.filter(retired_on=None).exists():
        raise Conflict(_("组里还有在用的设备，请先停用或移走。"))
    _close_key(by, kept)
    kept.retired_on = kept.retired_on or clock.today()
    kept.save(update_fields=["retired_on"])
    audit.record(by, "devices:group:retire", f"devices:{kept.code}", reason)
    return kept


@transaction.atomic
def give_key(*, by: Actor, group: Group) -> tuple[str, str]:
    """Give `group` a new key and signing secret, and return both; they are shown now and never again.

    The key it had before is closed for good.

    Raises:
        NotAllowed: `by` may not keep devices in its area.
        Conflict: the group is out of service.
    """
    require(by, Permission.DEVICES_EDIT, group.area_code)
    kept = Group.objects.select_for_update().get(pk=group.pk)
    if kept.retired_on is not None:
        raise Conflict(_("这个设备组已停用。"))
    _close_key(by, kept)
    key, secret = apikeys.create(by=by, name=f"devices {kept.code}"[:60], scopes=[Scope.DEVICES], rate=0)
    signing = secrets.token_urlsafe(32)
    kept.key, kept.signing_sealed = key, crypto.encrypt(signing)
    kept.save(update_fields=["key", "signing_sealed"])
    audit.record(by, "devices:group:give_key", f"devices:{kept.code}", key=key.prefix)
    return secret, signing


def signature(signing: str, timestamp: str, body: bytes) -> str:
    """Return the signature (hex) of a request: HMAC-SHA256 over its timestamp, a full stop and its body."""
    return hmac.new(signing.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def by_key(secret: str) -> Group:
    """Return the group whose key `secret` is.

    Raises:
        NotAllowed: the key is not one of a group in service.
    """
    key = apikeys.check(secret, Scope.DEVICES)
    group = rows.first(Group, key=key.pk, retired_on=None)
    if group is None:
        raise NotAllowed(_("这个密钥不属于任何设备组。"))
    return group


def check_signature(group: Group, timestamp: str, given: str, body: bytes) -> None:
    """Pass when `given` signs `body` for `group` at about this moment.

    Raises:
        BadSignature: it does not, or the timestamp (Unix seconds) is more than five minutes off.
    """
    try:
        off = abs(clock.now().timestamp() - int(timestamp))
    except ValueError:
        off = float("inf")
    if off > SIGNED_WITHIN_S:
        raise BadSignature(_("签名时间缺失，或与服务器相差超过5分钟；请校准时钟。"))
    wanted = signature(crypto.decrypt(group.signing_sealed), timestamp, body)
    if not hmac.compare_digest(wanted.encode(), given.removeprefix("sha256=").lower().encode()):
        raise BadSignature(_('签名不对：应为 HMAC-SHA256(签名密钥, 时间 + "." + 正文)。'))


def _faults(group: Group) -> list[FieldError]:
    found = []
    if not 0 < len(group.name) <= 100:
        found.append(FieldError("name", _("请填写名称，最长100个字。")))
    if not places.exists(group.area_code):
        found.append(FieldError("area_code", _("没有这个区域编码。")))
    return found


def _close_key(by: Actor, group: Group) -> None:
    if group.key is not None and group.key.revoked_at is None:
        apikeys.revoke(by=by, prefix=ApiKey.objects.get(pk=group.key.pk).prefix)
