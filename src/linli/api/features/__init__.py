"""GeoJSON for maps: outlines of areas, and the cases anybody may see."""
