"""Keys with which other systems come in: shown once, kept as a hash, each with its scopes and its rate."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, limits, rows
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, NotAllowed, NotFound

DEFAULT_RATE = 600
_START = "linli_"
_SHOWN = 8
_WINDOW = 60


class Scope(StrEnum):
    """The doors a key can open."""

    OPEN311 = "open311"
    V1 = "v1"
    DEVICES = "devices"
    METRICS = "metrics"


class ApiKey(models.Model):
    """One key of another system; `prefix` is its readable start, `digest` the hash of the whole.

    A key made for an account acts with that account's roles; without one it may only report and read
    what is public.
    """

    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    rate = models.PositiveIntegerField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create(
    *, by: Actor, name: str, scopes: Iterable[str], rate: int = DEFAULT_RATE, account: Account | None = None
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which is shown now and never again.

    Args:
        by: who makes it.
        name: whose key it is, for the list.
        scopes: the doors it opens (values of Scope).
        rate: requests a minute; 0 is no limit.
        account: whose roles it acts with; None for a key that only reports and reads what is public.

    Raises:
        InvalidInput: the name is blank or too long, a scope is unknown, or the rate is below zero.
    """
    wanted = sorted(set(scopes))
    faults = []
    if not 0 < len(name.strip()) <= 60:
        faults.append(FieldError("name", _("请填写名称，最多 60 个字。")))
    if not wanted or not set(wanted) <= set(Scope):
        faults.append(FieldError("scope", _("请从这些范围中选择：{all}。").format(all=", ".join(Scope))))
    if rate < 0:
        faults.append(FieldError("rate", _("每分钟次数不能小于 0；0 表示不限。")))
    if faults:
        raise InvalidInput(faults)
    secret = _START + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name.strip(),
        prefix=secret[: len(_START) + _SHOWN],
        digest=_digest(secret),
        scopes=wanted,
        rate=rate,
        account=account,
        created_at=clock.now(),
    )
    audit.record(by, "kernel:apikey:create", f"apikey:{key.pk}", name=key.name, scopes=wanted, rate=rate)
    return key, secret


@transaction.atomic
def revoke(*, by: Actor, prefix: str) -> ApiKey:
    """Close the key whose readable start is `prefix` for good and return it.

    Raises:
        NotFound: there is no such key, or it was revoked before.
    """
    key = ApiKey.objects.filter(prefix=prefix, revoked_at=None).first()
    if key is None:
        raise NotFound
    key.revoked_at = clock.now()
    key.save(update_fields=["revoked_at"])
    audit.record(by, "kernel:apikey:revoke", f"apikey:{key.pk}", name=key.name)
    return key


def check(secret: str, scope: Scope) -> ApiKey:
    """Return the key that `secret` is, after counting this request against its rate.

    Raises:
        NotAllowed: it is unknown, revoked, of another scope, or its account is closed.
        TooMany: it asks more often than its rate.
    """
    found = rows.first(ApiKey, digest=_digest(secret), revoked_at=None)
    if found is not None and found.account_id is not None:
        found.account = rows.first(Account, id=found.account_id)
    if found is None or scope not in found.scopes or (found.account and not found.account.is_active):
        raise NotAllowed(_("密钥无效，或没有这个接口的权限。"))
    limits.take(f"apikey:{found.pk}", found.rate, _WINDOW)
    _mark_used(found, clock.local(clock.now()).date())
    return found


def _mark_used(key: ApiKey, today: date) -> None:
    """Keep the day of use, with one write a day."""
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
