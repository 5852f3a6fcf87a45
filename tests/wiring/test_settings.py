"""The settings: where data go, and what the two databases promise."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import resolve

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


@pytest.mark.parametrize(
    ("link", "words", "view"),
    [
        ("REPORTER_LINK", {"number": "261124-123-4567", "key": "k" * 20}, "resident:own"),
        ("PUBLIC_CASE_LINK", {"number": "261124-123-4567"}, "resident:track"),
        ("DESK_LINK", {"number": "261124-123-4567"}, "desk:case"),
        ("NEWS_LINK", {"id": 7}, "resident:news"),
        ("PLACE_LINK", {"code": "320402001001"}, "resident:community"),
        ("STOP_LINK", {"id": 7, "key": "k" * 20}, "resident:unsubscribe"),
        ("CARE_LINK", {"name": "a" * 12, "key": "k" * 20}, "resident:care"),
        ("CARE_PLAN_LINK", {"code": "a" * 12}, "desk:care_plan"),
        ("ALERT_LINK", {"code": "a" * 12}, "worker:alert"),
        ("DOOR_LINK", {"code": "a" * 12}, "worker:door"),
    ],
)
def test_links_in_notices_lead_to_pages_of_the_site(link: str, words: dict[str, object], view: str) -> None:
    """A notice is written by a floor that knows no address; what it fills in must be one."""
    address = getattr(settings, link).format(**words)
    assert address.startswith(f"{settings.PUBLIC_URL}/")
    found = resolve(address.removeprefix(settings.PUBLIC_URL))
    assert found.view_name == view
    assert found.kwargs.keys() >= (words.keys() - {"id"})
    every = {name for name in dir(settings) if name.endswith("_LINK") and "{" in str(getattr(settings, name))}
    of_cases = {"REPORTER_LINK", "PUBLIC_CASE_LINK", "DESK_LINK"}
    of_care = {"CARE_LINK", "CARE_PLAN_LINK", "ALERT_LINK", "DOOR_LINK"}
    assert every == of_cases | of_care | {"NEWS_LINK", "PLACE_LINK", "STOP_LINK"}
