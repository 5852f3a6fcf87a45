"""The same request sent twice is done once and answered alike."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import clock
from linli.kernel.errors import Conflict

Answer = dict[str, Any]


class IdempotencyKey(models.Model):
    """A request that was answered: its sender's key, what was asked, and the answer."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


@transaction.atomic
def once(scope: str, key: str, fingerprint: str, do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Return the answer of `do` (JSON values) and False, or the kept answer of an earlier call and True.

    Args:
        scope: who asks for what, e.g. "v1:account:7:POST /cases"; keys of other scopes never meet.
        key: the sender's Idempotency-Key.
        fingerprint: a digest of the request; the same key with another request is refused.
        do: the work; runs in the same transaction, so it is kept with its answer or not at all.

    Raises:
        Conflict: the key was used for another request.
    """
    if _claim(scope, key, fingerprint):
        answer = do()
        IdempotencyKey.objects.filter(scope=scope, key=key).update(answer=answer)
        return answer, False
    kept = IdempotencyKey.objects.get(scope=scope, key=key)
    if kept.fingerprint != fingerprint:
        raise Conflict(_("这个幂等键已用于另一个请求，请换一个新的。"))
    return kept.answer or {}, True


def forget(before: datetime, limit: int) -> int:
    """Delete up to `limit` keys from before a moment, and return how many."""
    old = IdempotencyKey.objects.filter(created_at__lt=before).values_list("pk", flat=True)
    return IdempotencyKey.objects.filter(pk__in=list(old[:limit])).delete()[0]


def _claim(scope: str, key: str, fingerprint: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (scope, key, fingerprint, answer, created_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (scope, key) DO NOTHING",
            [
                scope,
                key,
                fingerprint,
                json.dumps(None),
                connection.ops.adapt_datetimefield_value(clock.now()),
            ],
        )
        return bool(cursor.rowcount)
