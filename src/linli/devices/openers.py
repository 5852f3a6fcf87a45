"""Gates that Linli may open: where their controllers listen, kept by administrators, the login sealed.

Only an administrator says where a command goes, and only to an address written in digits: no name can be
turned elsewhere later. Nothing of this machine or of a link's own addresses can be named, and a password in
clear text over HTTP stays inside a private network (it is digest, but the address is not proved).
"""

import ipaddress
import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.devices.gateways import Gate, Hikvision, Login, NotOpened, Unsure
from linli.devices.models import Device, Opener
from linli.devices.rules import Kind
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, Text, invalid
from linli.kernel.permissions import Permission, require

DOORS = 256
LONGEST = 64
_SPOILS = frozenset('":\\')
"""What may not be in a user name: it would end the name inside the answer to a challenge."""
_COMMUNITY = 12


def gates_at(grid_code: str) -> QuerySet[Device]:
    """Return the gates in service that can be opened for people of a grid: its own, and its community's."""
    here = Device.objects.filter(area_code__in=(grid_code, grid_code[:_COMMUNITY]), kind=Kind.GATE)
    return here.filter(retired_on=None, opener__isnull=False).order_by("name", "code")


@transaction.atomic
def keep_opener(
    *, by: Actor, device: Device, address: str, door: int = 1, user: str = "", password: str = ""
) -> Opener:
    """Say how a gate is opened, or say it anew, and return it.

    Args:
        by: who keeps the devices there.
        device: a gate in service.
        address: http:// or https://, an IP address, and a port where it is not the usual one.
        door: the number of the door at its controller, from 1.
        user, password: the login; both empty keep the one that is there, for the same address alone.

    Raises:
        NotAllowed: `by` may not keep devices where it stands.
        InvalidInput: naming every field that is wrong.
    """
    kept = Device.objects.select_for_update().get(pk=device.pk)
    require(by, Permission.DEVICES_EDIT, kept.area_code)
    was = Opener.objects.filter(device=kept).first()
    address = address.strip().rstrip("/")
    errors = []
    if kept.kind != Kind.GATE or kept.retired_on is not None:
        errors.append(FieldError("device", _("只有在用的门禁能登记远程开门。")))
    if fault := address_fault(address):
        errors.append(FieldError("address", fault))
    if not 1 <= door <= DOORS:
        errors.append(FieldError("door", _("门编号在1到256之间。")))
    errors += _login_faults(user, password, anew=was is None or was.address != address)
    if errors:
        raise InvalidInput(errors)
    opener = was or Opener(device=kept)
    opener.address, opener.door, opener.kept_at = address, door, clock.now()
    if user or password:
        opener.login = crypto.encrypt(json.dumps({"user": user, "password": password}))
    opener.last_error = ""
    opener.save()
    audit.record(by, "devices:opener:keep", f"device:{kept.pk}", address=address, door=door)
    return opener


@transaction.atomic
def drop_opener(*, by: Actor, opener: Opener, reason: str) -> None:
    """Let a gate be opened from afar no more; its address and login are deleted.

    Raises:
        NotAllowed: `by` may not keep devices where it stands.
        InvalidInput: no reason is given.
    """
    require(by, Permission.DEVICES_EDIT, opener.device.area_code)
    if not reason.strip():
        raise invalid("reason", _("请填写原因。"))
    if Opener.objects.filter(pk=opener.pk).delete()[0]:
        audit.record(by, "devices:opener:drop", f"device:{opener.device_id}", reason)


def try_opener(*, by: Actor, opener: Opener) -> Opener:
    """See that a gate's controller answers and takes the login, without opening anything.

    Raises:
        NotAllowed: `by` may not keep devices where it stands.
        Conflict: it does not; saying why.
    """
    require(by, Permission.DEVICES_EDIT, opener.device.area_code)
    try:
        gate_of(opener).check()
    except NotOpened as fault:
        note(opener, str(fault))
        raise Conflict(_("没有连上：{why}").format(why=fault)) from fault
    note(opener, "")
    return opener


def open_gate(device: int) -> None:
    """Open the gate of the device once. Call it outside any transaction; it may take some seconds.

    Raises:
        NotOpened: it is certainly not open.
        Unsure: it may be.
        Opener.DoesNotExist: it is not opened from afar any more.
    """
    opener = Opener.objects.get(device=device, device__retired_on=None)
    try:
        gate_of(opener).open()
    except (NotOpened, Unsure) as fault:
        note(opener, str(fault))
        raise
    note(opener, "")


def gate_of(opener: Opener) -> Gate:
    """Return the gate that `opener` describes, ready to be opened."""
    login = json.loads(crypto.decrypt(opener.login))
    return Hikvision(Login(opener.address, login["user"], login["password"]), opener.door)


def user_of(opener: Opener) -> str:
    """Return the user name of an opener's login; the password is shown to nobody."""
    return str(json.loads(crypto.decrypt(opener.login))["user"])


def note(opener: Opener, error: str) -> None:
    """Write down how the last attempt went."""
    went = {"last_error": error[:200]} if error else {"last_error": "", "last_ok_at": clock.now()}
    Opener.objects.filter(pk=opener.pk).update(**went)


def address_fault(address: str) -> Text | None:
    """Return what keeps an address from being a gate's, or None."""
    try:
        parts = urlsplit(address)
        host = ipaddress.ip_address(parts.hostname or "")
        plain = f"{parts.scheme}://{parts.netloc}" == address and parts.username is None
        plain = plain and parts.port != 0
    except ValueError:
        return _("请填写门禁控制器的IP地址，如 http://10.1.2.3 或 https://10.1.2.3:8443，不用域名。")
    if not plain or parts.scheme not in {"http", "https"}:
        return _("请填写门禁控制器的IP地址，如 http://10.1.2.3 或 https://10.1.2.3:8443，不用域名。")
    host = getattr(host, "ipv4_mapped", None) or host
    if host.is_loopback and settings.DEMO:
        return None
    if host.is_loopback or host.is_link_local or host.is_multicast or host.is_unspecified or host.is_reserved:
        return _("这个地址不可能是门禁：不能填本机、链路本地或组播地址。")
    if parts.scheme == "http" and host.is_global:
        return _("公网地址要用 https，否则密码和命令会在网上明着走。")
    return None


def _login_faults(user: str, password: str, *, anew: bool) -> list[FieldError]:
    if not user and not password and not anew:
        return []
    errors = []
    if not 0 < len(user) <= LONGEST or not user.isprintable() or _SPOILS & set(user):
        errors.append(FieldError("user", _("请填写用户名，最长64个字符，不含引号、冒号和反斜杠。")))
    if not 0 < len(password) <= LONGEST or not password.isprintable():
        errors.append(FieldError("password", _("请填写密码，最长64个字符。换了地址或用户名，密码要重填。")))
    return errors
