"""The catalogue in force follows the city's files, and a spoilt file does not stop the city."""

from pathlib import Path

import pytest
from django.test import override_settings

from linli.cases import catalogue
from linli.kernel.errors import InvalidInput
from tests.cases.catalogue.city import changed


def test_without_files_of_its_own_a_city_has_the_packaged_one(tmp_path: Path) -> None:
    with override_settings(LINLI_CATALOGUE="", HOME=tmp_path):
        assert catalogue.folders() == ()
        assert catalogue.current() == catalogue.load()
        assert catalogue.current() is catalogue.current()


def test_a_changed_file_counts_at_once_and_a_spoilt_one_does_not(tmp_path: Path) -> None:
    own = tmp_path / "catalogue"
    own.mkdir()
    with override_settings(LINLI_CATALOGUE="", HOME=tmp_path):
        changed(own, "catalogue.toml", "transfers = 2", "transfers = 3")
        assert catalogue.current().rules.transfers == 3
        changed(own, "catalogue.toml", "transfers = 2", "transfers = 14")
        assert catalogue.current().rules.transfers == 14
        changed(own, "catalogue.toml", "transfers = 2", "transfers = 'many'")
        assert catalogue.current().rules.transfers == 14
        changed(own, "catalogue.toml", "transfers = 2", "transfers = 4")
        assert catalogue.current().rules.transfers == 4


def test_a_process_does_not_begin_with_a_wrong_catalogue(tmp_path: Path) -> None:
    changed(tmp_path, "catalogue.toml", "transfers = 2", "transfers = -2")
    with override_settings(LINLI_CATALOGUE=str(tmp_path)), pytest.raises(InvalidInput):
        catalogue.current()
    with override_settings(LINLI_CATALOGUE=str(tmp_path / "nowhere")), pytest.raises(InvalidInput):
        catalogue.current()
