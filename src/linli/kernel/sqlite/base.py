"""Django's backend for SQLite, whose statements wait for the write lock in Python, a moment at a time.

SQLite itself waits longer after every look, up to a tenth of a second: beside a process that writes without
pause, another one hardly ever comes to its turn. It also keeps the connection locked while it waits: when
another thread, which has the write lock, then clears away a forgotten cursor of that connection, the two wait
for each other until the timeout. The threads of one process queue, and only the first of them looks.
"""

import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db.backends.sqlite3 import base

LOOK_AGAIN_S = 0.0003
PATIENCE_S = 5.0
"""How long a statement waits when the settings name no `timeout`: as long as the library would."""
PRIMARY_CODE = 0xFF
"""The part of an extended error code that names its family, see sqlite.org/rescode.html."""

_queues: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose statements wait up to `patience` seconds for the lock of another writer."""

    def __init__(self, connection: sqlite3.Connection, *, patience: float) -> None:
        """Make a cursor of a connection that does not wait by itself."""
        super().__init__(connection)
        self._patience = patience

    def execute(self, query: str, params: Any = None) -> Any:
        """Run a statement once the database lets it.

        Raises:
            sqlite3.OperationalError: another writer kept the lock for longer than the patience.
        """
        until = time.monotonic() + self._patience
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as fault:
                # A transaction of ours holds the lock from its beginning: to try again there would not help.
                if not _busy(fault) or self.connection.in_transaction or time.monotonic() > until:
                    raise
            time.sleep(LOOK_AGAIN_S)


def _busy(fault: sqlite3.OperationalError) -> bool:
    return fault.sqlite_errorcode & PRIMARY_CODE == sqlite3.SQLITE_BUSY


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to SQLite."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open a connection, which waits by itself only until it is open."""
        opened: sqlite3.Connection = super().get_new_connection(conn_params)
        opened.execute("PRAGMA busy_timeout = 0")
        return opened

    def create_cursor(self, name: str | None = None) -> Cursor:
        """Return a cursor that waits as long as the settings' `timeout`, in seconds."""
        connection: sqlite3.Connection = self.connection
        return connection.cursor(factory=partial(Cursor, patience=self._patience))

    def _start_transaction_under_autocommit(self) -> None:
        with self._turn():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Queue behind the threads of this process that look for the lock; who waited too long looks too."""
        queue = _queues[str(self.settings_dict["NAME"])]
        first = queue.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if first:
                queue.release()

    @property
    def _patience(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", PATIENCE_S))
