"""Asks for very many values at once by one parameter, however many: an array on PostgreSQL, JSON on SQLite.

Django's `in` makes a parameter of each value, which costs a multiple of what the database takes. A statement
that never changes is also prepared but once.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup


def among(column: str) -> str:
    """Return the condition that a column is among the values of a `listing`."""
    return _condition(column, connections[DEFAULT_DB_ALIAS])


def listing(values: Iterable[Any]) -> list[Any] | str:
    """Return numbers or texts as the one parameter of `among`."""
    return _parameter(values, connections[DEFAULT_DB_ALIAS])


@Field.register_lookup
class Among(Lookup):  # type: ignore[type-arg]  # subscriptable only to the type checker
    """`filter(code__among=codes)`: as `in`, of numbers or texts; of what is referred to by its `pk`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the condition and its parameters."""
        column, parameters = self.process_lhs(compiler, connection)
        return _condition(column, connection), [*parameters, _parameter(self.rhs, connection)]

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Return the value as it is."""
        return "%s", [_parameter(value, connection)]


def _condition(column: str, connection: BaseDatabaseWrapper) -> str:
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column of our own


def _parameter(values: Iterable[Any], connection: BaseDatabaseWrapper) -> list[Any] | str:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
