"""What each role opens in the office."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from linli.kernel.accounts import Account
from linli.orgs.models import RoleGrant
from linli.orgs.rules import Role
from linli.web.signin import adapter, backend, lockout

pytestmark = pytest.mark.django_db


def account(role: Role | None, area_code: str = "") -> Account:
    """Open an account that holds `role`."""
    found = Account.objects.create_user("who", is_staff=True)
    if role:
        RoleGrant.objects.create(account=found, role=role, area_code=area_code)
    return found


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.SYSTEM_ADMIN, "kernel.add_account", "orgs.add_rolegrant"),
        (Role.SYSTEM_ADMIN, "orgs.change_organisation", "kernel.view_auditentry"),
        (Role.SECURITY_ADMIN, "orgs.add_rolegrant", "kernel.add_account"),
        (Role.SECURITY_ADMIN, "axes.view_accessattempt", "kernel.view_auditentry"),
        (Role.AUDIT_ADMIN, "kernel.view_auditentry", "orgs.change_organisation"),
        (Role.AUDIT_ADMIN, "axes.view_accesslog", "kernel.change_account"),
        (Role.STREET_DESK, "orgs.add_worker", "kernel.view_account"),
        (Role.CITY_LEADER, "orgs.view_organisation", "orgs.change_organisation"),
    ],
)
def test_each_administrator_sees_its_own(role: Role, may: str, may_not: str) -> None:
    """No administrator sees another's part."""
    who = account(role)
    assert who.has_perm(may)
    assert not who.has_perm(may_not)
    assert who.has_module_perms(may.split(".")[0])


def test_nobody_deletes_history() -> None:
    """No role changes or deletes what is in the audit, nor any organisation, worker or account."""
    everything = backend.office_permissions(set(backend.OFFICE))
    assert not {name for name in everything if "delete_" in name}
    assert {name for name in everything if "auditentry" in name} == {"kernel.view_auditentry"}


def test_strangers_residents_and_the_shut_have_nothing() -> None:
    """No role, no way into the office."""
    who = account(None)
    assert not who.get_all_permissions()
    assert backend.RoleBackend().get_all_permissions(AnonymousUser()) == set()
    who.is_active = False
    assert backend.RoleBackend().get_all_permissions(who) == set()


def test_every_model_of_the_office_exists() -> None:
    """The table names no model that is not there."""
    for models in backend.OFFICE.values():
        for name in models:
            assert apps.get_model(name)


def test_secrets_of_second_factors_are_sealed() -> None:
    """What is stored does not show the secret, and opens again."""
    factors = adapter.FactorAdapter()
    sealed = factors.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert factors.decrypt(sealed) == "JBSWY3DPEHPK3PXP"


def test_locked_out_in_words() -> None:
    """The page says how long, and the header too."""
    answer = lockout.locked_out(RequestFactory().post("/accounts/login/"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
