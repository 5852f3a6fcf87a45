"""Full-text search over our own tokens, by an index of the database: FTS5 on SQLite, GIN on PostgreSQL.

Chinese is cut into overlapping pairs of characters, everything else into words and numbers; no dictionary
and no extension is needed. A query asks for all of its tokens at once. An index is a table of its own
beside the rows it leads to, written in their transaction.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff々〇"
_RUN = re.compile(rf"[{_IDEOGRAPHS}]+|[^\W_{_IDEOGRAPHS}]+")
_CJK = re.compile(rf"[{_IDEOGRAPHS}]")
_JOINED = re.compile(r"[a-z0-9]+(?:[-/.][a-z0-9]+)+")
_JOINT = re.compile(r"[-/.]")
LONG_NUMBER = 10
FEW_HITS = 2000
LONGEST_TOKEN = 40
MOST_TOKENS = 1500
MOST_QUERY_TOKENS = 16


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def tokens(*texts: str) -> list[str]:
    """Return the tokens under which `texts` are found, each once.

    A run of Chinese gives its pairs and its last character; a word gives itself; parts joined by hyphens
    (numbers of cases, house numbers) give the parts and the whole.
    """
    found: dict[str, None] = {}
    for text in texts:
        plain = _plain(text)
        found.update(dict.fromkeys(_cut(plain)))
        for joined in _JOINED.findall(plain):
            found[_JOINT.sub("", joined)[:LONGEST_TOKEN]] = None
    return list(found)[:MOST_TOKENS]


def _cut(plain: str) -> Iterator[str]:
    for run in _RUN.findall(plain):
        if _CJK.match(run):
            yield from (run[i : i + 2] for i in range(len(run)))
        else:
            yield run[:LONGEST_TOKEN]


def terms(query: str) -> list[tuple[str, bool]]:
    """Return the tokens that `query` asks for, each with whether its beginning suffices.

    A single Chinese character, and the last word of the query, are found by their beginning. A long number
    in parts, such as a case's, is asked for as the whole, which hardly another row holds.
    """
    found: dict[tuple[str, bool], None] = {}
    runs = _RUN.findall(_JOINED.sub(_whole_number, _plain(query)))
    for place, run in enumerate(runs):
        if not _CJK.match(run):
            found[run[:LONGEST_TOKEN], place == len(runs) - 1] = None
        elif len(run) == 1:
            found[run, True] = None
        else:
            found.update(dict.fromkeys((run[i : i + 2], False) for i in range(len(run) - 1)))
    return list(found)[:MOST_QUERY_TOKENS]


def _whole_number(joined: re.Match[str]) -> str:
    whole = _JOINT.sub("", joined.group())
    return whole if whole.isdecimal() and len(whole) >= LONG_NUMBER else joined.group()


class Index:
    """One full-text index: a table of row ids and their tokens."""

    def __init__(self, table: str) -> None:
        """Name the index by its table, which a `CreateIndex` migration makes."""
        self.table = table

    def put(self, row: int, found: Iterable[str], using: str = "default") -> None:
        """Write or replace the tokens of the row `row` (one query)."""
        with connections[using].cursor() as cursor:
            cursor.execute(*self._line(row, found, using))

    def put_all(self, rows: Iterable[tuple[int, Iterable[str]]], using: str = "default") -> None:
        """Write or replace the tokens of many rows, in one statement prepared once."""
        lines = [self._line(row, found, using) for row, found in rows]
        if lines:
            with connections[using].cursor() as cursor:
                cursor.executemany(lines[0][0], [values for _statement, values in lines])

    def _line(self, row: int, found: Iterable[str], using: str) -> tuple[str, list[Any]]:
        """Return the statement that writes a row of the index, and its values."""
        if connections[using].vendor == "sqlite":
            statement = f"INSERT OR REPLACE INTO {self.table} (rowid, tokens) VALUES (%s, %s)"  # noqa: S608 - own name
            return statement, [row, " ".join(found)]
        statement = (
            f"INSERT INTO {self.table} (id, tokens) VALUES (%s, array_to_tsvector(%s::text[]))"  # noqa: S608
            " ON CONFLICT (id) DO UPDATE SET tokens = EXCLUDED.tokens"
        )
        return statement, [row, sorted(set(found))]

    def remove(self, row: int, using: str = "default") -> None:
        """Take the row `row` out of the index."""
        with connections[using].cursor() as cursor:
            key = "rowid" if connections[using].vendor == "sqlite" else "id"
            cursor.execute(f"DELETE FROM {self.table} WHERE {key} = %s", [row])  # noqa: S608 - own name

    def newest(
        self,
        wanted: Iterable[tuple[str, bool]],
        any_of: Iterable[str] = (),
        before: int | None = None,
        limit: int = 100,
        using: str = "default",
    ) -> list[int]:
        """Return the ids of the newest rows that hold all of `wanted`, newest first (at most two queries).

        Args:
            wanted: tokens and whether their beginning suffices, as `terms` gives them; none finds nothing.
            any_of: exact tokens of which the row must hold one, such as the areas of the reader.
            before: only rows with a smaller id.
            limit: at most so many.
            using: the database.
        """
        asked, scope = list(wanted), list(any_of)
        if not asked:
            return []
        if connections[using].vendor == "sqlite":
            return self._on_sqlite(asked, scope, before, limit, using)
        return self._on_postgres(asked, scope, before, limit, using)

    def _on_sqlite(
        self, asked: list[tuple[str, bool]], scope: list[str], before: int | None, limit: int, using: str
    ) -> list[int]:
        query = " AND ".join(f'"{token}"{"*" if begins else ""}' for token, begins in asked)
        if scope:
            query += " AND (" + " OR ".join(f'"{token}"' for token in scope) + ")"
        sql = f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s"  # noqa: S608 - own name
        with connections[using].cursor() as cursor:
            if before is None:
                cursor.execute(sql + " ORDER BY rowid DESC LIMIT %s", [query, limit])
            else:
                cursor.execute(sql + " AND rowid < %s ORDER BY rowid DESC LIMIT %s", [query, before, limit])
            return [row[0] for row in cursor.fetchall()]

    def _on_postgres(
        self, asked: list[tuple[str, bool]], scope: list[str], before: int | None, limit: int, using: str
    ) -> list[int]:
        """Ask for few hits first; when there are many, the newest are near the end of the table."""
        query = " & ".join(f"'{token}'{':*' if begins else ''}" for token, begins in asked)
        if scope:
            query += " & (" + " | ".join(f"'{token}'" for token in scope) + ")"
        older = "" if before is None else f" AND id < {int(before)}"
        match = f"FROM {self.table} WHERE tokens @@ %s::tsquery{older}"
        few = max(FEW_HITS, limit)
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            cursor.execute(f"SELECT id {match} LIMIT %s", [query, few + 1])
            hits = [row[0] for row in cursor.fetchall()]
            if len(hits) > few:
                cursor.execute("SET LOCAL enable_indexscan = on; SET LOCAL enable_bitmapscan = off")
                cursor.execute(f"SELECT id {match} ORDER BY id DESC LIMIT %s", [query, limit])
                hits = [row[0] for row in cursor.fetchall()]
            cursor.execute("RESET enable_seqscan; RESET enable_indexscan; RESET enable_bitmapscan")
        return sorted(hits, reverse=True)[:limit]


class CreateIndex(Operation):
    """Make the table of an `Index` in a migration."""

    reversible = True
    atomic = True

    def __init__(self, table: str) -> None:
        """Name the table."""
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are: no model stands for the index."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the index."""
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {self.table} USING fts5(tokens, tokenize='ascii', detail='none')"
            )
        else:
            schema_editor.execute(
                f"CREATE TABLE {self.table} (id bigint PRIMARY KEY, tokens tsvector NOT NULL)"
            )
            schema_editor.execute(f"CREATE INDEX {self.table}_tokens ON {self.table} USING gin (tokens)")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the index."""
        schema_editor.execute(f"DROP TABLE {self.table}")

    def describe(self) -> str:
        """Say what the operation does."""
        return f"Create the search index {self.table}"
