"""GeoReport v2, the Open311 interface by which other systems report and follow requests."""
