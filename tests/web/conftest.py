"""The engine's small city with accounts to sign in with, for the tests of pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.kernel.accounts import Account
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role
from tests.cases import city

AREAS = {
    Role.RESIDENT: ("", ""),
    Role.GRID_WORKER: (city.G1, ""),
    Role.STREET_DESK: ("320402001", ""),
    Role.DEPARTMENT: ("", "CLEAN1"),
    Role.INSPECTOR: ("320402", ""),
    Role.CITY_LEADER: ("", ""),
    Role.SYSTEM_ADMIN: ("", ""),
    Role.SECURITY_ADMIN: ("", ""),
    Role.AUDIT_ADMIN: ("", ""),
}
SignIn = Callable[[Role], Client]


@pytest.fixture
def town(db: None) -> None:
    """The engine's test city: two streets, four grids, four bodies."""
    city.build()


@pytest.fixture
def sign_in(town: None, settings: object) -> SignIn:
    """Return a browser in which somebody with the role is signed in; second factors are another test's."""
    settings.SECOND_FACTOR = False  # type: ignore[attr-defined]

    def enter(role: Role) -> Client:
        area, body = AREAS[role]
        account = Account.objects.create(username=f"{role}-one", display_name=f"测试{role}", is_staff=True)
        RoleGrant.objects.create(
            account=account,
            role=role,
            area_code=area,
            organisation=Organisation.objects.get(code=body) if body else None,
            since="2020-01-01",
        )
        browser = Client()
        browser.force_login(account)
        return browser

    return enter
