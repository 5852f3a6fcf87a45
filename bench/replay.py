"""The bare database: what one filing writes, written again and again without Linli."""

import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connection, transaction

from bench.load import CLIENTS
from linli.cases.search import INDEX
from linli.kernel import clock
from linli.kernel.outbox import OutboxEvent

NEVER = timedelta(days=3650)

Statement = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Writing:
    """What one transaction writes, and the values that must be new in every repetition."""

    statements: Sequence[Statement]
    case_id: int
    fresh: Sequence[str]


class Recorder:
    """Keeps what is written while it is wrapped around the database."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.statements: list[Statement] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Let a statement pass, and keep it when it writes."""
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.statements.append((sql, _put_off(sql, tuple(params or ()))))
        return execute(sql, params, many, context)


def _put_off(sql: str, params: tuple[Any, ...]) -> tuple[Any, ...]:
    """Let an event wait for years: the worker must not hear of a case that is taken away again."""
    if OutboxEvent._meta.db_table not in sql or '"next_at"' not in sql:
        return params
    place = sql[sql.index("(") : sql.index(")")].split(", ").index('"next_at"')
    moment = connection.ops.adapt_datetimefield_value(clock.now() + NEVER)
    return (*params[:place], moment, *params[place + 1 :])


_numbers = count(1)


def _again(writing: Writing, statement: Statement, place: int, case_id: int) -> Statement:
    """Return a statement with fresh keys, for the case that this repetition has written."""
    sql, params = statement
    changed: list[Any] = []
    for value in params:
        if isinstance(value, str) and value in writing.fresh:
            changed.append(f"{value[:8]}{place:012d}")
        elif value == writing.case_id and not isinstance(value, bool):
            changed.append(case_id)
        else:
            changed.append(value)
    return sql, tuple(changed)


def rate(writing: Writing, seconds: float) -> float:
    """Return transactions a second: one writer on SQLite (writers queue there anyway), else CLIENTS.

    What was written is taken away again: it is no case that the audit would accept.
    """
    until = time.perf_counter() + seconds
    writers = 1 if settings.SQLITE else CLIENTS
    done: list[int] = []
    write = _on_sqlite if settings.SQLITE else _on_postgres
    threads = [threading.Thread(target=write, args=(writing, until, done)) for _ in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    _remove(done)
    return len(done) / elapsed


def _remove(case_ids: Sequence[int]) -> None:
    """Take away cases that nothing else names; looking for what might would read a million rows for each."""
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if not settings.SQLITE:
            cursor.execute("SET LOCAL session_replication_role = replica")
        for row in case_ids:
            INDEX.remove(row)
            for table in ("cases_signal", "cases_step"):
                cursor.execute(f"DELETE FROM {table} WHERE case_id = %s", [row])
            cursor.execute("DELETE FROM cases_case WHERE id = %s", [row])
    OutboxEvent.objects.filter(next_at__gt=clock.now() + NEVER / 2).delete()


def _on_sqlite(writing: Writing, until: float, done: list[int]) -> None:
    with closing(
        sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None)
    ) as database:
        database.execute("PRAGMA synchronous=FULL")
        database.execute("PRAGMA foreign_keys=ON")
        while time.perf_counter() < until:
            database.execute("BEGIN IMMEDIATE")
            case_id, number = 0, next(_numbers)
            for statement in writing.statements:
                sql, params = _again(writing, statement, number, case_id)
                row = database.execute(sql.replace("%s", "?"), _plain(params)).fetchone()
                if '"cases_case"' in sql:
                    case_id = row[0]
            database.execute("COMMIT")
            done.append(case_id)


def _plain(params: tuple[Any, ...]) -> list[Any]:
    return [str(value) if isinstance(value, datetime) else value for value in params]


def _on_postgres(writing: Writing, until: float, done: list[int]) -> None:
    facts = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**cast("Any", {name: facts[name] for name in names})) as database:
        while time.perf_counter() < until:
            case_id, number = 0, next(_numbers)
            for statement in writing.statements:
                sql, params = _again(writing, statement, number, case_id)
                cursor = database.execute(sql.encode(), params)
                if '"cases_case"' in sql:
                    case_id = cast("tuple[int]", cursor.fetchone())[0]
            database.commit()
            done.append(case_id)
