"""The outlines of areas as vector tiles: small, kept by browsers until the next edition."""

import gzip
import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from linli.places import atlas, tiles
from linli.places.rules import Level

_LEVELS: dict[str, Level | None] = {"ground": None, **{level.name.lower(): level for level in Level}}
_TYPE = "application/vnd.mapbox-vector-tile"
_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=60"


@require_safe
def tile(request: HttpRequest, level: str, z: int, x: int, y: int) -> HttpResponse:
    """Answer with one tile; an address that names the edition (?v=) never changes and is kept for good.

    Raises:
        Http404: there is no such level or tile.
    """
    if level not in _LEVELS or not tiles.SHALLOWEST <= z <= tiles.DEEPEST or max(x, y) >= 2**z:
        raise Http404
    stamp = edition()
    etag = f'W/"{hashlib.sha256(f"{stamp}:{level}:{z}:{x}:{y}".encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        packed = tiles.tile(_LEVELS[level], z, x, y)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(packed if zipped else gzip.decompress(packed), content_type=_TYPE)
        if zipped:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = _FOR_GOOD if request.GET.get("v") == stamp else _FOR_NOW
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def edition() -> str:
    """Return the stamp of the present outlines, as addresses of tiles name it."""
    return atlas.current().stamp or "0"
