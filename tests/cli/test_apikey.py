"""`linli apikey` makes, lists and revokes keys."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from linli.kernel import apikeys
from linli.kernel.accounts import Account

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("apikey", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_create_prints_the_key_alone() -> None:
    secret = run("create", "12345", "--scope", "open311", "--scope", "v1", "--rate", "0").strip()
    key = apikeys.check(secret, apikeys.Scope.V1)
    assert (key.name, key.scopes, key.rate) == ("12345", ["open311", "v1"], 0)


def test_list_never_shows_the_key() -> None:
    Account.objects.create(username="clerk")
    secret = run("create", "desk", "--scope", "v1", "--account", "clerk").strip()
    listed = run("list")
    assert secret not in listed
    assert secret[:14] in listed
    assert "account clerk" in listed
    assert "last used never" in listed


def test_revoke() -> None:
    secret = run("create", "a", "--scope", "devices").strip()
    run("revoke", secret[:14])
    assert "revoked" in run("list")
    with pytest.raises(CommandError):
        run("revoke", secret[:14])


def test_an_unknown_account_is_refused() -> None:
    with pytest.raises(CommandError, match="nobody"):
        run("create", "a", "--scope", "v1", "--account", "nobody")
