"""The outlines that the city's map colours: our own vector data, made simple, no tile server."""

from functools import lru_cache
from typing import Any

from linli.places import atlas
from linli.places import queries as places
from linli.places.rules import LENGTH_OF, Level

COARSENESS_M = {Level.DISTRICT: 40.0, Level.STREET: 35.0, Level.COMMUNITY: 25.0, Level.GRID: 8.0}
"""How many metres a map of each level may be off: about a pixel at the zoom where it is drawn."""


def _rounded(value: Any) -> Any:
    """Return nested coordinates with five decimals, about a metre."""
    if isinstance(value, float):
        return round(value, 5)
    return [_rounded(each) for each in value]


@lru_cache(maxsize=16)
def _simple(stamp: str, level: Level, prefix: str) -> list[dict[str, Any]]:
    far = level is Level.GRID and len(prefix) < LENGTH_OF[Level.DISTRICT]
    features: list[dict[str, Any]] = places.outlines(
        level, prefix, COARSENESS_M[Level.COMMUNITY if far else level]
    )["features"]
    for feature in features:
        shape = feature["geometry"]
        feature["geometry"] = {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}
    return features


def simple(level: Level, prefix: str) -> list[dict[str, Any]]:
    """Return the areas of `level` under `prefix` as GeoJSON features; kept by edition, not to be changed."""
    return _simple(atlas.current().stamp, level, prefix)
