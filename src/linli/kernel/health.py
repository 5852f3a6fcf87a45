"""What can be asked of the database server itself: is it safe for writing, and does its clock agree."""

import time
from dataclasses import dataclass

from django.db import connection

OLDEST_POSTGRES = 140_000


@dataclass(frozen=True)
class Database:
    """How the database is set up.

    Args:
        name: the product and its version.
        faults: what endangers data: not_wal, not_synchronous, no_foreign_keys, old_version, fsync_off,
            commit_asynchronous or not_utf8.
        skew_s: by how many seconds its clock is ahead of this machine's.
    """

    name: str
    faults: tuple[str, ...]
    skew_s: float


def database() -> Database:
    """Ask the database how it is set up.

    Raises:
        django.db.OperationalError: it does not answer.
    """
    return _sqlite() if connection.vendor == "sqlite" else _postgres()


def _sqlite() -> Database:
    with connection.cursor() as cursor:
        values = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            values[pragma] = str(cursor.fetchone()[0]).lower()
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
    faults = []
    if values["journal_mode"] not in {"wal", "memory"}:
        faults.append("not_wal")
    if int(values["synchronous"]) < 2:
        faults.append("not_synchronous")
    if values["foreign_keys"] != "1":
        faults.append("no_foreign_keys")
    return Database(f"SQLite {version}", tuple(faults), 0.0)


def _postgres() -> Database:
    faults = []
    with connection.cursor() as cursor:
        values = {}
        for name in (
            "server_version_num",
            "server_version",
            "fsync",
            "synchronous_commit",
            "server_encoding",
        ):
            cursor.execute(f"SHOW {name}")
            values[name] = cursor.fetchone()[0]
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        skew = float(cursor.fetchone()[0]) - (before + time.time()) / 2
    if int(values["server_version_num"]) < OLDEST_POSTGRES:
        faults.append("old_version")
    if values["fsync"] != "on":
        faults.append("fsync_off")
    if values["synchronous_commit"] == "off":
        faults.append("commit_asynchronous")
    if values["server_encoding"] != "UTF8":
        faults.append("not_utf8")
    return Database(f"PostgreSQL {values['server_version']}", tuple(faults), skew)
