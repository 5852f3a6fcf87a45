"""Counts requests per key and window, so that a flood is slowed without an outside service."""

from datetime import datetime

from django.db import connection, models

from linli.kernel import clock
from linli.kernel.errors import TooMany

_COUNT = """
    INSERT INTO kernel_requestcount (key, window_start, count) VALUES (%s, %s, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = kernel_requestcount.count + 1
    RETURNING count
"""


class RequestCount(models.Model):
    """How often `key` asked within the window that began at `window_start` (Unix seconds)."""

    key = models.CharField(max_length=100)
    window_start = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_start"], name="one_count_a_window")]

    def __str__(self) -> str:
        return f"{self.key} {self.count}"


def take(key: str, limit: int, seconds: int) -> None:
    """Count one request of `key`; at most `limit` fit in a window of `seconds`; 0 is no limit.

    Raises:
        TooMany: the window is full; says after how many seconds to try again.
    """
    if limit <= 0:
        return
    present = int(clock.now().timestamp())
    start = present - present % seconds
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, start])
        count = cursor.fetchone()[0]
    if count > limit:
        raise TooMany(start + seconds - present)


def forget(before: datetime, limit: int) -> int:
    """Delete up to `limit` counts of windows from before a moment, and return how many."""
    old = RequestCount.objects.filter(window_start__lt=int(before.timestamp())).values_list("pk", flat=True)
    return RequestCount.objects.filter(pk__in=list(old[:limit])).delete()[0]
