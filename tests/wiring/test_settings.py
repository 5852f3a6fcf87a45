"""The settings: where data go, and what the two databases promise."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from linli.wiring import env


def test_a_home_is_a_throw_away_folder_under_test() -> None:
    assert Path(settings.HOME).is_dir()
    assert ".linli" not in Path(settings.HOME).parts


@pytest.mark.django_db
def test_rows_survive_a_round_trip_with_rare_characters() -> None:
    account = get_user_model().objects.create(username="𠮷野家", display_name="㙍先生🙂")
    assert get_user_model().objects.get(pk=account.pk).display_name == "㙍先生🙂"


@pytest.mark.django_db
def test_the_database_is_one_that_linli_supports() -> None:
    assert connection.vendor in {"sqlite", "postgresql"}


def test_an_unknown_database_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="use postgres:// or sqlite"):
        env.database("mysql://localhost/linli", tmp_path)


def test_a_postgres_address_is_taken_apart(tmp_path: Path) -> None:
    local = env.database("postgres://clerk:p%40ss@/city?host=/run/postgresql", tmp_path)
    assert (local["HOST"], local["NAME"], local["PORT"]) == ("/run/postgresql", "city", "")
    found = env.database("postgres://clerk:p%40ss@db.local:5433/city", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        *("clerk", "p@ss", "db.local", "5433"),
        "city",
    )


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    first = env.secret("LINLI_TRIAL_KEY", tmp_path)
    assert len(first) >= 48
    assert env.secret("LINLI_TRIAL_KEY", tmp_path) == first
    assert (tmp_path / "secrets" / "linli_trial_key").stat().st_mode & 0o777 == 0o600
