"""The bare database: what one durable transaction of three rows costs here, without Linli."""

import sqlite3
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from bench.contract import Bench, Figure, Options

CLIENTS = 8
SECONDS = 3.0
INSERT = "INSERT INTO bare (code, body, moment) VALUES ({0}, {0}, {0})"
ROW = ("320402001001001", "x" * 300, "2026-01-01T00:00:00Z")


def sqlite_rate() -> float:
    """Return transactions a second of one writer on SQLite (writers queue there anyway), WAL and FULL."""
    with TemporaryDirectory(dir=settings.HOME) as folder:
        database = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, code TEXT, body TEXT, moment TEXT)")
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < SECONDS:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(INSERT.format("?"), [ROW] * 3)
            database.execute("COMMIT")
            count += 1
        rate = count / (time.perf_counter() - began)
        database.close()
    return rate


def postgres_rate() -> float:
    """Return transactions a second of CLIENTS connections on PostgreSQL."""
    facts = connection.get_connection_params()
    keys = {"dbname": "dbname", "user": "user", "password": "password", "host": "host", "port": "port"}
    address: dict[str, Any] = {key: facts[name] for key, name in keys.items()}
    with psycopg.connect(**address, autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS bare")
        database.execute(
            "CREATE TABLE bare (id bigserial PRIMARY KEY, code text, body text, moment timestamptz)"
        )
    counts, until = [0] * CLIENTS, time.perf_counter() + SECONDS

    def client(number: int) -> None:
        with psycopg.connect(**address) as database:
            while time.perf_counter() < until:
                with database.cursor() as cursor:
                    cursor.executemany(INSERT.format("%s"), [ROW] * 3)
                database.commit()
                counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def measure(options: Options) -> list[Figure]:
    """Measure the rate of bare transactions."""
    rate = sqlite_rate if settings.SQLITE else postgres_rate
    clients = "one writer" if settings.SQLITE else f"{CLIENTS} connections"
    values = tuple(rate() for _ in range(options.runs))
    return [Figure(f"three rows in one durable transaction, {clients}", "a second", values)]


BENCH = Bench("bare", "The database alone, without Linli: the ceiling for everything below.", measure)
