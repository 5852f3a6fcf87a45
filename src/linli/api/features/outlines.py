"""The outlines of areas as GeoJSON, as fine as the zoom of the map needs."""

import gzip
import hashlib
import math
from functools import lru_cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.kernel.errors import FieldError, InvalidInput
from linli.places import atlas
from linli.places import queries as places
from linli.places.rules import Level

LEVELS = {level.name.lower(): level for level in Level}
FULL_ZOOM = 17
_EQUATOR_M_PER_PIXEL = 156_543.0
_TYPE = "application/geo+json"


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Answer with the areas of one level: ?level=grid&scope=320402&zoom=12, all of them optional.

    Outlines are public. They change only with an import, so the answer is kept by its edition.
    """
    level, scope, zoom = _asked(request)
    stamp = atlas.current().stamp
    etag = f'W/"{hashlib.sha256(f"{stamp}:{level}:{scope}:{zoom}".encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        packed = _packed(stamp, level, scope, zoom)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(packed if zipped else gzip.decompress(packed), content_type=_TYPE)
        if zipped:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _asked(request: HttpRequest) -> tuple[Level, str, int]:
    faults = []
    level = request.GET.get("level", "grid")
    scope = request.GET.get("scope", "")
    zoom = request.GET.get("zoom", str(FULL_ZOOM))
    if level not in LEVELS:
        faults.append(FieldError("level", _("请从这些值中选择：{all}。").format(all=", ".join(LEVELS))))
    if scope and not (scope.isascii() and scope.isdigit() and len(scope) <= 15):
        faults.append(FieldError("scope", _("范围是区划或网格编码的前几位数字。")))
    if not (zoom.isascii() and zoom.isdigit() and len(zoom) <= 2):
        faults.append(FieldError("zoom", _("缩放级别是 0 到 22 的整数。")))
    if faults:
        raise InvalidInput(faults)
    return LEVELS[level], scope, min(int(zoom), FULL_ZOOM)


def coarseness(zoom: int) -> float:
    """Return how many metres a pixel of a web map covers at `zoom` and 32° of latitude; 0 at the finest."""
    return 0.0 if zoom >= FULL_ZOOM else _EQUATOR_M_PER_PIXEL * math.cos(math.radians(32)) / 2**zoom


@lru_cache(maxsize=64)
def _packed(stamp: str, level: Level, scope: str, zoom: int) -> bytes:
    """Return the zipped answer; `stamp` makes a new one of every edition."""
    metres = coarseness(zoom)
    collection = places.outlines(level, scope, metres)
    digits = 6 if metres < 1 else 5
    for feature in collection["features"]:
        feature["geometry"]["coordinates"] = _rounded(feature["geometry"]["coordinates"], digits)
    return gzip.compress(msgspec.json.encode(collection), 6)


def _rounded(part: Any, digits: int) -> Any:
    """Return coordinates with `digits` decimals; five are a metre."""
    if isinstance(part, float | int):
        return round(part, digits)
    return [_rounded(each, digits) for each in part]
