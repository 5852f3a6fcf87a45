"""The log: one JSON object a line for machines, readable lines for people."""

import json
import logging
import logging.config
import sys
from collections.abc import Iterator

import pytest
import structlog

from linli.wiring import logs


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """Put the log's settings back after a test has changed them."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def format_of(style: str, record: logging.LogRecord) -> str:
    """Return a record as the given style writes it."""
    settings = logs.configure(style, "WARNING")
    formatter = logging.config.DictConfigurator(settings).configure_formatter(settings["formatters"]["linli"])
    assert isinstance(formatter, logging.Formatter)
    return formatter.format(record)


def record(text: str) -> logging.LogRecord:
    """Return a warning of a library that knows nothing of our log."""
    return logging.LogRecord("django.request", logging.WARNING, __file__, 1, text, (), None)


def test_machines_read_json_with_chinese_as_it_is() -> None:
    facts = json.loads(format_of("json", record("找不到 /t/")))
    assert facts["event"] == "找不到 /t/"
    assert (facts["level"], facts["logger"]) == ("warning", "django.request")
    assert "找不到" in format_of("json", record("找不到 /t/"))


def test_people_read_a_line() -> None:
    line = format_of("console", record("找不到 /t/"))
    assert "找不到 /t/" in line
    assert not line.startswith("{")


def test_auto_means_json_when_nobody_is_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert json.loads(format_of("auto", record("ready")))["event"] == "ready"


def test_the_level_decides_what_is_written() -> None:
    assert logs.configure("json", "ERROR")["root"]["level"] == "ERROR"
