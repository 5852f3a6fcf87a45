"""The doctor finds each thing that is unsafe, says how to mend it, and is content with a safe place."""

import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from linli.channels import actions as channels
from linli.channels.models import Gateway
from linli.channels.rules import Kind
from linli.cli import doctor
from linli.cli.doctor import city, duties, machine, people, secrets
from linli.cli.doctor.finding import Check, Finding, Level
from linli.kernel import apikeys, audit, clock, crypto, health, seals
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.apikeys import ApiKey
from linli.kernel.jobs import Job
from linli.kernel.outbox import OutboxEvent
from linli.orgs import access
from linli.orgs.rules import ADMINISTRATORS
from linli.people.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def safe(settings: Settings) -> Settings:
    """The settings of a real city."""
    settings.PUBLIC_URL = "https://linli.city.example"
    settings.BIND = "127.0.0.1"
    settings.PROXIES = 1
    settings.DEMO = False
    settings.SECOND_FACTOR = True
    settings.ALLOWED_HOSTS = ["linli.city.example"]
    return settings


def grave(check: Check) -> list[str]:
    """Return what a check finds unsafe."""
    return [str(found.what) for found in _all(check) if found.level is Level.UNSAFE]


def advised(check: Check) -> list[str]:
    """Return what a check would have better."""
    return [str(found.what) for found in _all(check) if found.level is Level.ADVICE]


def _all(check: Check) -> list[Finding]:
    found = list(check())
    assert all(each.mend or each.level is Level.FINE for each in found), "each finding says how to mend it"
    return found


def test_safe_addresses(safe: Settings) -> None:
    assert grave(machine.addresses) == advised(machine.addresses) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", True, "调试"),
        ("ALLOWED_HOSTS", ["*"], "主机名"),
        ("DEMO", True, "演示"),
        ("PUBLIC_URL", "http://linli.city.example", "https"),
    ],
)
def test_unsafe_addresses(safe: Settings, name: str, value: object, words: str) -> None:
    setattr(safe, name, value)
    (found,) = grave(machine.addresses)
    assert words in found


def test_advice_on_addresses(safe: Settings) -> None:
    safe.PROXIES = 0
    assert "同一个地址" in advised(machine.addresses)[0]
    safe.PUBLIC_URL, safe.BIND = "http://localhost:8000", "0.0.0.0"
    assert "0.0.0.0" in advised(machine.addresses)[0]


def test_the_database_under_test_is_safe_but_for_the_speed_of_tests() -> None:
    found = health.database()
    assert set(found.faults) <= {"fsync_off", "commit_asynchronous", "not_wal"}
    assert abs(found.skew_s) < 2
    assert found.name.startswith(("SQLite 3", "PostgreSQL 1"))


def test_an_unsafe_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for fault in ("not_wal", "not_synchronous", "no_foreign_keys", "old_version", "fsync_off", "not_utf8"):
        monkeypatch.setattr(health, "database", lambda fault=fault: health.Database("PG", (fault,), 0.0))
        assert len(grave(machine.database)) == 1
    monkeypatch.setattr(health, "database", lambda: health.Database("PG", (), 30.0))
    assert "30.0" in grave(machine.database)[0]
    monkeypatch.setattr("linli.cli.prepare.migrations_waiting", lambda: 3)
    assert "3" in grave(machine.database)[0]


def test_a_clock_in_the_past_and_a_zone_without_working_hours(settings: Settings) -> None:
    assert grave(machine.clocks) == []
    with clock.at(machine.WRITTEN - timedelta(days=400)):
        assert "时钟" in grave(machine.clocks)[0]
    settings.TIME_ZONE = "UTC"
    assert "UTC" in advised(machine.clocks)[0]


