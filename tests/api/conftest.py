"""What the tests of the interfaces share: a city, keys, a picture."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from linli.kernel import apikeys
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role
from linli.places import atlas
from tests.api import city


@pytest.fixture
def the_city(db: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A city of two grids, with its pictures in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    city.build()
    yield
    atlas.expire()


@pytest.fixture
def open311_key(the_city: None) -> str:
    """A key that may report over Open311."""
    return apikeys.create(by=SYSTEM, name="12345", scopes=["open311"], rate=0)[1]


@pytest.fixture
def photo() -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (640, 480), "green").save(out, "JPEG")
    return out.getvalue()


def account(name: str, role: Role, area: str, body: str = "") -> Account:
    """Return an account with one role."""
    made = Account.objects.create(username=name, display_name=name)
    organisation = Organisation.objects.get(code=body) if body else None
    RoleGrant.objects.create(
        account=made, role=role, area_code=area, organisation=organisation, since=date(2020, 1, 1)
    )
    return made


def key_of(made: Account) -> dict[str, str]:
    """Return the headers of a v1 key that acts with the roles of an account."""
    secret = apikeys.create(by=SYSTEM, name=made.username, scopes=["v1"], rate=0, account=made)[1]
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def desk(the_city: None) -> dict[str, str]:
    """The headers of a street's desk."""
    return key_of(account("desk", Role.STREET_DESK, "320402001"))


@pytest.fixture
def stranger(the_city: None) -> dict[str, str]:
    """The headers of a desk of another street."""
    return key_of(account("stranger", Role.STREET_DESK, "320402999"))


@pytest.fixture
def cleaners(the_city: None) -> dict[str, str]:
    """The headers of a department, which is there to clean."""
    Organisation.objects.create(
        code="CLEAN", name="环卫所", kind="department", area_code="320402001", duties=["sanitation"]
    )
    return key_of(account("cleaners", Role.DEPARTMENT, "", "CLEAN"))
