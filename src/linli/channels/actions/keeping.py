"""Keeping the gateways: set up, changed, tried out; each act is in the audit, no secret is."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.channels import gateways
from linli.channels.actions.sending import failed, read_settings, succeeded
from linli.channels.models import Gateway
from linli.channels.rules import SETTINGS, Kind, complete, faults
from linli.kernel import audit, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput
from linli.kernel.permissions import Permission, require

_WORDS = {
    "missing": _("必填。"),
    "not_a_url": _("请填写以 https:// 开头的完整地址。"),
    "not_a_choice": _("请填写 ssl、starttls 或 none。"),
    "not_a_number": _("请填写数字。"),
}


def open_gateway(
    *,
    by: Actor,
    name: str,
    kind: Kind,
    settings: Mapping[str, str],
    area_code: str = "",
    organisation_code: str = "",
    active: bool = True,
) -> Gateway:
    """Set up a gateway and return it; one that is not active may be unfinished.

    Raises:
        NotAllowed: the actor does not keep the gateways.
        InvalidInput: a setting is missing or wrong.
    """
    where = {"area_code": area_code, "organisation_code": organisation_code}
    gateway = Gateway(name=name.strip(), kind=kind, active=active, **where)
    return _keep(by, gateway, complete(kind, dict(settings)), "channels:gateway:open")


def keep_gateway(*, by: Actor, gateway: Gateway, settings: Mapping[str, str], **fields: Any) -> Gateway:
    """Change a gateway; a secret that is left empty stays as it is.

    Args:
        by: who does it.
        gateway: which one.
        settings: its settings, as in `rules.SETTINGS`.
        fields: name, active, area_code or organisation_code.

    Raises:
        NotAllowed: the actor does not keep the gateways.
        InvalidInput: a setting is missing or wrong.
    """
    kind = Kind(gateway.kind)
    old = read_settings(gateway)
    secret = {setting.name for setting in SETTINGS[kind] if setting.secret}
    kept = {name: old.get(name, "") for name in secret if not settings.get(name)}
    for name, value in fields.items():
        setattr(gateway, name, value)
    gateway.failures, gateway.failing_since, gateway.retry_at = 0, None, None
    return _keep(by, gateway, complete(kind, {**settings, **kept}), "channels:gateway:keep")


@transaction.atomic
def _keep(by: Actor, gateway: Gateway, settings: dict[str, str], verb: str) -> Gateway:
    require(by, Permission.CHANNELS_KEEP, "")
    found = _faults(gateway, settings) if gateway.active else []
    if not gateway.name:
        found.append(FieldError("name", _WORDS["missing"]))
    elif Gateway.objects.filter(name=gateway.name).exclude(pk=gateway.pk).exists():
        found.append(FieldError("name", _("已有同名网关。")))
    if found:
        raise InvalidInput(found)
    gateway.settings = crypto.encrypt(json.dumps(settings))
    gateway.save()
    audit.record(
        by, verb, f"gateway:{gateway.pk}", name=gateway.name, kind=gateway.kind, active=gateway.active
    )
    return gateway


def _faults(gateway: Gateway, settings: dict[str, str]) -> list[FieldError]:
    return [FieldError(name, _WORDS[fault]) for name, fault in faults(Kind(gateway.kind), settings).items()]


def send_test(*, by: Actor, gateway: Gateway, address: str) -> None:
    """Send a short text through a gateway at once, so that its keeper sees that it works.

    Args:
        by: who does it.
        gateway: which one.
        address: an e-mail address or a telephone number; a robot needs none.

    Raises:
        NotAllowed: the actor does not keep the gateways.
        InvalidInput: a setting is missing or wrong.
        Conflict: it did not go; the gateway's own words say why.
    """
    require(by, Permission.CHANNELS_KEEP, "")
    settings = read_settings(gateway)
    if found := _faults(gateway, settings):
        raise InvalidInput(found)
    text = gateways.Text(
        str(_("邻里通知测试")),
        str(_("收到这条消息，说明这个通知网关可以使用。")),
        params={"number": "000000-000-0000", "state": str(_("测试"))},
    )
    try:
        gateways.gateway(Kind(gateway.kind), settings).send(address.strip(), text)
    except (gateways.Refused, gateways.Unreachable) as fault:
        if isinstance(fault, gateways.Unreachable):
            failed(gateway, fault)
        raise Conflict(_("没有发出：%(why)s") % {"why": fault}) from fault
    succeeded(gateway)
    audit.record(by, "channels:gateway:test", f"gateway:{gateway.pk}", name=gateway.name)
