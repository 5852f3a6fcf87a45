"""Asks for very many values at once by one parameter, however many: an array on PostgreSQL, JSON on SQLite.

Django's `in` makes a parameter of each value, which costs a multiple of what the database takes. A statement
that never changes is also prepared but once.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def among(column: str) -> str:
    """Return the condition that a column is among the values of a `listing`."""
    return _condition(column, connections[DEFAULT_DB_ALIAS])


def listing(values: Iterable[Any]) -> list[Any] | str:
    """Return numbers or texts as the one parameter of `among`."""
    return _parameter(values, connections[DEFAULT_DB_ALIAS])


def rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Return the rows of a statement of our own, as tuples; moments (aware) may be among the parameters."""
    connection = connections[DEFAULT_DB_ALIAS]
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapt(each) if isinstance(each, datetime) else each for each in parameters])
        found: list[Any] = cursor.fetchall()
    return found


def write_each(sql: str, types: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Run a statement for many rows of values: at once on PostgreSQL, one after the other on SQLite.

    Args:
        sql: with {values} where the rows are read from, of columns c1, c2 ...; SQLite's may have %s instead.
        types: of the columns, as PostgreSQL calls them.
        values: the rows; moments are aware.
    """
    if not values:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(f"c{place + 1}" for place in range(len(types)))
            arrays = ", ".join(f"%b::{each}[]" for each in types)
            every = f"SELECT {names} FROM unnest({arrays}) AS r({names})"  # noqa: S608 - names of our own
            cursor.execute(sql.format(values=every), [list(column) for column in zip(*values, strict=True)])
        else:
            adapt = connection.ops.adapt_datetimefield_value
            marks = ", ".join(["%s"] * len(types))
            cursor.executemany(
                sql.format(values=f"VALUES ({marks})"),
                [[adapt(each) if isinstance(each, datetime) else each for each in row] for row in values],
            )


def aware(moment: datetime) -> datetime:
    """Return a moment of `rows` with its zone, which SQLite does not keep."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _condition(column: str, connection: BaseDatabaseWrapper) -> str:
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column of our own


def _parameter(values: Iterable[Any], connection: BaseDatabaseWrapper) -> list[Any] | str:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
