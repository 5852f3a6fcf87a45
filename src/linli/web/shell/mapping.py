"""What the script of the maps must know: where tiles are, how far the city reaches, the city's base map."""

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.drawn import Box
from linli.kernel.errors import InvalidInput, invalid
from linli.places import atlas, tiles

DEEPEST = 19


def tile_address() -> str:
    """Return the address of a tile, with LEVEL, {z}, {x} and {y} in it; it names the present edition."""
    path = reverse("features-tile", args=["LEVEL", 0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}")
    return f"{path}?v={atlas.current().stamp}"


def box_words(code: str) -> str:
    """Return west, south, east and north of an area as a map's data-box; "" when unknown."""
    found = tiles.extent(code)
    return " ".join(f"{side:.5f}" for side in found) if found else ""


def box_asked(request: HttpRequest) -> Box:
    """Return west, south, east and north of what a map shows: ?box=119.8,31.6,120.0,31.8 (degrees).

    Raises:
        InvalidInput: the box is none.
    """
    try:
        west, south, east, north = (float(side) for side in request.GET.get("box", "").split(","))
    except ValueError as fault:
        raise _no_box() from fault
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise _no_box()
    return west, south, east, north


def _no_box() -> InvalidInput:
    return invalid("box", _("范围是西、南、东、北四个数，用逗号隔开。"))


def zoom_asked(request: HttpRequest) -> int:
    """Return how near a map shows it: ?zoom=14.

    Raises:
        InvalidInput: it is none.
    """
    zoom = request.GET.get("zoom", "")
    if not (zoom.isascii() and zoom.isdecimal() and len(zoom) < 3 and int(zoom) <= DEEPEST):
        raise invalid("zoom", _("缩放级别是 0 到 19 的整数。"))
    return int(zoom)


def settings_for_maps() -> str:
    """Return the words of the meta element `linli-map`, as JSON."""
    words = {
        "tiles": tile_address(),
        "shallowest": tiles.SHALLOWEST,
        "deepest": tiles.DEEPEST,
        "box": tiles.extent(),
        "base": settings.BASEMAP.as_dict() if settings.BASEMAP else None,
    }
    return msgspec.json.encode(words).decode()
