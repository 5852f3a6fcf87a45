"""Single rows by statements that are kept: they write and read what Django's own save and get would."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.kernel import rows
from linli.kernel.apikeys import ApiKey
from linli.kernel.idempotency import IdempotencyKey

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, 0, 123456, tzinfo=UTC)


def key(name: str) -> ApiKey:
    """Return a key that is not saved."""
    return ApiKey(name=name, prefix=name, digest=name, scopes=["v1", "新"], rate=7, created_at=NOON)


def test_an_inserted_row_is_what_django_reads() -> None:
    made = key("a")
    with CaptureQueriesContext(connection) as queries:
        rows.insert(made)
    assert len(queries) == 1
    read = ApiKey.objects.get(pk=made.pk)
    assert (read.name, read.scopes, read.rate, read.created_at) == ("a", ["v1", "新"], 7, NOON)
    assert (read.revoked_at, read.last_used_on, read.account_id) == (None, None, None)
    made.rate = 8
    made.save()
    assert ApiKey.objects.get().rate == 8


def test_a_read_row_is_what_django_wrote() -> None:
    saved = key("a")
    saved.save()
    read = rows.first(ApiKey, digest="a", revoked_at=None)
    assert read is not None
    fields = [field.attname for field in ApiKey._meta.concrete_fields]
    assert [getattr(read, name) for name in fields] == [getattr(saved, name) for name in fields]
    assert rows.first(ApiKey, digest="b", revoked_at=None) is None
    ApiKey.objects.update(revoked_at=NOON)
    assert rows.first(ApiKey, digest="a", revoked_at=None) is None


def test_a_row_exists_or_not() -> None:
    rows.insert(key("a"))
    assert rows.exists(ApiKey, digest="a")
    assert not rows.exists(ApiKey, digest="a", account=1)


def test_what_the_database_forbids_is_an_error() -> None:
    rows.insert(key("a"))
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(key("a"))


def test_a_stamp_differs_after_every_change() -> None:
    seen = [rows.stamp(IdempotencyKey, "created_at")]
    made = IdempotencyKey(scope="s", key="k", fingerprint="f", created_at=NOON)
    rows.insert(made)
    seen.append(rows.stamp(IdempotencyKey, "created_at"))
    IdempotencyKey.objects.update(created_at=NOON.replace(hour=5))
    seen.append(rows.stamp(IdempotencyKey, "created_at"))
    assert len(set(seen)) == 3


def test_rows_are_listed_in_the_order_of_their_key() -> None:
    for name in "ba":
        rows.insert(key(name))
    assert [each.name for each in rows.listed(ApiKey, revoked_at=None)] == ["b", "a"]
    assert rows.listed(ApiKey, name="c") == []


def test_an_update_changes_the_rows_it_names_and_no_others() -> None:
    for name in "abc":
        rows.insert(key(name))
    changed = {"rate": 9, "scopes": ["open311"], "revoked_at": NOON}
    assert rows.update(ApiKey, changed, name="b", revoked_at=None) == 1
    assert rows.update(ApiKey, changed, name="b", revoked_at=None) == 0
    assert list(ApiKey.objects.order_by("name").values_list("rate", flat=True)) == [7, 9, 7]
    changed_row = ApiKey.objects.get(name="b")
    assert (changed_row.scopes, changed_row.revoked_at) == (["open311"], NOON)


def test_a_row_is_written_unless_another_is_there() -> None:
    made, other = key("a"), key("a")
    assert rows.insert_unless_there(made)
    assert not rows.insert_unless_there(other)
    assert ApiKey.objects.get().pk == made.pk
    assert other.pk is None


def test_many_rows_are_set_each_to_its_own() -> None:
    """A row that has changed meanwhile in what must be the same is left alone."""
    made = [key(name) for name in "abc"]
    for each in made:
        rows.insert(each)
    ApiKey.objects.filter(name="c").update(rate=9)
    changes = [[["新", each.name], NOON, each.pk, 7] for each in made]
    assert rows.update_each(ApiKey, ("scopes", "revoked_at"), changes, only_if=("rate",)) == 2
    found = {each.name: (each.scopes, each.revoked_at) for each in ApiKey.objects.all()}
    assert found == {"a": (["新", "a"], NOON), "b": (["新", "b"], NOON), "c": (["v1", "新"], None)}
    assert rows.update_each(ApiKey, ("rate",), []) == 0
