"""Reads which base map a city puts below Linli's own outlines: Tianditu, XYZ, WMTS or vector tiles."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from linli.kernel.geo import Crs
from linli.wiring import env

TIANDITU = "tianditu"
_TIANDITU_LAYERS = ("vec", "cva")
_TIANDITU_HOST = "https://t{s}.tianditu.gov.cn"
_TIANDITU_SUBDOMAINS = "01234567"
VECTOR = (".mvt", ".pbf")


@dataclass(frozen=True)
class BaseMap:
    """A city's base map, as the browser asks for it.

    Attributes:
        urls: addresses with {z}, {x}, {y} (and {s}), drawn from below to above.
        vector: whether they are vector tiles; pictures otherwise.
        crs: the coordinate system of what they show; the tiles themselves are cut on Web Mercator.
        deepest: the finest zoom that is served.
        subdomains: what {s} may be, one sign each.
        attribution: the words that its owner asks for.
    """

    urls: tuple[str, ...]
    vector: bool
    crs: Crs
    deepest: int
    subdomains: str
    attribution: str

    @property
    def hosts(self) -> list[str]:
        """The origins that a browser asks, as a content security policy names them."""
        found = []
        for url in self.urls:
            parts = urlsplit(url)
            origin = f"{parts.scheme}://{parts.netloc}"
            found += (
                [origin.replace("{s}", sign) for sign in self.subdomains] if "{s}" in origin else [origin]
            )
        return sorted(set(found))

    def as_dict(self) -> dict[str, Any]:
        """Return what the maps' script reads."""
        return {
            "kind": "vector" if self.vector else "pictures",
            "url": self.urls[0],
            "urls": self.urls,
            "crs": self.crs.value,
            "deepest": self.deepest,
            "shallowest": 0,
            "subdomains": self.subdomains,
            "attribution": self.attribution,
        }


def read() -> BaseMap | None:
    """Return the base map that the environment asks for; None without one.

    Raises:
        ValueError: the address is no https or http address, or the coordinate system is unknown.
    """
    address, key = env.text("LINLI_BASEMAP"), env.text("LINLI_BASEMAP_KEY")
    if not address:
        return None
    if address == TIANDITU:
        return _tianditu(key)
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError(f"LINLI_BASEMAP: expected {TIANDITU} or an address, found {address!r}")
    url = (address if "{z}" in address else _wmts(address)).replace("{key}", key)
    crs = env.text("LINLI_BASEMAP_CRS", Crs.WGS84.value).lower()
    if crs not in set(Crs):
        raise ValueError(f"LINLI_BASEMAP_CRS: expected one of {', '.join(Crs)}, found {crs!r}")
    return BaseMap(
        urls=(url,),
        vector=urlsplit(address).path.endswith(VECTOR),
        crs=Crs(crs),
        deepest=env.number("LINLI_BASEMAP_DEEPEST", 18),
        subdomains=env.text("LINLI_BASEMAP_SUBDOMAINS"),
        attribution=env.text("LINLI_BASEMAP_ATTRIBUTION"),
    )


def _tianditu(key: str) -> BaseMap:
    """Return Tianditu's streets and their names, by its WMTS on Web Mercator (matrix set w)."""
    urls = tuple(
        _wmts(f"{_TIANDITU_HOST}/{layer}_w/wmts", layer, "w") + "&" + urlencode({"tk": key})
        for layer in _TIANDITU_LAYERS
    )
    return BaseMap(urls, False, Crs.CGCS2000, 18, _TIANDITU_SUBDOMAINS, "天地图 GS(2024)0568号")


def _wmts(service: str, layer: str = "", matrix: str = "") -> str:
    """Return the address of a WMTS tile in key-value form."""
    words = {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": layer or env.text("LINLI_BASEMAP_LAYER"),
        "STYLE": "default",
        "TILEMATRIXSET": matrix or env.text("LINLI_BASEMAP_MATRIX", "w"),
        "FORMAT": "tiles" if layer else "image/png",
    }
    join = "&" if "?" in service else "?"
    return f"{service}{join}{urlencode(words)}&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"
