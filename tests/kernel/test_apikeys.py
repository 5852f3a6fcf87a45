"""Keys of other systems: shown once, hashed, scoped, limited, revoked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.kernel import apikeys, clock
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.apikeys import ApiKey, Scope
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import InvalidInput, NotAllowed, NotFound, TooMany

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_a_key_is_kept_only_as_a_hash() -> None:
    key, secret = apikeys.create(by=SYSTEM, name="12345 平台", scopes=["open311"])
    kept = ApiKey.objects.values().get()
    assert secret not in str(kept)
    assert secret.startswith(key.prefix)
    assert len(secret) > 40
    assert AuditEntry.objects.get().verb == "kernel:apikey:create"


def test_check_is_one_query_when_used_again_today(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _, secret = apikeys.create(by=SYSTEM, name="a", scopes=["open311"], rate=0)
    with clock.at(NOON):
        apikeys.check(secret, Scope.OPEN311)
        with django_assert_num_queries(1):
            found = apikeys.check(secret, Scope.OPEN311)
    assert found.last_used_on == date(2026, 11, 24)


def test_a_key_opens_only_its_own_doors() -> None:
    _, secret = apikeys.create(by=SYSTEM, name="a", scopes=["open311"])
    with pytest.raises(NotAllowed):
        apikeys.check(secret, Scope.V1)
    for wrong in ("", "linli_x", secret[:-1], secret + "x", "密钥\x00𠮷"):
        with pytest.raises(NotAllowed):
            apikeys.check(wrong, Scope.OPEN311)


def test_a_revoked_key_is_dead() -> None:
    key, secret = apikeys.create(by=SYSTEM, name="a", scopes=["open311"])
    apikeys.revoke(by=SYSTEM, prefix=key.prefix)
    with pytest.raises(NotAllowed):
        apikeys.check(secret, Scope.OPEN311)
    with pytest.raises(NotFound):
        apikeys.revoke(by=SYSTEM, prefix=key.prefix)


def test_a_key_dies_with_its_account() -> None:
    account = Account.objects.create(username="clerk")
    _, secret = apikeys.create(by=SYSTEM, name="a", scopes=["v1"], account=account)
    assert apikeys.check(secret, Scope.V1).account == account
    Account.objects.update(is_active=False)
    with pytest.raises(NotAllowed):
        apikeys.check(secret, Scope.V1)


def test_the_rate_holds_for_a_minute() -> None:
    _, secret = apikeys.create(by=SYSTEM, name="a", scopes=["open311"], rate=2)
    with clock.at(NOON):
        apikeys.check(secret, Scope.OPEN311)
        apikeys.check(secret, Scope.OPEN311)
        with pytest.raises(TooMany) as caught:
            apikeys.check(secret, Scope.OPEN311)
        assert 0 < caught.value.retry_after <= 60
    with clock.at(NOON + timedelta(minutes=1)):
        apikeys.check(secret, Scope.OPEN311)


@pytest.mark.parametrize(
    ("name", "scopes", "rate", "field"),
    [
        (" ", ["v1"], 1, "name"),
        ("长" * 61, ["v1"], 1, "name"),
        ("a", [], 1, "scope"),
        ("a", ["v1", "root"], 1, "scope"),
        ("a", ["v1"], -1, "rate"),
    ],
)
def test_a_bad_key_is_refused(name: str, scopes: list[str], rate: int, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        apikeys.create(by=SYSTEM, name=name, scopes=scopes, rate=rate)
    assert [fault.field for fault in caught.value.errors] == [field]
    assert not ApiKey.objects.exists()
