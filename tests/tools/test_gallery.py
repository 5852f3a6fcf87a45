"""The pictures of every page: in which ways they are taken, how they are kept, and their index."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tools import gallery
from tools.pages import PAGES, Page
from tools.visits import Way, ways


def test_residents_pages_are_seen_with_large_letters_and_a_wall_on_no_phone() -> None:
    assert {way.suffix for way in ways(Page("x", "/", elder=True))} == {
        *("-phone", "-phone-en", "-desk", "-desk-en"),
        *("-phone-elder", "-phone-en-elder", "-desk-elder", "-desk-en-elder"),
    }
    assert ways(Page("x", "/", wall=True)) == [Way(), Way(language="en")]


def test_every_page_is_planned() -> None:
    planned = {page.name for pages in gallery.plan().values() for page in pages}
    assert planned == {page.name for page in PAGES}
    assert {page.name for pages in gallery.plan(["home"]).values() for page in pages} == {"home"}


def test_a_picture_is_kept_small(tmp_path: Path) -> None:
    png = io.BytesIO()
    Image.new("RGB", (1366, 5000), "white").save(png, "PNG")
    gallery.save(png.getvalue(), tmp_path / "x.webp")
    with Image.open(tmp_path / "x.webp") as kept:
        assert kept.format == "WEBP"
        assert kept.width == gallery.WIDEST
        assert kept.height <= gallery.LONGEST


def test_the_index_leads_to_the_pictures_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "PICTURES", tmp_path)
    (tmp_path / "home-phone.webp").touch()
    (tmp_path / "gone-phone.webp").touch()
    gallery.tidy()
    assert [path.name for path in tmp_path.iterdir()] == ["home-phone.webp"]
    assert "[phone 中文](pages/home-phone.webp)" in gallery.index()
    assert "home-desk.webp" not in gallery.index()
