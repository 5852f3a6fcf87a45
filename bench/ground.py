"""A freshly migrated site for the benches, on SQLite or on a PostgreSQL that keeps its promises."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import postgres

POSTGRES_PID = "BENCH_POSTGRES_PID"
"""The variable that names the process of the bench's own PostgreSQL server."""

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = ["shared_buffers=1GB", "max_wal_size=8GB", "random_page_cost=1.1", "effective_cache_size=4GB"]
"""What a city would set on a machine with solid-state disks; nothing that weakens what is durable."""


@contextmanager
def ground(database: str) -> Iterator[dict[str, str]]:
    """Yield the environment of a site that is migrated and empty; both are removed afterwards.

    Args:
        database: sqlite (synchronous=FULL) or postgres (fsync on).
    """
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as home:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LINLI_")}
        environment |= {
            "LINLI_HOME": home,
            "DJANGO_SETTINGS_MODULE": "linli.wiring.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        server = postgres.start(fast=False, settings=POSTGRES) if database == "postgres" else None
        try:
            if server is not None:
                run_sql(server.url(), "CREATE DATABASE linli")
                environment["LINLI_DATABASE_URL"] = server.local_url("linli")
                environment[POSTGRES_PID] = str(server.process.pid)
            command = [sys.executable, "-m", "linli.cli.main", "migrate", "--noinput", "--verbosity", "0"]
            subprocess.run(command, env=environment, check=True)
            yield environment
        finally:
            if server is not None:
                server.stop()


def run_sql(url: str, statement: str) -> None:
    """Run one statement outside any transaction."""
    import psycopg  # noqa: PLC0415 - only a PostgreSQL run needs it

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
