"""History that cannot be changed unseen: every entry carries the hash of the one before it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel import clock, rows
from linli.kernel.actor import Actor

FIRST = "0" * 64
_TRIES = 5


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no canonical form")


_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def canonical(data: dict[str, Any]) -> bytes:
    """Return the one spelling of `data` that is hashed: sorted keys, no spaces, moments in UTC."""
    return _encoder.encode(data).encode()


def chain(previous: str, data: dict[str, Any]) -> str:
    """Return the hash (SHA-256, hex) of `data` that follows an entry with the hash `previous`."""
    return hashlib.sha256(previous.encode() + canonical(data)).hexdigest()


class AuditEntry(models.Model):
    """One act, in a stream of its own subject (e.g. "contact:12"), chained to the act before."""

    stream = models.CharField(_("对象"), max_length=60)
    seq = models.PositiveIntegerField(_("序号"))
    at = models.DateTimeField(_("时间"))
    actor = models.CharField(_("行为人"), max_length=60, db_index=True)
    verb = models.CharField(_("行为"), max_length=60)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    data = models.JSONField(_("内容"), default=dict)
    prev = models.CharField(_("前一条摘要"), max_length=64)
    hash = models.CharField(_("摘要"), max_length=64)
    sealed = models.BooleanField(_("已封存"), default=False)

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = pgettext_lazy("list", "审计记录")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_entry_a_place")]
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["id"], condition=models.Q(sealed=False), name="audit_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq} {self.verb}"

    def content(self) -> dict[str, Any]:
        """Return what the hash covers."""
        return {
            "stream": self.stream,
            "seq": self.seq,
            "at": self.at,
            "actor": self.actor,
            "verb": self.verb,
            "reason": self.reason,
            "data": self.data,
        }


def record(actor: Actor, verb: str, stream: str, reason: str = "", **data: Any) -> AuditEntry:
    """Append an entry to `stream` and return it; two writers at once follow each other.

    Args:
        actor: who acted.
        verb: what was done, as desk:thing:verb.
        stream: the subject, e.g. "contact:12".
        reason: why, where a rule asks for one.
        data: JSON values without personal data.
    """
    for attempt in range(_TRIES):
        last = AuditEntry.objects.filter(stream=stream).order_by("-seq").first()
        entry = AuditEntry(
            stream=stream,
            seq=last.seq + 1 if last else 1,
            at=clock.now(),
            actor=actor.id,
            verb=verb,
            reason=reason,
            data=data,
            prev=last.hash if last else FIRST,
        )
        entry.hash = chain(entry.prev, entry.content())
        try:
            with transaction.atomic():
                rows.insert(entry)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
        else:
            break
    return entry
