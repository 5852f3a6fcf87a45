"""What the script of the maps must know: where tiles are, how far the city reaches, the city's base map."""

import msgspec
from django.conf import settings
from django.urls import reverse

from linli.places import atlas, tiles


def tile_address() -> str:
    """Return the address of a tile, with LEVEL, {z}, {x} and {y} in it; it names the present edition."""
    path = reverse("features-tile", args=["LEVEL", 0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}")
    return f"{path}?v={atlas.current().stamp}"


def box_words(code: str) -> str:
    """Return west, south, east and north of an area as a map's data-box; "" when unknown."""
    found = tiles.extent(code)
    return " ".join(f"{side:.5f}" for side in found) if found else ""


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
