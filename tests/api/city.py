"""A city of two grids, for the tests of the interfaces."""

import shapely

from linli.places import atlas, rules
from linli.places.models import Area, Edition

GRID, NEXT_GRID = "320402001001001", "320402001001002"
INSIDE = (119.905, 31.705)
OUTSIDE = (121.0, 30.0)
_BOXES = {
    "320402": ("甲区", (119.90, 31.70, 119.96, 31.73)),
    "320402001": ("乙街道", (119.90, 31.70, 119.94, 31.73)),
    "320402001001": ("丙社区", (119.90, 31.70, 119.92, 31.71)),
    GRID: ("一网格", (119.90, 31.70, 119.91, 31.71)),
    NEXT_GRID: ("二网格", (119.91, 31.70, 119.92, 31.71)),
}


def build() -> None:
    """Write the areas and let the atlas notice."""
    for code, (name, box) in _BOXES.items():
        shape = shapely.MultiPolygon([shapely.box(*box)])
        Area.objects.create(
            code=code,
            level=rules.level_of(code),
            name=name,
            parent_id=rules.parent_code(code),
            boundary=shapely.to_wkb(shape),
            kind="comprehensive" if len(code) == 15 else "",
            lon=(box[0] + box[2]) / 2,
            lat=(box[1] + box[3]) / 2,
        )
    Edition.objects.create(topic="areas", stamp="one")
    atlas.expire()
