"""Verbs on accounts and roles, and the separation of the three administrators."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db import IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.orgs import access, queries, rules
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role

pytestmark = pytest.mark.usefixtures("city")
GRID = "320412001001001"


def administrator(role: Role) -> Actor:
    """One who holds that administrator role and no other."""
    return Actor(id=f"account:{role}", name=role, grants=tuple(rules.grants_of(role, "")))


SYSTEM_ADMIN = administrator(Role.SYSTEM_ADMIN)
SECURITY_ADMIN = administrator(Role.SECURITY_ADMIN)
AUDIT_ADMIN = administrator(Role.AUDIT_ADMIN)


@pytest.fixture
def account() -> Account:
    """A resident's account."""
    return Account.objects.create_user("wang")


def test_opening_an_account() -> None:
    """The password is for one sign-in; it stands nowhere in clear."""
    account, password = access.open_account(by=SYSTEM_ADMIN, username="zhang.san", display_name="张三")
    assert account.check_password(password)
    assert account.must_change_password
    assert account.is_staff
    assert not account.is_superuser
    entry = AuditEntry.objects.get(stream=f"account:{account.pk}")
    assert password not in str(entry.content())


@pytest.mark.parametrize("username", ["", "  ", "a b", "x" * 151, "<script>", "WANG"])
def test_bad_user_names(username: str, account: Account) -> None:
    """Malformed or taken (small and capital letters are one) names are refused."""
    with pytest.raises(InvalidInput, match="username"):
        access.open_account(by=SYSTEM_ADMIN, username=username)


@pytest.mark.parametrize("by", [SECURITY_ADMIN, AUDIT_ADMIN])
def test_only_the_system_administrator_manages_accounts(by: Actor, account: Account) -> None:
    """Neither of the other administrators opens, resets or shuts one."""
    with pytest.raises(NotAllowed):
        access.open_account(by=by, username="new")
    with pytest.raises(NotAllowed):
        access.reset_password(by=by, account=account)
    with pytest.raises(NotAllowed):
        access.close_account(by=by, account=account, reason="x")


@pytest.mark.parametrize("by", [SYSTEM_ADMIN, AUDIT_ADMIN])
def test_only_the_security_administrator_grants(by: Actor, account: Account) -> None:
    """Neither of the other administrators gives or takes a role, or removes a second factor."""
    with pytest.raises(NotAllowed):
        access.grant_role(by=by, account=account, role=Role.CITY_LEADER)
    grant = access.grant_role(by=SECURITY_ADMIN, account=account, role=Role.CITY_LEADER)
    with pytest.raises(NotAllowed):
        access.revoke_role(by=by, grant=grant, reason="x")
    with pytest.raises(NotAllowed):
        access.reset_second_factor(by=by, account=account, reason="x")


def test_three_administrators_never_meet(account: Account) -> None:
    """The rule refuses a second administrator role, and the database would too."""
    access.grant_role(by=SECURITY_ADMIN, account=account, role=Role.SYSTEM_ADMIN)
    with pytest.raises(Conflict, match="三员分立"):
        access.grant_role(by=SECURITY_ADMIN, account=account, role=Role.AUDIT_ADMIN)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(account=account, role=Role.AUDIT_ADMIN)
    access.grant_role(by=SECURITY_ADMIN, account=account, role=Role.CITY_LEADER)
    assert queries.roles_of(account) == {Role.SYSTEM_ADMIN, Role.CITY_LEADER}


def test_granting_and_revoking(account: Account) -> None:
    """The grant makes staff, is in the audit with the area, and ends at once."""
    grant = access.grant_role(
        by=SECURITY_ADMIN, account=account, role=Role.COMMUNITY_DESK, area_code="320412001001"
    )
    assert account.is_staff
    with pytest.raises(Conflict):
        access.grant_role(
            by=SECURITY_ADMIN, account=account, role=Role.COMMUNITY_DESK, area_code="320412001001"
        )
    access.revoke_role(by=SECURITY_ADMIN, grant=grant, reason="调离")
    assert queries.roles_of(account) == frozenset()
    entry = AuditEntry.objects.get(verb="kernel:role:revoke")
    assert (entry.reason, entry.data["area"]) == ("调离", "320412001001")


def test_nobody_grants_to_themselves(account: Account) -> None:
    """Not even the security administrator."""
    own = Actor(id="a", name="", grants=SECURITY_ADMIN.grants, account_id=account.pk)
    with pytest.raises(NotAllowed):
        access.grant_role(by=own, account=account, role=Role.CITY_LEADER)


