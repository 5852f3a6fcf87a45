"""Django's backend for SQLite, whose writers look for the lock again every millisecond.

SQLite itself waits longer after every look, up to a tenth of a second: beside a process that writes without
pause, another one hardly ever comes to its turn.
"""

import time

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LOOK_AGAIN_S = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to SQLite."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction, waiting for the write lock as long as any statement may.

        Raises:
            OperationalError: another writer kept the lock for the whole `timeout` of the settings.
        """
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        until = time.monotonic() + patience
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._begun(until):
                time.sleep(LOOK_AGAIN_S)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _begun(self, until: float) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > until:
                raise
            return False
        return True
