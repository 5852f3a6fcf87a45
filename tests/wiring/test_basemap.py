"""A city's own base map: Tianditu, pictures, WMTS and vector tiles, and the hosts that the policy opens."""

import pytest

from linli.kernel.geo import Crs
from linli.wiring import basemap


def test_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINLI_BASEMAP", raising=False)
    assert basemap.read() is None


def test_tianditu_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_BASEMAP", "tianditu")
    monkeypatch.setenv("LINLI_BASEMAP_KEY", "abc&1")
    found = basemap.read()
    assert found is not None
    assert found.crs is Crs.CGCS2000
    assert [("LAYER=vec" in url, "LAYER=cva" in url) for url in found.urls] == [(True, False), (False, True)]
    assert all(url.endswith("TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=abc%261") for url in found.urls)
    assert found.hosts[0] == "https://t0.tianditu.gov.cn"
    assert len(found.hosts) == 8


def test_own_vector_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_BASEMAP", "https://tiles.city.example/base/{z}/{x}/{y}.pbf?k={key}")
    monkeypatch.setenv("LINLI_BASEMAP_KEY", "K")
    monkeypatch.setenv("LINLI_BASEMAP_CRS", "GCJ02")
    found = basemap.read()
    assert found is not None
    assert found.as_dict()["kind"] == "vector"
    assert found.urls == ("https://tiles.city.example/base/{z}/{x}/{y}.pbf?k=K",)
    assert (found.crs, found.hosts) == (Crs.GCJ02, ["https://tiles.city.example"])


def test_own_wmts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_BASEMAP", "https://gis.city.example/wmts")
    monkeypatch.setenv("LINLI_BASEMAP_LAYER", "roads")
    monkeypatch.setenv("LINLI_BASEMAP_MATRIX", "EPSG:3857")
    found = basemap.read()
    assert found is not None
    assert "LAYER=roads&" in found.urls[0]
    assert "TILEMATRIXSET=EPSG%3A3857" in found.urls[0]
    assert not found.vector


@pytest.mark.parametrize(
    ("name", "value"), [("LINLI_BASEMAP", "ftp://x/{z}"), ("LINLI_BASEMAP_CRS", "beijing54")]
)
def test_what_cannot_be_is_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("LINLI_BASEMAP", "https://x.example/{z}/{x}/{y}.png")
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name):
        basemap.read()
