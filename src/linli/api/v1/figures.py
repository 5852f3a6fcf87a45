"""Figures: the indicators of an area, and one indicator over the map."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from linli.api.v1.auth import SIGNED_IN, caller_of
from linli.api.v1.shapes import PROBLEMS
from linli.insight import queries as insight
from linli.insight.rules import INDICATORS
from linli.kernel.errors import NotFound

router = Router(tags=["figures"])
Prefix = Annotated[
    str,
    Query(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15})?$", description="an area; empty is the city"),
]


class ReadingOut(Schema):
    """An indicator read for one area: a count, or a share from 0 to 1; null when out of nothing."""

    key: str
    name: str
    definition: str
    span_days: int
    value: float | None
    numerator: int
    denominator: int | None
    as_of: datetime


class ReadingsOut(Schema):
    """Every indicator of one area."""

    items: list[ReadingOut]


class MapOut(Schema):
    """One indicator by area code; areas without a case in the span are left out."""

    values: dict[str, float | None]


@router.get(
    "/indicators", auth=SIGNED_IN, response={200: ReadingsOut, **PROBLEMS}, operation_id="list_indicators"
)
def list_indicators(request: HttpRequest, area: Prefix = "") -> dict[str, Any]:
    """Read every indicator for an area."""
    return {
        "items": [
            {
                "key": one.indicator.key,
                "name": str(one.indicator.name),
                "definition": str(one.indicator.definition),
                "span_days": one.indicator.span,
                "value": one.value,
                "numerator": one.numerator,
                "denominator": one.denominator,
                "as_of": one.as_of,
            }
            for one in insight.headline(caller_of(request).actor, area)
        ]
    }


@router.get(
    "/indicators/{key}/map", auth=SIGNED_IN, response={200: MapOut, **PROBLEMS}, operation_id="map_indicator"
)
def map_indicator(
    request: HttpRequest,
    key: Annotated[str, Path(max_length=40)],
    level: Annotated[Literal["district", "street", "community", "grid"], Query()] = "grid",
    area: Prefix = "",
) -> dict[str, Any]:
    """Read one indicator for every area of a level within an area."""
    if key not in INDICATORS:
        raise NotFound
    digits = {"district": 6, "street": 9, "community": 12, "grid": 15}[level]
    return {"values": insight.map_values(caller_of(request).actor, key, digits, area)}
