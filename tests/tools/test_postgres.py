"""The throw-away PostgreSQL: it answers while it is wanted and leaves nothing behind."""

import psycopg

from tools import postgres


def test_a_server_answers_and_leaves_nothing_behind() -> None:
    server = postgres.start()
    try:
        with psycopg.connect(server.url()) as connection:
            row = connection.execute("SELECT current_setting('fsync')").fetchone()
        assert row == ("off",)
    finally:
        server.stop()
    assert server.process.poll() is not None
    assert not server.folder.exists()


def test_a_durable_server_keeps_its_promises() -> None:
    server = postgres.start(fast=False, settings=["work_mem=8MB"])
    try:
        with psycopg.connect(server.url()) as connection:
            row = connection.execute(
                "SELECT current_setting('fsync'), current_setting('work_mem')"
            ).fetchone()
        assert row == ("on", "8MB")
    finally:
        server.stop()


def test_a_stranger_is_not_let_in() -> None:
    server = postgres.start()
    try:
        message = ""
        try:
            psycopg.connect(server.url().replace(server.password, "guess"))
        except psycopg.OperationalError as error:
            message = str(error)
        assert "authentication failed" in message
    finally:
        server.stop()
