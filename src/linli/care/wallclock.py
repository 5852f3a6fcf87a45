"""Moments as the detector counts them: seconds of the city's wall clock since 1970-01-01, without a zone."""

from datetime import datetime, timedelta, tzinfo

_BEGIN = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
_SECOND = timedelta(seconds=1)


def wall(moment: datetime, zone: tzinfo) -> int:
    """Return what the wall clock of a zone shows at `moment` (aware)."""
    return (moment.astimezone(zone).replace(tzinfo=None) - _BEGIN) // _SECOND


def moment(wall: int, zone: tzinfo) -> datetime:
    """Return the moment (aware) at which the wall clock of a zone shows `wall`; the first of two."""
    return (_BEGIN + timedelta(seconds=wall)).replace(tzinfo=zone)
