"""The wait for SQLite's write lock: taken within milliseconds once it is free, given up at the time-out."""

import gc
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections

from linli.kernel.sqlite import base

pytestmark = pytest.mark.django_db


def opened(path: Path, timeout: float) -> base.DatabaseWrapper:
    """Return a connection to a file, as the settings describe one."""
    given: dict[str, Any] = {
        **connections["default"].settings_dict,
        "ENGINE": "linli.kernel.sqlite",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": timeout},
    }
    return base.DatabaseWrapper(given, "other")


def busy(path: Path, seconds: float) -> threading.Thread:
    """Hold the write lock in another thread."""
    held = threading.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(seconds)
            other.execute("COMMIT")

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    return thread


def test_the_lock_is_taken_soon_after_it_is_free(tmp_path: Path) -> None:
    wrapper = opened(tmp_path / "a.sqlite3", 5)
    thread = busy(tmp_path / "a.sqlite3", 0.2)
    began = time.monotonic()
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert 0.1 < time.monotonic() - began < 2
    thread.join()
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE t (a)")
    wrapper.commit()
    wrapper.close()


def test_the_wait_ends_with_the_time_out(tmp_path: Path) -> None:
    wrapper = opened(tmp_path / "a.sqlite3", 0.1)
    thread = busy(tmp_path / "a.sqlite3", 0.6)
    with pytest.raises(OperationalError, match="locked"):
        wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    thread.join()
    wrapper.close()


def test_a_statement_without_transaction_waits_too(tmp_path: Path) -> None:
    wrapper = opened(tmp_path / "a.sqlite3", 5)
    with wrapper.cursor() as cursor:
        cursor.execute("CREATE TABLE t (a)")
        thread = busy(tmp_path / "a.sqlite3", 0.2)
        cursor.execute("INSERT INTO t VALUES (%s)", [1])
        thread.join()
        assert cursor.execute("SELECT a FROM t").fetchall() == [(1,)]
    wrapper.close()


def test_who_waits_is_no_hindrance_to_who_clears_away_its_failures(tmp_path: Path) -> None:
    holder, waiting = opened(tmp_path / "a.sqlite3", 20), opened(tmp_path / "a.sqlite3", 0.1)
    waiting.inc_thread_sharing()
    with holder.cursor() as cursor:
        cursor.execute("CREATE TABLE t (a)")
    holder.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    gc.collect()
    fail_to_begin(waiting)
    waiting.settings_dict["OPTIONS"]["timeout"] = 20

    def write() -> None:
        with waiting.cursor() as cursor:
            cursor.execute("INSERT INTO t VALUES (2)")

    thread = threading.Thread(target=write)
    thread.start()
    time.sleep(0.1)
    began = time.monotonic()
    gc.collect()
    assert time.monotonic() - began < 10
    holder.rollback()
    thread.join()
    with holder.cursor() as cursor:
        assert cursor.execute("SELECT a FROM t").fetchall() == [(2,)]
    holder.close()
    waiting.close()


def fail_to_begin(wrapper: base.DatabaseWrapper) -> None:
    """Leave a cursor in the circle of a fault and its traceback, which only the garbage collector breaks."""
    with pytest.raises(OperationalError, match="locked"):
        wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
