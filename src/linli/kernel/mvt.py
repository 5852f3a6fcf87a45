"""Vector tiles: where tiles lie on the world, and their encoding (Mapbox Vector Tile 2.1).

The plane is Web Mercator (EPSG:3857) shrunk to a square from 0 to 1, x to the east and y to the south, as
all map tiles count.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mapbox_vector_tile
import numpy as np
import numpy.typing as npt
import shapely

from linli.kernel.geo import Floats

EXTENT = 4096
"""Steps along the side of a tile."""

BUFFER = 64
"""Steps that shapes reach beyond a tile, so that strokes meet at its edge."""

_LIMIT = 85.051_128_78


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a layer: a number that names it, its words, and its shape in steps of the tile."""

    id: int
    words: Mapping[str, str]
    shape: shapely.Geometry


def plane(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Return WGS-84 points, in degrees, as points of the plane."""
    sines = np.sin(np.radians(np.clip(lats, -_LIMIT, _LIMIT)))
    return np.asarray(lons) / 360 + 0.5, 0.5 - np.log((1 + sines) / (1 - sines)) / (4 * math.pi)


def onto_plane(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return WGS-84 shapes as shapes of the plane."""
    return np.asarray(
        shapely.transform(shapes, lambda at: np.column_stack(plane(at[:, 0], at[:, 1]))), dtype=object
    )


def box(z: int, x: int, y: int, buffer: int = 0) -> tuple[float, float, float, float]:
    """Return west, north, east and south of a tile on the plane, with so many steps around it."""
    side, more = 1 / 2**z, buffer / EXTENT
    return (x - more) * side, (y - more) * side, (x + 1 + more) * side, (y + 1 + more) * side


def in_steps(shapes: npt.NDArray[np.object_], z: int, x: int, y: int) -> npt.NDArray[np.object_]:
    """Return shapes of the plane in whole steps from the north-western corner of a tile."""
    scale = 2**z * EXTENT
    corner = np.array([x * EXTENT, y * EXTENT])
    return np.asarray(shapely.transform(shapes, lambda at: np.rint(at * scale - corner)), dtype=object)


def encode(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """Return the tile with these layers; shapes are points, polygons and multipolygons."""
    tile: bytes = mapbox_vector_tile.encode(  # type: ignore[no-untyped-call]
        [
            {"name": name, "features": [_told(each) for each in features]}
            for name, features in layers.items()
            if features
        ],
        default_options={"extents": EXTENT, "y_coord_down": True, "check_winding_order": False},
    )
    return tile


def _told(feature: Feature) -> dict[str, Any]:
    return {"id": feature.id, "properties": feature.words, "geometry": _drawable(feature.shape)}


def _drawable(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a point as it is; of anything else the polygons that did not shrink to nothing."""
    if isinstance(shape, shapely.Point):
        return shape
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon) and part.area]
    return shapely.MultiPolygon(parts)
