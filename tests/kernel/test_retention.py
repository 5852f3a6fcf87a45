"""What is older than its rule is wiped and the wiping is written down; the city's own rules win."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as linli
from pytest_django import Settings

from linli.kernel import clock, idempotency, limits, outbox, retention
from linli.kernel.audit import AuditEntry
from linli.kernel.idempotency import IdempotencyKey
from linli.kernel.limits import RequestCount
from linli.kernel.outbox import OutboxEvent

asked: list[tuple[datetime, int]] = []


def wipe_things(before: datetime, limit: int) -> int:
    """Pretend that there are as many things as two and a half portions hold."""
    asked.append((before, limit))
    return limit if len(asked) < 3 else limit // 2


def break_down(before: datetime, limit: int) -> int:
    """Fail."""
    raise OSError("disk full")


WIPERS = {"test.broken": break_down, "test.things": wipe_things}


@pytest.fixture
def own_rules(settings: Settings, tmp_path: Path) -> Path:
    """A city's file over a page of two wipers."""
    settings.RETENTION = f"{__name__}.WIPERS"
    settings.HOME = tmp_path
    (tmp_path / "data").mkdir()
    asked.clear()
    return tmp_path / "data" / "retention.toml"


def test_every_rule_of_ours_has_its_wiper_and_every_wiper_its_rule() -> None:
    assert set(retention.rules()) == set(retention.wipers())
    assert all(rule.why for rule in retention.rules().values())


def test_a_city_overrides_a_rule(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "data").mkdir()
    own = tmp_path / "data" / "retention.toml"
    own.write_text('[[rule]]\nwhat = "channels.notices"\ndays = 90\nwhy = "本市规定"\n', "utf-8")
    assert retention.rules()["channels.notices"] == retention.Rule("channels.notices", 90, "本市规定")
    assert retention.rules()["kernel.sessions"].days == 1


@pytest.mark.parametrize(
    "text",
    [
        '[[rule]]\nwhat = "kernel.everything"\ndays = 1\nwhy = ""\n',
        '[[rule]]\nwhat = "kernel.sessions"\ndays = -1\nwhy = ""\n',
        '[[rule]]\nwhat = "kernel.sessions"\ndays = "3"\nwhy = ""\n',
        '[[rule]]\nwhat = "kernel.sessions"\nday = 3\nwhy = ""\n',
        "[[rule",
    ],
)
def test_a_wrong_rule_is_refused_with_the_file_s_name(settings: Settings, tmp_path: Path, text: str) -> None:
    settings.HOME = tmp_path
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "retention.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"retention\.toml"):
        retention.rules()


@pytest.mark.django_db
def test_wiping_goes_in_portions_is_written_down_and_outlives_a_fault(
    own_rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {
        "test.broken": retention.Rule("test.broken", 1, "x"),
        "test.things": retention.Rule("test.things", 30, "x"),
    }
    monkeypatch.setattr(retention, "rules", lambda: ours)
    moment = clock.now()
    with clock.at(moment), pytest.raises(OSError, match="disk full"):
        retention.apply()
    assert asked == [(moment - timedelta(days=30), retention.AT_ONCE)] * 3
    entry = AuditEntry.objects.get()
    assert (entry.stream, entry.verb) == ("retention:test.things", "kernel:retention:wipe")
    assert entry.data["count"] == retention.AT_ONCE * 5 // 2


@pytest.mark.django_db
def test_a_sweep_looks_once_and_wipes_in_portions(own_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[datetime] = []
    wiped: list[tuple[int, datetime]] = []

    def find(before: datetime) -> list[int]:
        looked.append(before)
        return list(range(12))

    def wipe(keys: Sequence[int], before: datetime) -> int:
        wiped.append((len(keys), before))
        return len(keys)

    monkeypatch.setattr(retention, "wipers", lambda: {"test.rows": retention.Sweep(find, wipe, at_once=5)})
    monkeypatch.setattr(retention, "rules", lambda: {"test.rows": retention.Rule("test.rows", 30, "x")})
    moment = clock.now()
    with clock.at(moment):
        assert retention.apply() == {"test.rows": 12}
    before = moment - timedelta(days=30)
    assert (looked, wiped) == ([before], [(5, before), (5, before), (2, before)])


@pytest.mark.django_db
def test_zero_days_keep_for_ever(own_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "rules", lambda: {"test.things": retention.Rule("test.things", 0, "x")})
    assert retention.apply() == {}
    assert asked == []


@pytest.mark.django_db
def test_the_kernel_forgets_only_what_is_old() -> None:
    moment = clock.now()
    for age in (1, 30):
        then = moment - timedelta(days=age)
        OutboxEvent.objects.create(name="a.B", payload={}, created_at=then, next_at=then, done_at=then)
        IdempotencyKey.objects.create(scope="s", key=str(age), fingerprint="f", created_at=then)
        RequestCount.objects.create(key="k", window_start=int(then.timestamp()), count=1)
    OutboxEvent.objects.create(
        name="a.B", payload={}, created_at=then, next_at=then, dead_at=then, error="kept until somebody looks"
    )
    before = moment - timedelta(days=7)
    assert [each.forget(before, 10) for each in (outbox, idempotency, limits)] == [1, 1, 1]
    assert [each.forget(before, 10) for each in (outbox, idempotency, limits)] == [0, 0, 0]
    assert OutboxEvent.objects.count() == 2


@pytest.mark.django_db
def test_all_of_our_rules_run_on_an_empty_database() -> None:
    assert linli.RETENTION == "linli.wiring.retention.WIPERS"
    assert retention.apply() == {}
