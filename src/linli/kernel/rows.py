"""Reads and writes single rows by statements that are put together once, for the ways that are walked most.

Django compiles the statement of every `save` and `get` anew, which costs a multiple of what the database
takes; here it is kept by model. The fields prepare and convert the values as they do for Django.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import Col

M = TypeVar("M", bound=Model)
Converter = Callable[..., Any]
Stamp = tuple[int, Any]


def insert(row: Model) -> None:
    """Write a new row whose key the database gives (one query); `row` has its key afterwards."""
    fields, sql = _insertion(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[Model]) -> tuple[list[Any], str]:
    key = model._meta.pk
    fields = [field for field in model._meta.local_concrete_fields if field is not key]
    columns = ", ".join(_name(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return fields, f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks}) RETURNING {_name(key)}"  # noqa: S608


def first(model: type[M], **equal: Any) -> M | None:
    """Return a row whose columns equal what is given (None is NULL), or None when there is none."""
    names, sql, converters = _reading(model, _asked(equal), connection.vendor)
    found = _row(sql, model, equal)
    if found is None:
        return None
    values = list(found)
    for place, field_converters, expression in converters:
        for convert in field_converters:
            values[place] = convert(values[place], expression, connection)
    return model.from_db(connection.alias, names, values)


def exists(model: type[Model], **equal: Any) -> bool:
    """Return whether there is a row whose columns equal what is given."""
    return _row(f"SELECT 1 FROM {_table(model)}{_where(model, _asked(equal))}", model, equal) is not None  # noqa: S608


def stamp(model: type[Model], column: str) -> Stamp:
    """Return what differs once a row is added, removed or touched: the count and the latest `column`.

    The latest moment is as the database spells it, good for nothing but to be compared.
    """
    sql = f"SELECT COUNT(*), MAX({_name(model._meta.get_field(column))}) FROM {_table(model)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql)
        count, latest = cursor.fetchone()
    return count, latest


@cache
def _reading(
    model: type[Model], asked: tuple[tuple[str, bool], ...], _vendor: str
) -> tuple[list[str], str, list[tuple[int, list[Converter], Col]]]:
    fields = model._meta.local_concrete_fields
    expressions = [Col(model._meta.db_table, field) for field in fields]
    converters = [
        (place, found, each)
        for place, each in enumerate(expressions)
        if (found := connection.ops.get_db_converters(each) + each.get_db_converters(connection))
    ]
    columns = ", ".join(_name(field) for field in fields)
    sql = f"SELECT {columns} FROM {_table(model)}{_where(model, asked)}"  # noqa: S608 - names of our own
    return [str(field.attname) for field in fields], sql, converters


def _asked(equal: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    return tuple((name, value is None) for name, value in equal.items())


@cache
def _where(model: type[Model], asked: tuple[tuple[str, bool], ...]) -> str:
    conditions = (
        f"{_name(model._meta.get_field(name))} {'IS NULL' if is_null else '= %s'}" for name, is_null in asked
    )
    return f" WHERE {' AND '.join(conditions)} LIMIT 1"


def _row(sql: str, model: type[Model], equal: dict[str, Any]) -> tuple[Any, ...] | None:
    values = [
        model._meta.get_field(name).get_db_prep_value(value, connection)  # type: ignore[union-attr]
        for name, value in equal.items()
        if value is not None
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def _name(field: Any) -> str:
    return f'"{field.column}"'


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'
