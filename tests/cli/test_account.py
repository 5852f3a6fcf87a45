"""`linli account` opens accounts and resets passwords."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.kernel.accounts import Account
from linli.orgs import queries
from linli.orgs.models import Organisation
from linli.orgs.rules import Role

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    """Run the command and return what it prints."""
    out = StringIO()
    call_command("account", *words, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_create_prints_the_password_alone() -> None:
    """It opens the account once; the account must change it and holds its role."""
    password = run("create", "zhao", "--role", "security_admin", "--name", "赵安", "--language", "en")
    account = Account.objects.get(username="zhao")
    assert account.check_password(password)
    assert (account.must_change_password, account.is_staff, account.language) == (True, True, "en")
    assert queries.roles_of(account) == {Role.SECURITY_ADMIN}


def test_a_department_acts_for_its_organisation() -> None:
    """The organisation is named by its code."""
    Organisation.objects.create(code="cgj", name="城管局", kind="department")
    run("create", "qian", "--role", "department", "--organisation", "cgj")
    assert queries.actor_of(Account.objects.get(username="qian")).organisations == {"cgj"}


@pytest.mark.parametrize(
    "words",
    [
        ("create", "sun", "--role", "community_desk"),
        ("create", "sun", "--role", "community_desk", "--area", "999999999999"),
        ("create", "sun", "--role", "department", "--organisation", "none"),
        ("create", "s n", "--role", "city_leader"),
        ("reset", "sun"),
    ],
)
def test_what_does_not_fit_leaves_no_account(words: tuple[str, ...]) -> None:
    """An area missing or unknown, an unknown organisation, a bad name, an account that is not there."""
    with pytest.raises(CommandError):
        run(*words)
    assert not Account.objects.exists()


def test_reset() -> None:
    """The old password no longer opens."""
    first = run("create", "li", "--role", "resident")
    second = run("reset", "li")
    account = Account.objects.get(username="li")
    assert not account.is_staff
    assert account.check_password(second)
    assert not account.check_password(first)
