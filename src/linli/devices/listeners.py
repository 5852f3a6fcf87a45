"""How the listeners fare that hear a broker: noted by each itself, read by the doctor and the figures."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from linli.devices.models import Listener
from linli.kernel import clock

NOTED_EVERY_S = 5.0
GONE_AFTER = timedelta(minutes=1)
"""After how long without a note a listener counts as gone."""
_FORGOTTEN_AFTER = timedelta(days=7)


def begin(name: str) -> None:
    """Note that the listener `name` begins; those not seen for a week are forgotten."""
    now = clock.now()
    Listener.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()
    facts = {"started_at": now, "seen_at": now, "connected_at": None, "error": ""}
    counts = dict.fromkeys(("messages", "events", "rejected", "strange", "failed"), 0)
    Listener.objects.update_or_create(name=name, defaults=facts | counts)


def note(name: str, *, connected_at: datetime | None, error: str, counts: Mapping[str, int]) -> None:
    """Note that the listener `name` lives, since when the broker has it, and what it took since it began."""
    Listener.objects.filter(name=name).update(
        seen_at=clock.now(), connected_at=connected_at, error=error[:200], **counts
    )


def end(name: str) -> None:
    """Note that the listener `name` was stopped."""
    Listener.objects.filter(name=name).delete()


def known() -> list[Listener]:
    """Return every listener that was not stopped in order, by name."""
    return list(Listener.objects.order_by("name"))


def is_gone(listener: Listener) -> bool:
    """Return whether a listener has not been seen for too long."""
    return clock.now() - listener.seen_at > GONE_AFTER
