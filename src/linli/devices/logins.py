"""Logins of devices and platforms at a broker: made here, checked by the broker from the files written here.

Mosquitto's own formats (mosquitto.conf(5)): one line `user:$7$rounds$salt$hash` a login, PBKDF2 with
SHA-512; and an access file in which each may write to the topic of its own name alone.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.devices import rules
from linli.devices.models import Device, Group, Login
from linli.kernel import audit, bulk, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, invalid
from linli.kernel.permissions import Permission, require

ROUNDS = 101
"""Mosquitto's own number; our passwords have 256 bits of chance: more rounds would protect nothing."""
_SALT = 12
_HASH = 64
_AT_ONCE = 500


@transaction.atomic
def give_to_group(*, by: Actor, group: Group) -> tuple[str, str]:
    """Give a group's platform a new password and return its user name and the password, shown only now.

    Raises:
        NotAllowed: `by` may not keep devices in its area.
        Conflict: the group is out of service.
    """
    require(by, Permission.DEVICES_EDIT, group.area_code)
    kept = Group.objects.select_for_update().get(pk=group.pk)
    if kept.retired_on is not None:
        raise Conflict(_("这个设备组已停用。"))
    password = secrets.token_urlsafe(32)
    given = {"digest": digest(password), "made_at": clock.now()}
    Login.objects.update_or_create(group=kept, defaults=given)
    audit.record(by, "devices:group:give_login", f"devices:{kept.code}")
    return kept.code, password


@transaction.atomic
def give_to_devices(*, by: Actor, group: Group, codes: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Give devices of a group new passwords and return (user name, password) of each, shown only now.

    Args:
        by: who keeps the devices.
        group: their group.
        codes: which; none are all in service that have no password yet.

    Raises:
        NotAllowed: `by` may not keep devices in its area.
        InvalidInput: a code is that of no device in service of the group.
    """
    require(by, Permission.DEVICES_EDIT, group.area_code)
    found = Device.objects.filter(group=group, retired_on=None).order_by("code")
    devices = list(found.filter(code__in=codes) if codes else found.filter(login=None))
    missing = sorted(set(codes) - {device.code for device in devices})
    if missing:
        raise invalid("codes", _("组里没有这些在用的设备：{codes}。").format(codes=", ".join(missing)))
    now, given, rows = clock.now(), list[tuple[str, str]](), list[Login]()
    for device in devices:
        password = secrets.token_urlsafe(32)
        given.append((user_of(group.code, device.code), password))
        rows.append(Login(device=device, digest=digest(password), made_at=now))
    pks = [device.pk for device in devices]
    for start in range(0, len(pks), _AT_ONCE):
        Login.objects.filter(device__in=pks[start : start + _AT_ONCE]).delete()
    bulk.insert(rows)
    audit.record(by, "devices:device:give_logins", f"devices:{group.code}", count=len(rows))
    return given


def user_of(group: str, device: str = "") -> str:
    """Return the user name of a device, or of its group's platform; it is the end of its topic."""
    return f"{group}/{device}" if device else group


def digest(password: str, salt: bytes | None = None) -> str:
    """Return what Mosquitto keeps of a password."""
    salt = salt or secrets.token_bytes(_SALT)
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, _HASH)
    return f"$7${ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def passwords(listener: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of the password file: the listener's user name and password, then all in service.

    Raises:
        InvalidInput: the listener's user name is that of a group, or none that fits into a line.
    """
    user, password = listener
    if not rules.is_slug(user) or Group.objects.filter(code=user).exists():
        raise invalid("listener", _("监听账号不能与设备组编码相同，只能用字母、数字、点、短横和下划线。"))
    yield f"{user}:{digest(password)}"
    groups = Login.objects.filter(group__isnull=False, group__retired_on=None).order_by("group__code")
    for code, kept in groups.values_list("group__code", "digest").iterator():
        yield f"{code}:{kept}"
    devices = Login.objects.filter(
        device__isnull=False, device__retired_on=None, device__group__retired_on=None
    )
    rows = devices.order_by("device__code").values_list("device__group__code", "device__code", "digest")
    for group, code, kept in rows.iterator():
        yield f"{user_of(group, code)}:{kept}"


def access(listener: str) -> Iterator[str]:
    """Yield the lines of the access file: the listener reads everything, each other writes its own topic."""
    yield f"user {listener}"
    yield f"topic read {rules.TOPIC}/#"
    yield ""
    yield f"pattern write {rules.TOPIC}/%u"
