"""Moments as the detector counts them: seconds of the city's wall clock since 1970-01-01, without a zone."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from math import floor

_BEGIN = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
_SECOND = timedelta(seconds=1)
_STEADY = 60
"""No zone has changed its offset within a minute since 1970."""


def wall(moment: datetime, zone: tzinfo) -> int:
    """Return what the wall clock of a zone shows at `moment` (aware)."""
    at = floor(moment.timestamp())
    return at + _offset(zone, at // _STEADY)


@lru_cache(maxsize=4096)
def _offset(zone: tzinfo, minute: int) -> int:
    """Return by how many seconds a zone's clocks are ahead of UTC in a minute since 1970."""
    shown = datetime.fromtimestamp(minute * _STEADY, tz=UTC).astimezone(zone).replace(tzinfo=None)
    return (shown - _BEGIN) // _SECOND - minute * _STEADY


def moment(wall: int, zone: tzinfo) -> datetime:
    """Return the moment (aware) at which the wall clock of a zone shows `wall`; the first of two."""
    return (_BEGIN + timedelta(seconds=wall)).replace(tzinfo=zone)