def test_disk(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path / "gone"
    assert "不可写" in grave(machine.disk)[0]
    settings.HOME = tmp_path
    for free, counts in ((100 << 20, (1, 0)), (3 << 30, (0, 1)), (50 << 30, (0, 0))):
        monkeypatch.setattr("shutil.disk_usage", lambda path, free=free: SimpleNamespace(free=free))
        assert (len(grave(machine.disk)), len(advised(machine.disk))) == counts


def test_secrets_that_others_can_read(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.SECRET_KEY = settings.DATA_KEY = "x" * 40
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    (folder / "linli_data_key").write_text("x")
    os.chmod(folder / "linli_data_key", 0o644)
    assert "linli_data_key" in grave(secrets.files)[0]
    os.chmod(folder / "linli_data_key", 0o600)
    assert grave(secrets.files) == []
    settings.DATA_KEY = "short"
    assert "太短" in grave(secrets.files)[0]


def test_the_data_key_needs_a_copy_and_must_be_the_right_one(safe: Settings) -> None:
    assert "没有备份" in grave(secrets.data_key)[0]
    secrets.note_backup()
    assert grave(secrets.data_key) == []
    seals.seal()
    safe.DATA_KEY = "another key that is long enough for the test"
    assert "不是写入" in grave(secrets.data_key)[0]


def test_keys_that_lie_about() -> None:
    apikeys.create(by=SYSTEM, name="old", scopes=["open311"])
    apikeys.create(by=SYSTEM, name="free", scopes=["open311"], rate=0)
    ApiKey.objects.filter(name="old").update(created_at=clock.now() - timedelta(days=400))
    found = advised(secrets.api_keys)
    assert len(found) == 2
    assert "old" in found[0]
    assert "free" in found[1]


def test_administrators_and_second_factors(safe: Settings) -> None:
    assert len(advised(people.administrators)) == 3
    for role in ADMINISTRATORS:
        account, _password = access.open_account(by=SYSTEM, username=role)
        access.grant_role(by=SYSTEM, account=account, role=role)
    assert advised(people.administrators) == []
    assert "3 个" in advised(people.second_factors)[0]
    Account.objects.filter(username=ADMINISTRATORS[0]).update(last_login=clock.now())
    assert "1 个" in grave(people.second_factors)[0]
    safe.SECOND_FACTOR = False
    assert len(grave(people.second_factors)) == 1


def test_demo_accounts_in_a_real_city(safe: Settings) -> None:
    assert grave(people.demo_accounts) == []
    Account.objects.create(username="demo-desk")
    assert "demo-desk" in grave(people.demo_accounts)[0]


def test_an_empty_city_is_advised(settings: Settings, tmp_path: Path) -> None:
    assert len(advised(city.master_data)) == 2
    assert grave(city.catalogue_in_force) == []
    assert grave(city.care_files) == []
    assert grave(city.retention_rules) == []
    with clock.at(clock.now().replace(year=2031)):
        assert "2031" in grave(city.holidays)[0]
    with clock.at(clock.now().replace(year=2025, month=12)):
        assert grave(city.holidays) == []
    settings.HOME = tmp_path
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "retention.toml").write_text('[[rule]]\nwhat="kernel.sessions"\ndays=0\nwhy=""\n')
    assert "kernel.sessions" in advised(city.retention_rules)[0]


def test_a_sleeping_worker_and_clock() -> None:
    assert grave(duties.outbox_and_jobs) == []
    old = clock.now() - timedelta(hours=1)
    OutboxEvent.objects.create(name="a.B", payload={}, created_at=old, next_at=old)
    OutboxEvent.objects.create(name="a.B", payload={}, created_at=old, next_at=old, dead_at=old)
    Job.objects.create(name="kernel.seal", next_at=old)
    Job.objects.create(name="channels.give_up", next_at=clock.now(), failures=2, error="boom")
    found = grave(duties.outbox_and_jobs)
    assert len(found) == 4
    assert "60 分钟" in found[0]
    assert "boom" in found[2]


def test_gateways_that_fail_and_people_without_one() -> None:
    assert grave(duties.gateways) == advised(duties.gateways) == []
    channels.open_gateway(by=SYSTEM, name="群", kind=Kind.WECOM, settings={"url": "https://x.example"})
    Gateway.objects.update(failing_since=clock.now(), last_error="93000 invalid webhook url")
    assert "93000" in grave(duties.gateways)[0]
    Contact.objects.create(channel="sms", phone=crypto.encrypt("1"), created_at=clock.now())
    assert "短信" in advised(duties.gateways)[0]


def test_history_that_waits_for_its_seal() -> None:
    with clock.at(clock.now() - timedelta(hours=2)):
        audit.record(SYSTEM, "test:thing:done", "x")
    assert "没有封存" in grave(duties.sealing)[0]
    seals.seal()
    assert grave(duties.sealing) == []


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no disk")

    monkeypatch.setattr(doctor, "CHECKS", (broken,))
    (found,) = doctor.examine()
    assert found.level is Level.UNSAFE
    assert "no disk" in str(found.what)


def test_the_command_speaks_both_languages_and_fails_when_unsafe(
    safe: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="不安全"):
        call_command("doctor", language="zh-hans")
    assert "数据密钥没有备份" in capsys.readouterr().out
    with pytest.raises(CommandError, match="unsafe"):
        call_command("doctor", language="en")
    assert "The data key has no copy" in capsys.readouterr().out


def test_the_command_is_content_with_a_safe_place(
    safe: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(health, "database", lambda: health.Database("PostgreSQL 18", (), 0.0))
    call_command("doctor", language="en", key_is_backed_up=True)
    assert "Nothing unsafe was found." in capsys.readouterr().out


def test_a_slip_in_the_watch_over_elders_is_told(safe: Settings, tmp_path: Path) -> None:
    safe.HOME = tmp_path
    (tmp_path / "data" / "care").mkdir(parents=True)
    (tmp_path / "data" / "care" / "watch.toml").write_text("rule = 1")
    (told,) = [str(found.what) for found in doctor.examine() if "care_files" in str(found.what)]
    assert "budget" in told
