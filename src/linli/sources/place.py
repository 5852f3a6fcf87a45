"""Reads where something is: a point in a declared datum, an address in words, or both."""

from typing import TypedDict

from django.utils.translation import gettext as _

from linli.kernel.geo import Crs
from linli.sources.fields import Fields


class Place(TypedDict):
    """The fields of a signal that say where."""

    lon: float | None
    lat: float | None
    crs: Crs
    address: str


def read_place(
    fields: Fields, lon: str = "lon", lat: str = "lat", address: str = "address", *, needed: bool = True
) -> Place:
    """Return where the report says it is; whether the point lies in the city is the engine's to say.

    That no place was given at all, although `needed`, is noted on `fields`.
    """
    before = len(fields.faults)
    point = fields.point(lon, lat)
    words = fields.text(address, 200)
    crs = Crs(fields.choice("crs", list(Crs), Crs.WGS84))
    if needed and point is None and not words and len(fields.faults) == before:
        fields.fault(address, _("请在地图上点一下位置，或写明地址。"))
    return Place(lon=point[0] if point else None, lat=point[1] if point else None, crs=crs, address=words)
