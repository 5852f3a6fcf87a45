"""Reads and writes rows by statements that are put together once, for the ways that are walked most.

Django compiles the statement of every `save` and `get` anew, which costs a multiple of what the database
takes; here it is kept by model. The fields prepare and convert the values as they do for Django; the signals
of models are left out, for the house has none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.expressions import Col

M = TypeVar("M", bound=Model)
Converter = Callable[..., Any]
Stamp = tuple[int, Any]


def insert(row: Model) -> None:
    """Write a new row whose key the database gives (one query); `row` has its key afterwards."""
    _insert(row, "")


def insert_unless_there(row: Model) -> bool:
    """Write a new row unless another one holds what must be unique, and return whether it was written."""
    return _insert(row, "ON CONFLICT DO NOTHING")


def _insert(row: Model, on_conflict: str) -> bool:
    connection = _connection()
    fields, sql = _insertion(type(row), on_conflict)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk = written[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


@cache
def _insertion(model: type[Model], on_conflict: str) -> tuple[list[Any], str]:
    key = model._meta.pk
    fields = [field for field in model._meta.local_concrete_fields if field is not key]
    columns = ", ".join(_name(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    into = f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own
    return fields, f"{into} {on_conflict} RETURNING {_name(key)}"


def first(model: type[M], **equal: Any) -> M | None:
    """Return a row whose columns equal what is given (None is NULL), or None when there is none."""
    return next(iter(_read(model, equal, "LIMIT 1")), None)


def listed(model: type[M], **equal: Any) -> list[M]:
    """Return every row whose columns equal what is given (None is NULL), in the order of the key."""
    return _read(model, equal, f"ORDER BY {_name(model._meta.pk)}")


def update(model: type[Model], to: Mapping[str, Any], **equal: Any) -> int:
    """Set columns of the rows whose columns equal what is given, and return how many there were."""
    connection = _connection()
    fields, sql = _updating(model, tuple(to), _asked(equal))
    values = [
        field.get_db_prep_save(value, connection) for field, value in zip(fields, to.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values + _sought(model, equal, connection))
        return int(cursor.rowcount)


def update_each(
    model: type[Model], to: Sequence[str], rows: Iterable[Sequence[Any]], *, only_if: Sequence[str] = ()
) -> int:
    """Set the same columns of many rows, each to values of its own, and return how many were written.

    Args:
        model: of the rows.
        to: the columns that are set.
        rows: of each row the values of `to`, its key, and the values that `only_if` must still have.
        only_if: columns in which a row that another one changed meanwhile is known, and left alone.
    """
    connection = _connection()
    fields, sql = _updating_each(model, tuple(to), tuple(only_if))
    values = [
        [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
        for row in rows
    ]
    if not values:
        return 0
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
        return int(cursor.rowcount)


def exists(model: type[Model], **equal: Any) -> bool:
    """Return whether there is a row whose columns equal what is given."""
    sql = f"SELECT 1 FROM {_table(model)} {_where(model, _asked(equal))} LIMIT 1"  # noqa: S608 - names of our own
    connection = _connection()
    with connection.cursor() as cursor:
        cursor.execute(sql, _sought(model, equal, connection))
        return cursor.fetchone() is not None


def stamp(model: type[Model], column: str) -> Stamp:
    """Return what differs once a row is added, removed or touched: the count and the latest `column`.

    The latest moment is as the database spells it, good for nothing but to be compared.
    """
    sql = f"SELECT COUNT(*), MAX({_name(model._meta.get_field(column))}) FROM {_table(model)}"  # noqa: S608
    with _connection().cursor() as cursor:
        cursor.execute(sql)
        count, latest = cursor.fetchone()
    return count, latest


def _read(model: type[M], equal: Mapping[str, Any], rest: str) -> list[M]:
    connection = _connection()
    names, sql, converters = _reading(model, _asked(equal), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {rest}", _sought(model, equal, connection))
        found = cursor.fetchall()
    return [_made(model, names, _converted(row, converters, connection), connection) for row in found]


def _made(model: type[M], names: list[str], values: list[Any], connection: BaseDatabaseWrapper) -> M:
    """Return a row of the database as a model, as `from_db` does with the model's own `__init__`."""
    row = model.__new__(model)
    row._state = ModelState()
    row._state.adding, row._state.db = False, connection.alias
    row.__dict__.update(zip(names, values, strict=True))
    return row


def _converted(
    row: tuple[Any, ...], converters: list[tuple[int, list[Converter], Col]], connection: BaseDatabaseWrapper
) -> list[Any]:
    values = list(row)
    for place, field_converters, expression in converters:
        for convert in field_converters:
            values[place] = convert(values[place], expression, connection)
    return values


@cache
def _reading(
    model: type[Model], asked: tuple[tuple[str, bool], ...], _vendor: str
) -> tuple[list[str], str, list[tuple[int, list[Converter], Col]]]:
    fields, connection = model._meta.local_concrete_fields, _connection()
    expressions = [Col(model._meta.db_table, field) for field in fields]
    converters = [
        (place, found, each)
        for place, each in enumerate(expressions)
        if (found := connection.ops.get_db_converters(each) + each.get_db_converters(connection))
    ]
    columns = ", ".join(_name(field) for field in fields)
    sql = f"SELECT {columns} FROM {_table(model)} {_where(model, asked)}"  # noqa: S608 - names of our own
    return [str(field.attname) for field in fields], sql, converters


@cache
def _updating(
    model: type[Model], set_: tuple[str, ...], asked: tuple[tuple[str, bool], ...]
) -> tuple[list[Any], str]:
    fields = [model._meta.get_field(name) for name in set_]
    columns = ", ".join(f"{_name(field)} = %s" for field in fields)
    return fields, f"UPDATE {_table(model)} SET {columns} {_where(model, asked)}"  # noqa: S608 - names of our own


@cache
def _updating_each(
    model: type[Model], to: tuple[str, ...], only_if: tuple[str, ...]
) -> tuple[list[Any], str]:
    key = model._meta.pk
    set_, same = ([model._meta.get_field(name) for name in names] for names in (to, only_if))
    columns = ", ".join(f"{_name(field)} = %s" for field in set_)
    where = " AND ".join(f"{_name(field)} = %s" for field in (key, *same))
    return [*set_, key, *same], f"UPDATE {_table(model)} SET {columns} WHERE {where}"  # noqa: S608


def _asked(equal: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    return tuple((name, value is None) for name, value in equal.items())


@cache
def _where(model: type[Model], asked: tuple[tuple[str, bool], ...]) -> str:
    conditions = (
        f"{_name(model._meta.get_field(name))} {'IS NULL' if is_null else '= %s'}" for name, is_null in asked
    )
    return f"WHERE {' AND '.join(conditions)}"


def _sought(model: type[Model], equal: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
    return [
        model._meta.get_field(name).get_db_prep_value(value, connection)  # type: ignore[union-attr]
        for name, value in equal.items()
        if value is not None
    ]


def _connection() -> BaseDatabaseWrapper:
    """Return this thread's connection itself; every look through Django's `connection` costs a little."""
    return connections[DEFAULT_DB_ALIAS]


def _name(field: Any) -> str:
    return f'"{field.column}"'


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
