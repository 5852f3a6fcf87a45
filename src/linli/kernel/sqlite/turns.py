"""SQLite has one writer at a time: who writes for long in the background lets the others have their turn."""

import time

from django.db import connection

SHARE_OF_OTHERS = 2.0


def leave_to_others(took_s: float) -> None:
    """Rest twice as long as the transaction that just ended took, so that others may write meanwhile.

    PostgreSQL, where many write at once, needs no rest.

    Args:
        took_s: how long the transaction took, in seconds.
    """
    if connection.vendor == "sqlite":
        time.sleep(SHARE_OF_OTHERS * took_s)
