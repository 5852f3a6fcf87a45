"""Files that wait for a yes: only for who gave them, under harmless names, for a day."""

from datetime import timedelta

import pytest

from linli.kernel import clock, uploads
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import NotFound
from linli.kernel.uploads import Upload

pytestmark = pytest.mark.django_db


def somebody(name: str) -> Actor:
    """Return an actor with an account."""
    account = Account.objects.create_user(name)
    return Actor(id=f"account:{account.pk}", name=name, account_id=account.pk)


def test_files_come_back_as_they_were_given() -> None:
    """Several under names that cannot leave their folder, with what was chosen; used up when dropped."""
    by = somebody("wang")
    files = [("../../表.csv", b"a"), ("C:\\x\\表.csv", b"b"), ("\x00..", b"c")]
    token = uploads.keep(by=by, kind="areas", files=files, options={"crs": "gcj02"})
    with uploads.unpacked(by=by, kind="areas", token=token) as (paths, options):
        assert [path.read_bytes() for path in paths] == [b"a", b"b", b"c"]
        assert [path.name for path in paths] == ["表.csv", "表-2.csv", "file"]
        assert options == {"crs": "gcj02"}
        folder = paths[0].parent
    assert not folder.exists()
    uploads.drop(by=by, token=token)
    assert not Upload.objects.exists()


def test_nobody_else_uses_an_upload() -> None:
    """Neither another account, nor another kind of import, nor a stranger."""
    token = uploads.keep(by=somebody("wang"), kind="areas", files=[("x", b"")])
    for by, kind in ((somebody("li"), "areas"), (ANONYMOUS, "areas"), (somebody("zhao"), "roster")):
        with pytest.raises(NotFound), uploads.unpacked(by=by, kind=kind, token=token):
            pass


def test_old_uploads_are_forgotten() -> None:
    """As many at a time as asked."""
    by = somebody("wang")
    for _ in range(3):
        uploads.keep(by=by, kind="areas", files=[("x", b"")])
    later = clock.now() + timedelta(days=1)
    assert uploads.forget(later, 2) == 2
    assert uploads.forget(clock.now() - timedelta(days=1), 2) == 0
    assert Upload.objects.count() == 1
