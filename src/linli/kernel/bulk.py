"""Writes very many rows of one table at once: COPY on PostgreSQL, one prepared statement on SQLite.

For loads of a whole city and for benches; everything else saves its few rows by the model.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

Convert = Callable[[Any], Any]


@transaction.atomic
def insert(rows: Sequence[models.Model]) -> None:
    """Insert `rows`, all of one model with a numbered key; each then has its id.

    The rows are not validated; columns and constraints of the database hold as ever. What a row refers to
    must have its id already.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    for row in rows:
        row._prepare_related_fields_for_save("bulk_create")  # type: ignore[attr-defined]
    for row, number in zip(rows, _numbers(model, len(rows)), strict=True):
        row.pk = number
    names = [field.attname for field in fields]
    plain = [_converter(field) for field in fields]
    values = (
        (row.pk, *(convert(getattr(row, name)) for name, convert in zip(names, plain, strict=True)))
        for row in rows
    )
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in (model._meta.pk, *fields))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f"COPY {table} ({columns}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for value in values:
                    copy.write_row(value)
        else:
            marks = ", ".join(["%s"] * (len(fields) + 1))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values))  # noqa: S608


def _numbers(model: type[models.Model], count: int) -> Sequence[int]:
    """Return `count` free ids: drawn from the sequence, or the next ones where one writer holds the file."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT COALESCE(MAX({connection.ops.quote_name(key)}), 0) FROM {table}")  # noqa: S608
        last = cursor.fetchone()[0]
    return range(last + 1, last + 1 + count)


def _converter(field: "models.Field[Any, Any]") -> Convert:
    on_sqlite = connection.vendor == "sqlite"
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(field, models.DateTimeField):
        return _moment if on_sqlite else _same
    if isinstance(field, models.CharField | models.TextField):
        return _text
    if isinstance(field, models.DateField | models.TimeField | models.DecimalField | models.BinaryField):
        return lambda value: field.get_db_prep_save(value, connection)
    return _same


def _same(value: Any) -> Any:
    return value


def _text(value: str | None) -> str | None:
    return str(value) if value is not None else None


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if value is not None else None
