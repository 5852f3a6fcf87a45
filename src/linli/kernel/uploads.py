"""Files that wait for a yes: given by an account, shown as a preview, kept a day, then wiped."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePath

from django.db import models, transaction

from linli.kernel import clock, ids
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound

LONGEST_NAME = 100


class Upload(models.Model):
    """One file of an upload; those that came together share a token, known only to who gave them."""

    token = models.CharField(max_length=40, db_index=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    options = models.JSONField(default=dict)
    content = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "name"], name="one_name_an_upload")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@transaction.atomic
def keep(
    *, by: Actor, kind: str, files: Sequence[tuple[str, bytes]], options: dict[str, str] | None = None
) -> str:
    """Keep the files (name and content) of `by` for an import of `kind` and return their token."""
    token = ids.token(32)
    names: set[str] = set()
    for given, content in files:
        name = _name(given, names)
        names.add(name)
        Upload.objects.create(
            token=token,
            account_id=_account(by),
            kind=kind,
            name=name,
            options=options or {},
            content=content,
            created_at=clock.now(),
        )
    return token


@contextmanager
def unpacked(*, by: Actor, kind: str, token: str) -> Iterator[tuple[list[Path], dict[str, str]]]:
    """Yield the files of an upload as paths in a folder that goes afterwards, and what was chosen with them.

    Raises:
        NotFound: there is no such upload of this account any more.
    """
    rows = list(Upload.objects.filter(token=token, kind=kind, account_id=_account(by)).order_by("pk"))
    if not rows:
        raise NotFound
    with tempfile.TemporaryDirectory(prefix="linli-upload-") as folder:
        paths = [Path(folder) / row.name for row in rows]
        for path, row in zip(paths, rows, strict=True):
            path.write_bytes(bytes(row.content))
        yield paths, dict(rows[0].options)


def drop(*, by: Actor, token: str) -> None:
    """Forget an upload that was applied or refused."""
    Upload.objects.filter(token=token, account_id=_account(by)).delete()


def forget(before: datetime, limit: int) -> int:
    """Delete files that waited since before a moment."""
    old = list(Upload.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:limit])
    Upload.objects.filter(pk__in=old).delete()
    return len(old)


def _account(by: Actor) -> int:
    if by.account_id is None:
        raise NotFound
    return by.account_id


def _name(given: str, taken: set[str]) -> str:
    """Return a file name without a folder in it, unlike those that are taken."""
    plain = PurePath(given.replace("\\", "/")).name.strip(".\x00 ") or "file"
    suffix = PurePath(plain).suffix[:10]
    stem = PurePath(plain).stem[: LONGEST_NAME - 20]
    name, at = f"{stem}{suffix}", 1
    while name in taken:
        at += 1
        name = f"{stem}-{at}{suffix}"
    return name
