"""What happened in public at a place, kept a while so that those who asked are told of it."""

from collections.abc import Mapping
from datetime import datetime

from linli.channels.models import Happening
from linli.kernel import rows


def happened(
    *,
    key: str,
    kind: Happening.Kind,
    at: datetime,
    area_code: str,
    words: Mapping[str, str],
    link: str,
    lon: float | None = None,
    lat: float | None = None,
) -> None:
    """Keep that something public happened, once per `key`, in the transaction of what made it happen.

    Args:
        key: names the occasion, e.g. "case:261124-123-4567:closed".
        kind: news or a case.
        at: when; in the future for news that is to show later.
        area_code: where, or for which area.
        words: one line without personal data, by language.
        link: where anybody may read on, a complete address.
        lon, lat: the WGS-84 point, where there is one.
    """
    row = Happening(
        key=key, kind=kind, at=at, area_code=area_code, lon=lon, lat=lat, words=dict(words), link=link
    )
    rows.insert_unless_there(row)


def unhappen(key: str) -> None:
    """Forget a happening of which nobody shall be told any more."""
    Happening.objects.filter(key=key).delete()


def forget_happenings(before: datetime, limit: int) -> int:
    """Delete up to `limit` happenings from before a moment, and return how many."""
    old = Happening.objects.filter(at__lt=before).values_list("pk", flat=True)[:limit]
    return Happening.objects.filter(pk__in=list(old)).delete()[0]
