"""Makes the database and the static files ready before serving."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.cases.catalogue import keeping, own_folder

_LOCK = 5_402_610  # any fixed number: the name of the advisory lock in PostgreSQL


def prepare() -> None:
    """Bring database, static files and catalogue up to date; one process at a time."""
    with _alone():
        if migrations_waiting():
            call_command("migrate", interactive=False, verbosity=1)
        if not static_is_collected():
            collect_static()
        settle_catalogue()


def settle_catalogue() -> None:
    """Finish what a crash interrupted while a new version of the catalogue was put in its place."""
    own = own_folder()
    if own.is_dir() and os.access(own, os.W_OK):
        with keeping.alone(own):
            keeping.settle(own)


def migrations_waiting() -> int:
    """Return how many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_is_collected() -> bool:
    """Return whether the collected static files are those of this version."""
    stamp = settings.STATIC_ROOT / ".stamp"
    return stamp.is_file() and stamp.read_text() == _fingerprint()


def collect_static() -> None:
    """Copy, name by content and compress the static files into LINLI_HOME."""
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    (settings.STATIC_ROOT / ".stamp").write_text(_fingerprint())


def _fingerprint() -> str:
    digest = hashlib.sha256(version("django").encode())
    for finder in get_finders():
        for path, storage in finder.list(["vendor/.stamp"]):
            facts = f"{path} {storage.size(path)} {storage.get_modified_time(path).timestamp()}\n"
            digest.update(facts.encode())
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock on this machine's data folder, and on PostgreSQL also one in the database."""
    with (settings.HOME / "prepare.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if settings.SQLITE:
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
