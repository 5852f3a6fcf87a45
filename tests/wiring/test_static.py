"""Static files: plain names before they are collected, names by content afterwards."""

from pathlib import Path

from pytest_django import Settings

from linli.wiring.static import StaticFiles


def test_names_are_plain_before_and_by_content_after_collecting(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    storage = StaticFiles(location=str(tmp_path))  # type: ignore[no-untyped-call]
    assert storage.stored_name("page.css") == "page.css"
    storage.hashed_files = {"page.css": "page.0123456789ab.css"}
    assert storage.stored_name("page.css") == "page.0123456789ab.css"


def test_an_address_is_worked_out_once_and_anew_after_collecting(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    storage = StaticFiles(location=str(tmp_path), base_url="/static/")  # type: ignore[no-untyped-call]
    assert storage.url("page.css") == storage.url("page.css") == "/static/page.css"
    storage.hashed_files = {"page.css": "page.0123456789ab.css"}
    storage.save_manifest()
    assert storage.url("page.css") == "/static/page.0123456789ab.css"
    assert storage.url("page.css", force=True) == "/static/page.0123456789ab.css"
