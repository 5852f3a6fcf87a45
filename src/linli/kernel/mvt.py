"""Vector tiles: where tiles lie on the world, and their encoding (Mapbox Vector Tile 2.1, protocol buffers).

The plane is Web Mercator (EPSG:3857) shrunk to a square from 0 to 1, x to the east and y to the south, as
all map tiles count.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from linli.kernel.geo import Floats

Integers = npt.NDArray[np.int64]
EXTENT = 4096
"""Steps along the side of a tile."""

BUFFER = 64
"""Steps that shapes reach beyond a tile, so that strokes meet at its edge."""

_LIMIT = 85.051_128_78
_POINT, _POLYGON = 1, 3
_MOVE, _LINE, _CLOSE = 1, 2, 7


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
    return b"".join(_field(3, _layer(name, features)) for name, features in layers.items() if features)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[str, int] = {}
    parts = [_number(15, 2), _field(1, name.encode())]
    for feature in features:
        tags: list[int] = []
        for key, value in feature.words.items():
            tags += [keys.setdefault(key, len(keys)), values.setdefault(value, len(values))]
        kind, drawing = _drawing(feature.shape)
        if drawing.size:
            parts.append(
                _field(
                    2,
                    _number(1, feature.id)
                    + _field(2, _varints(np.array(tags, dtype=np.int64)))
                    + _number(3, kind)
                    + _field(4, _varints(drawing)),
                )
            )
    parts += [_field(3, key.encode()) for key in keys]
    parts += [_field(4, _field(1, value.encode())) for value in values]
    return b"".join([*parts, _number(5, EXTENT)])


def _drawing(shape: shapely.Geometry) -> tuple[int, Integers]:
    """Return the kind of a shape, and the commands that draw it."""
    if isinstance(shape, shapely.Point):
        at = np.array([[shape.x, shape.y]], dtype=np.int64)
        return _POINT, np.concatenate([[_MOVE | 1 << 3], _zigzag(at).ravel()])
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    commands: list[Integers] = []
    cursor = np.zeros(2, dtype=np.int64)
    for ring in (ring for part in parts for ring in shapely.get_rings(part)):
        at = shapely.get_coordinates(ring).astype(np.int64)
        at = at[np.append(True, np.any(np.diff(at, axis=0) != 0, axis=1))][:-1]
        if len(at) < 3:
            continue
        steps = _zigzag(np.diff(at, axis=0, prepend=cursor[None, :]))
        line = np.array([_LINE | len(at) - 1 << 3])
        commands += [
            np.array([_MOVE | 1 << 3]),
            steps[0],
            line,
            steps[1:].ravel(),
            np.array([_CLOSE | 1 << 3]),
        ]
        cursor = at[-1]
    return _POLYGON, np.concatenate(commands) if commands else np.zeros(0, dtype=np.int64)


def _zigzag(values: Integers) -> Integers:
    return (values << 1) ^ (values >> 63)


def _varints(values: Integers) -> bytes:
    """Return unsigned numbers below 2^35, seven bits a byte, the last byte without its top bit."""
    rest = values[:, None] >> np.array([0, 7, 14, 21, 28])
    more = (rest >> 7) > 0
    used = np.column_stack([np.ones(len(values), dtype=bool), more[:, :-1]])
    return bytes(((rest & 127) | (more << 7)).astype(np.uint8)[used].tobytes())


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content
