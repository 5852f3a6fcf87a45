"""How the database goes about a query: the plans of what a piece of code asks, on either database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

Statement = tuple[str, Any]


@contextmanager
def _kept() -> Iterator[list[Statement]]:
    found: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip(" (\n").upper().startswith(("SELECT", "UPDATE", "DELETE")):
            found.append((sql, params[0] if many else params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


def plans(ask: Callable[[], object], table: str, *, in_order: bool = True) -> list[str]:
    """Return the plan of every SELECT, UPDATE and DELETE that names a table and that `ask` runs.

    The tables of a test are small enough to be read whole; PostgreSQL is told to do so only where no index
    serves; the same of sorting, unless few rows are found, so that sorting them is quicker (`in_order`).
    """
    with _kept() as found:
        ask()
    return [_explained(sql, params, in_order) for sql, params in found if table in sql]


def _explained(sql: str, params: Any, in_order: bool) -> str:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return "\n".join(row[-1] for row in cursor.fetchall())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"SET LOCAL enable_sort = {'off' if in_order else 'on'}")
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [row[0] for row in cursor.fetchall()]
        cursor.execute("RESET enable_seqscan")
        cursor.execute("RESET enable_sort")
    return "\n".join(lines)


def reads_whole(plan: str, table: str) -> bool:
    """Return whether a plan reads a table from one end to the other."""
    on_sqlite = [line for line in plan.splitlines() if line.startswith(f"SCAN {table}")]
    by_index = all("INDEX" in line for line in on_sqlite)
    return f"Seq Scan on {table}" in plan or not by_index
