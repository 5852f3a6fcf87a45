"""Reads what a client asks of GET requests: which requests, of which time, where, which page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, radians
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.errors import FieldError, InvalidInput
from linli.sources.fields import Fields

SPAN = timedelta(days=90)
MOST_ROWS = 1000
LARGEST_RADIUS_M = 50_000
_METRES_PER_DEGREE = 111_195.0
_STATUSES = frozenset({"open", "closed"})


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    Args:
        numbers: the requests named one by one; they override everything else.
        codes: the services.
        since, until: the span of requested_datetime.
        statuses: "open", "closed"; empty is both.
        near: longitude, latitude, metres.
        page, page_size: from 1.
    """

    numbers: tuple[str, ...]
    codes: tuple[str, ...]
    since: datetime
    until: datetime
    statuses: frozenset[str]
    near: tuple[float, float, float] | None
    page: int
    page_size: int


def read(query: QueryDict) -> Question:
    """Return the question that `query` puts.

    Raises:
        InvalidInput: naming every argument that is wrong.
    """
    faults: list[FieldError] = []
    since, until = _span(query, faults)
    statuses = frozenset(_many(query, "status"))
    if not statuses <= _STATUSES:
        faults.append(FieldError("status", _("只能是 open 或 closed。")))
    numbers, codes = _many(query, "service_request_id"), _many(query, "service_code")
    for field, values in (("service_request_id", numbers), ("service_code", codes)):
        if len(values) > MOST_ROWS or any(len(value) > 40 for value in values):
            faults.append(FieldError(field, _("一次最多 {most} 个。").format(most=MOST_ROWS)))
    near = _near(query, faults)
    page = _whole(query, "page", 1, 100_000, faults)
    page_size = _whole(query, "page_size", MOST_ROWS, MOST_ROWS, faults)
    if faults:
        raise InvalidInput(faults)
    return Question(numbers, codes, since, until, statuses, near, page, page_size)


def _many(query: QueryDict, name: str) -> tuple[str, ...]:
    texts = (part.strip() for value in query.getlist(name) for part in value.split(","))
    return tuple(dict.fromkeys(text for text in texts if text and text.isprintable()))


def _span(query: QueryDict, faults: list[FieldError]) -> tuple[datetime, datetime]:
    fields = Fields(query.dict())
    first, last = fields.moment("start_date"), fields.moment("end_date")
    faults.extend(fields.faults)
    now = clock.now()
    try:
        until = last.astimezone(UTC) if last else min(now, first.astimezone(UTC) + SPAN) if first else now
        since = first.astimezone(UTC) if first else until - SPAN
    except OverflowError:
        faults.append(FieldError("start_date", _("这不是一个可用的时间。")))
        return now - SPAN, now
    if until - since > SPAN:
        faults.append(FieldError("start_date", _("时间跨度不能超过 90 天。")))
    if until < since:
        faults.append(FieldError("end_date", _("结束时间早于开始时间。")))
    return since, until


def _near(query: QueryDict, faults: list[FieldError]) -> tuple[float, float, float] | None:
    fields = Fields(query.dict())
    point, radius = fields.point("long", "lat"), fields.number("radius")
    if radius is not None and not 0 < radius <= LARGEST_RADIUS_M:
        fields.fault("radius", _("半径在 0 到 50000 米之间。"))
    if (point is None) != (radius is None) and not fields.faults:
        fields.fault("radius", _("lat、long 和 radius 要一起给出。"))
    faults.extend(fields.faults)
    return (*point, radius) if point and radius and not fields.faults else None


def _whole(query: QueryDict, name: str, default: int, most: int, faults: list[FieldError]) -> int:
    text = query.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        faults.append(FieldError(name, _("请填 1 到 {most} 的整数。").format(most=most)))
        return default
    return int(text)


def select(question: Question) -> QuerySet[Case]:
    """Return the page of public cases that answers `question`, newest first."""
    found = Case.objects.filter(public=True)
    if question.numbers:
        return found.filter(number__in=question.numbers).order_by("-created_at", "-id")
    found = found.filter(created_at__gte=question.since, created_at__lte=question.until)
    if question.codes:
        found = found.filter(matter_code__in=question.codes)
    if len(question.statuses) == 1:
        found = found.filter(closed_at__isnull="open" in question.statuses)
    if question.near:
        found = found.annotate(_square=_square(*question.near[:2])).filter(_within(*question.near))
    start = (question.page - 1) * question.page_size
    return found.order_by("-created_at", "-id")[start : start + question.page_size]


def _square(lon: float, lat: float) -> ExpressionWrapper[Any]:
    """Return the square of the distance to a point, in degrees of latitude; exact enough within a city."""
    narrow = cos(radians(lat))
    x, y = (F("lon") - lon) * narrow, F("lat") - lat
    return ExpressionWrapper(x * x + y * y, output_field=FloatField())


def _within(lon: float, lat: float, metres: float) -> Q:
    degrees = metres / _METRES_PER_DEGREE
    return Q(_square__lte=degrees**2, lat__gte=lat - degrees, lat__lte=lat + degrees)
