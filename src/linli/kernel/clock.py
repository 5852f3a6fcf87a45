"""The one place that knows what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at `moment` (aware); for replaying history and for tests."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def zone() -> ZoneInfo:
    """Return the city's time zone (LINLI_TIMEZONE)."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime) -> datetime:
    """Return `moment` (aware) as the city's clocks show it."""
    return moment.astimezone(zone())


def today() -> date:
    """Return the present day as the city's calendars show it."""
    return local(now()).date()


def midnight(day: date) -> datetime:
    """Return the moment at which a day of the city's calendars begins."""
    return datetime.combine(day, time(), tzinfo=zone())
