"""Making ready: the database is brought up to date and the static files are collected, each once."""

from pathlib import Path

import pytest
from pytest_django import Settings

from linli.cli import prepare


@pytest.mark.django_db
def test_a_migrated_database_lacks_nothing() -> None:
    assert prepare.migrations_waiting() == 0


def test_static_files_are_collected_once_and_again_when_one_changes(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body { margin: 0 }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    assert not prepare.static_is_collected()
    prepare.collect_static()
    assert prepare.static_is_collected()
    assert (settings.STATIC_ROOT / "page.css").is_file()
    (source / "page.css").write_text("body { margin: 4px }")
    assert not prepare.static_is_collected()
