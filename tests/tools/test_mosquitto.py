"""The broker of the tests: found where it is, fetched without any rights where it is not."""

from pathlib import Path

import pytest

from tools import mosquitto


def test_the_chosen_one_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "mosquitto"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("LINLI_TEST_MOSQUITTO", str(tmp_path))
    assert mosquitto.find() == program


def test_broker_and_clients_are_there() -> None:
    """`make test` has seen to it."""
    assert mosquitto.is_ready()


def test_without_packages_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="LINLI_TEST_MOSQUITTO"):
        mosquitto.install()


def test_libraries_of_a_fetched_one_are_found() -> None:
    assert str(mosquitto.FETCHED) in mosquitto.environment()["LD_LIBRARY_PATH"]
