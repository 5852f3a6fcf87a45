"""Says to machines whether this site lives, can serve, and how it fares."""

from datetime import datetime, timedelta
from functools import cache

import msgspec
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import clock
from linli.kernel.outbox import OutboxEvent

LATE_AFTER = timedelta(minutes=5)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok" as long as the process answers at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when requests can be served, 503 when not, and why; a late outbox is told but serves."""
    facts: dict[str, object] = {"database": False, "migrations": False, "outbox_lag_seconds": None}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        facts["database"] = True
        facts["migrations"] = migrated()
        if facts["migrations"]:
            lag = outbox_lag(clock.now())
            facts |= {"outbox_lag_seconds": round(lag.total_seconds(), 1), "outbox_late": lag > LATE_AFTER}
    except DatabaseError:
        connection.close()
    ready = bool(facts["database"] and facts["migrations"])
    return HttpResponse(
        msgspec.json.encode({"ready": ready, **facts}),
        status=200 if ready else 503,
        content_type="application/json",
    )


class _Pending(Exception):
    """Some migrations are not applied."""


@cache
def _all_applied() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Pending
    return True


def migrated() -> bool:
    """Return whether every migration is applied; once true it stays so for this process."""
    try:
        return _all_applied()
    except _Pending:
        return False


def outbox_lag(moment: datetime) -> timedelta:
    """Return for how long the oldest fact in the outbox has been waiting past its time."""
    waiting = OutboxEvent.objects.filter(done_at=None, dead_at=None)
    oldest: datetime | None = waiting.aggregate(oldest=Min("next_at"))["oldest"]
    return max(moment - oldest, timedelta()) if oldest else timedelta()
