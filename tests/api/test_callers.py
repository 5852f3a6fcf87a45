"""Who calls: keys and sessions as actors, and what counts as this machine itself."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pytest_django import Settings

from linli.api import callers
from linli.kernel import apikeys
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.apikeys import Scope
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, may


def test_where_a_key_is_read() -> None:
    ask = RequestFactory()
    assert callers.secret_of(ask.get("/", headers={"Authorization": "Bearer  abc "})) == "abc"
    assert callers.secret_of(ask.get("/", headers={"Authorization": "bearer abc"})) == "abc"
    assert callers.secret_of(ask.get("/", headers={"X-Api-Key": " abc"})) == "abc"
    assert callers.secret_of(ask.get("/", headers={"Authorization": "Basic abc"})) == ""
    assert callers.secret_of(ask.get("/?api_key=abc")) == ""


@pytest.mark.django_db
def test_a_bare_key_may_report_and_nothing_else() -> None:
    _, secret = apikeys.create(by=SYSTEM, name="x", scopes=["v1"])
    caller = callers.by_key(secret, Scope.V1)
    allowed = {one for one in Permission if may(caller.actor, one, "320402")}
    assert allowed == {Permission.CASES_REPORT}
    assert caller.name == caller.actor.id == f"key:{caller.key.pk if caller.key else 0}"
    with pytest.raises(NotAllowed):
        callers.by_key(secret, Scope.OPEN311)


@pytest.mark.django_db
def test_a_key_of_an_account_acts_with_its_roles() -> None:
    account = Account.objects.create(username="clerk", display_name="李受理")
    _, secret = apikeys.create(by=SYSTEM, name="x", scopes=["v1"], account=account)
    caller = callers.by_key(secret, Scope.V1)
    assert (caller.actor.name, caller.actor.account_id) == ("李受理", account.pk)
    assert caller.name.startswith("key:")


@pytest.mark.django_db
def test_a_session() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert callers.by_session(request).actor is ANONYMOUS
    request.user = Account.objects.create(username="clerk")
    assert callers.by_session(request).actor.account_id == request.user.pk


def test_this_machine_itself(settings: Settings) -> None:
    ask = RequestFactory()
    assert callers.is_local(ask.get("/", REMOTE_ADDR="127.0.0.1"))
    assert callers.is_local(ask.get("/", REMOTE_ADDR="::1"))
    assert not callers.is_local(ask.get("/", REMOTE_ADDR="10.0.0.1"))
    forwarded = ask.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1")
    assert not callers.is_local(forwarded)
    settings.PROXIES = 1
    assert not callers.is_local(forwarded)
