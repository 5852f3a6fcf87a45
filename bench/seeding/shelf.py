"""Reads and writes whole tables as the database spells them: far faster than row by row through models."""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

import psycopg
from django.conf import settings
from django.db import connection

Row = list[Any]
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00")


class Shelf(Protocol):
    """A database, opened past Django; values are as it spells them."""

    null: Any

    def read(self, table: str, columns: Sequence[str]) -> list[Row]:
        """Return every row of the table."""

    def begin(self, tables: Sequence[str]) -> None:
        """Empty the tables and take their indexes away."""

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows; nothing is durable before `finish`."""

    def finish(self) -> None:
        """Put the indexes back, let the planner look at the tables, and make all durable."""

    def as_json(self, value: object) -> Any:
        """Return a JSON value as the database takes it."""

    def from_json(self, value: Any) -> Any:
        """Return the JSON value that the database spelt."""

    def tokens(self, found: Iterable[str]) -> str:
        """Return the words of a line of the search index as the database takes them."""

    def words(self, line: str) -> list[str]:
        """Return the words of a line of the search index."""


def moment(text: str) -> datetime:
    """Return the moment that either database spelt, in UTC."""
    return datetime.fromisoformat(text)


def shifted(text: str, by: timedelta) -> str:
    """Return a moment as the database spelt it, moved."""
    return (moment(text) + by).isoformat(sep=" ")


def shifted_json(value: Any, by: timedelta) -> Any:
    """Return a JSON value with every moment in it moved."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(_ISO.sub(lambda found: (datetime.fromisoformat(found.group()) + by).isoformat(), text))


class SqliteShelf:
    """SQLite's file."""

    null = None

    def __init__(self) -> None:
        """Open the site's database."""
        self._database = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), isolation_level=None)
        self._indexes: list[str] = []

    def read(self, table: str, columns: Sequence[str]) -> list[Row]:
        """Return every row of the table."""
        return [list(row) for row in self._database.execute(f"SELECT {_list(columns)} FROM {table}")]

    def begin(self, tables: Sequence[str]) -> None:
        """Empty the tables and take their indexes away."""
        run = self._database.execute
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            run(f"PRAGMA {pragma}")
        run("BEGIN IMMEDIATE")
        names = ",".join(f"'{table}'" for table in tables)
        found = run(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({names})"
        ).fetchall()
        for name, sql in found:
            self._indexes.append(sql)
            run(f'DROP INDEX "{name}"')
        for table in tables:
            run(f"DELETE FROM {table}")
        run("COMMIT")
        run("BEGIN IMMEDIATE")

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows."""
        marks = ",".join("?" * len(columns))
        self._database.executemany(f"INSERT INTO {table} ({_list(columns)}) VALUES ({marks})", rows)

    def finish(self) -> None:
        """Put the indexes back."""
        run = self._database.execute
        for sql in self._indexes:
            run(sql)
        run("COMMIT")
        run("PRAGMA optimize=0x10002")
        run("ANALYZE")
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        self._database.close()

    def as_json(self, value: object) -> Any:
        """Return a JSON value as text."""
        return json.dumps(value)

    def from_json(self, value: Any) -> Any:
        """Return the JSON value of a text."""
        return json.loads(value)

    def tokens(self, found: Iterable[str]) -> str:
        """Return the words with blanks between."""
        return " ".join(found)

    def words(self, line: str) -> list[str]:
        """Return the words of a line."""
        return line.split()


class PostgresShelf:
    """PostgreSQL, by COPY in its text format."""

    null = r"\N"

    def __init__(self) -> None:
        """Open a connection of our own."""
        facts = connection.get_connection_params()
        names = ("dbname", "user", "password", "host", "port")
        self._database = psycopg.connect(**cast("Any", {name: facts[name] for name in names}))
        self._indexes: list[str] = []
        self._tables: list[str] = []

    def read(self, table: str, columns: Sequence[str]) -> list[Row]:
        """Return every row of the table."""
        self._run("SET timezone = 'UTC'")
        with (
            self._database.cursor() as cursor,
            cursor.copy(_sql(f"COPY {table} ({_list(columns)}) TO STDOUT")) as copy,
        ):
            lines = b"".join(copy).decode().splitlines()
        return [line.split("\t") for line in lines]

    def begin(self, tables: Sequence[str]) -> None:
        """Empty the tables and take their indexes away; foreign keys are not looked at in this session."""
        self._tables = list(tables)
        self._run("SET session_replication_role = replica")
        self._run("SET maintenance_work_mem = '512MB'")
        self._run("SET synchronous_commit = off")
        self._run("SET timezone = 'UTC'")
        found = self._database.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
            " (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
            [self._tables],
        ).fetchall()
        for name, sql in found:
            self._indexes.append(sql)
            self._run(f"DROP INDEX {name}")
        self._run(f"TRUNCATE {', '.join(self._tables)} CASCADE")

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows."""
        text = "".join(["\t".join(map(str, row)) + "\n" for row in rows])
        with (
            self._database.cursor() as cursor,
            cursor.copy(_sql(f"COPY {table} ({_list(columns)}) FROM STDIN")) as copy,
        ):
            copy.write(text)

    def finish(self) -> None:
        """Put the indexes back and let new rows follow the last."""
        for sql in self._indexes:
            self._run(sql)
        for table in self._tables:
            self._run(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                f" WHERE pg_get_serial_sequence('{table}', 'id') IS NOT NULL"
            )
        self._database.commit()
        self._database.autocommit = True
        self._run("VACUUM ANALYZE")
        self._run("CHECKPOINT")
        self._database.close()

    def as_json(self, value: object) -> Any:
        """Return a JSON value as text, escaped for COPY."""
        return json.dumps(value, ensure_ascii=False).replace("\\", "\\\\")

    def from_json(self, value: Any) -> Any:
        """Return the JSON value of an escaped text."""
        return json.loads(value.replace("\\\\", "\\"))

    def tokens(self, found: Iterable[str]) -> str:
        """Return the words as a tsvector."""
        return " ".join(f"'{word}'" for word in found)

    def words(self, line: str) -> list[str]:
        """Return the words of a tsvector without positions."""
        return [word.strip("'") for word in line.split(" ")]

    def _run(self, statement: str) -> None:
        self._database.execute(_sql(statement))


def _list(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _sql(statement: str) -> bytes:
    return statement.encode()


def open_shelf() -> Shelf:
    """Return the site's database."""
    return SqliteShelf() if settings.SQLITE else PostgresShelf()
