"""A background writer leaves SQLite to the others twice as long as it kept it; PostgreSQL needs no rest."""

import time

import pytest
from django.db import connection

from linli.kernel.sqlite import turns


@pytest.mark.parametrize(("vendor", "rest"), [("sqlite", [0.02]), ("postgresql", [])])
def test_the_others_get_twice_as_long(
    monkeypatch: pytest.MonkeyPatch, vendor: str, rest: list[float]
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(connection, "vendor", vendor)
    turns.leave_to_others(0.01)
    assert slept == rest