@pytest.mark.parametrize(
    ("role", "area_code", "fields"),
    [
        ("king", "", {"role"}),
        ("community_desk", "", {"area_code"}),
        ("community_desk", "999999", {"area_code"}),
        ("system_admin", "320412", {"area_code"}),
        ("department", "", {"organisation"}),
    ],
)
def test_grants_that_do_not_fit(account: Account, role: str, area_code: str, fields: set[str]) -> None:
    """Unknown role or area, an area missing, an administrator with an area, a department without a body."""
    with pytest.raises(InvalidInput) as fault:
        access.grant_role(by=SECURITY_ADMIN, account=account, role=role, area_code=area_code)
    assert {error.field for error in fault.value.errors} == fields


def test_a_department_over_the_whole_city(account: Account) -> None:
    """Its own work is its bound, so it needs no area; the dates may not be reversed."""
    body = Organisation.objects.create(code="cgj", name="城管局", kind="department")
    access.grant_role(by=SECURITY_ADMIN, account=account, role=Role.DEPARTMENT, organisation=body)
    assert queries.actor_of(account).organisations == {"cgj"}
    with pytest.raises(InvalidInput, match="until"):
        access.grant_role(
            by=SECURITY_ADMIN,
            account=account,
            role=Role.CITY_LEADER,
            since=date(2026, 2, 2),
            until=date(2026, 2, 1),
        )


def test_a_planned_second_administrator_role_clashes_too(account: Account) -> None:
    """Roles that overlap in time clash even when the first has an end."""
    access.grant_role(
        by=SECURITY_ADMIN, account=account, role=Role.SYSTEM_ADMIN, since=clock.today(), until=clock.today()
    )
    with pytest.raises(Conflict):
        access.grant_role(by=SECURITY_ADMIN, account=account, role=Role.SECURITY_ADMIN)


def test_shutting_and_opening_again(account: Account) -> None:
    """A shut account may nothing; nobody shuts their own."""
    access.close_account(by=SYSTEM_ADMIN, account=account, reason="离职")
    account.refresh_from_db()
    assert not account.is_active
    access.reopen_account(by=SYSTEM_ADMIN, account=account, reason="返聘")
    own = Actor(id="a", name="", grants=SYSTEM_ADMIN.grants, account_id=account.pk)
    with pytest.raises(Conflict):
        access.close_account(by=own, account=account, reason="x")
    verbs = AuditEntry.objects.filter(stream=f"account:{account.pk}").order_by("seq")
    assert [entry.verb for entry in verbs] == ["kernel:account:close", "kernel:account:reopen"]


def test_a_new_one_time_password(account: Account) -> None:
    """The old one no longer opens, and the new must be changed."""
    before = account.get_session_auth_hash()
    password = access.reset_password(by=SYSTEM_ADMIN, account=account)
    account.refresh_from_db()
    assert account.check_password(password)
    assert account.must_change_password
    assert account.get_session_auth_hash() != before


def test_a_lost_second_factor(account: Account) -> None:
    """It is taken away with a reason."""
    Authenticator.objects.create(user=account, type="totp", data={})
    access.reset_second_factor(by=SECURITY_ADMIN, account=account, reason="手机丢失")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(verb="kernel:account:reset_second_factor").reason == "手机丢失"


def test_renaming(account: Account) -> None:
    """One's own name and language, or with the permission another's."""
    own = Actor(id="a", name="", account_id=account.pk)
    access.rename_account(by=own, account=account, display_name="王芳", language="en")
    account.refresh_from_db()
    assert (account.display_name, account.language) == ("王芳", "en")
    with pytest.raises(NotAllowed):
        access.rename_account(by=AUDIT_ADMIN, account=account, display_name="x", language="en")


def test_unlocking(account: Account) -> None:
    """Only the security administrator forgets wrong passwords, and the audit keeps that."""
    attempt = AccessAttempt.objects.create(username="wang", ip_address="192.0.2.1", failures_since_start=5)
    with pytest.raises(NotAllowed):
        access.unlock(by=SYSTEM_ADMIN, attempt=attempt, reason="x")
    access.unlock(by=SECURITY_ADMIN, attempt=attempt, reason="本人来电核实")
    assert not AccessAttempt.objects.exists()
    assert AuditEntry.objects.get(stream="lockouts").data == {"username": "wang"}
