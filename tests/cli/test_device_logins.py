"""`linli devicelogin` and `linli brokerfiles`: passwords shown once, files whole and closed to strangers."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.devices import groups
from linli.devices.models import Group
from linli.kernel.actor import SYSTEM
from linli.places import atlas
from tests.cases import city
from tests.devices.conftest import enter

URL = "mqtts://linli-listen:secret@broker.example"


@pytest.fixture
def group(db: None) -> Iterator[Group]:
    """Two gates of one community."""
    city.build()
    made = groups.open_group(by=SYSTEM, code="juxin", name="聚新门禁", area_code="320402001001")
    for code in ("G-1", "G-2"):
        enter(made, code)
    yield made
    atlas.expire()


def given(*arguments: str, **options: Any) -> list[str]:
    """Return the user names that the command gave passwords to."""
    out = StringIO()
    call_command("devicelogin", *arguments, stdout=out, stderr=StringIO(), **options)
    rows = list(csv.DictReader(StringIO(out.getvalue())))
    assert all(len(row["password"]) == 43 for row in rows)
    return [row["user"] for row in rows]


def test_passwords_are_printed(group: Group) -> None:
    assert given("juxin") == ["juxin"]
    assert given("juxin", "G-2") == ["juxin/G-2"]
    assert given("juxin", missing=True) == ["juxin/G-1"]
    with pytest.raises(CommandError, match="nobody"):
        given("nobody")
    with pytest.raises(CommandError, match="G-9"):
        given("juxin", "G-9")


def test_files_are_written(group: Group, settings: Any, tmp_path: Path) -> None:
    """Twice, whole, and readable by the owner and the group of the folder alone."""
    settings.MQTT_URL = URL
    given("juxin", missing=True)
    for _ in range(2):
        call_command("brokerfiles", tmp_path, stdout=StringIO())
    names = [line.split(":")[0] for line in (tmp_path / "passwords").read_text().splitlines()]
    assert names == ["linli-listen", "juxin/G-1", "juxin/G-2"]
    assert "pattern write linli/events/%u" in (tmp_path / "access").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["access", "passwords"]
    assert all(path.stat().st_mode & 0o137 == 0 for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    "url", ["", "mqtts://broker.example", "nonsense", URL.replace("linli-listen", "juxin")]
)
def test_without_a_listener_nothing_is_written(group: Group, settings: Any, tmp_path: Path, url: str) -> None:
    settings.MQTT_URL = url
    with pytest.raises(CommandError):
        call_command("brokerfiles", tmp_path, stdout=StringIO())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(group: Group, settings: Any, tmp_path: Path) -> None:
    settings.MQTT_URL = URL
    with pytest.raises(CommandError, match="nowhere"):
        call_command("brokerfiles", tmp_path / "nowhere", stdout=StringIO())


@pytest.mark.parametrize("url", ["", "nonsense"])
def test_listening_needs_a_broker(settings: Any, url: str) -> None:
    settings.MQTT_URL = url
    with pytest.raises(CommandError, match="LINLI_MQTT_URL"):
        call_command("listen")


def test_a_wrong_list_of_certificates_is_said(settings: Any, tmp_path: Path) -> None:
    settings.MQTT_URL, settings.MQTT_CA = URL, str(tmp_path / "none.pem")
    with pytest.raises(CommandError, match="LINLI_MQTT_CA"):
        call_command("listen")
