"""A small city is built whole: every screen has something to show, and every chain holds."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from linli.cases import inbox
from linli.cases.models import Case, Rating, Signal, Step
from linli.cases.workflow import State
from linli.channels.models import News
from linli.cli.demo import build, homes, live, turns
from linli.insight import queries as insight
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.apikeys import ApiKey
from linli.orgs import queries as orgs
from linli.orgs.rules import OFFICES, Role
from linli.people import queries as people
from linli.people.models import Contact, Household, Resident

UNTIL = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_small_city(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.DEMO = tmp_path, True
    said: list[str] = []
    kept = build.build(small=True, until=UNTIL, cases=400, say=said.append)

    parts = Case.objects.filter(split_from__isnull=False).count()
    assert Case.objects.count() == Signal.objects.count() + parts
    assert Signal.objects.count() > 350
    assert not Case.objects.filter(updated_at__gt=UNTIL).exists()
    assert {State.HANDLING, State.CLOSED, State.REJECTED} <= set(Case.objects.values_list("state", flat=True))
    assert Case.objects.filter(missed_at__isnull=False).exists()
    assert Rating.objects.filter(score__gte=4).exists()
    assert Step.objects.filter(move="settle_on_spot").exists()
    call_command("verify_audit")

    assert {0, 9, 12} == {len(one.area_code) for one in News.objects.all()}
    offices = [body for body in orgs.bodies() if body.kind in OFFICES]
    assert offices
    assert all(body.phone.startswith("0519-0") for body in offices), "numbers that nobody has"

    resident = Account.objects.get(username="demo-resident")
    mine = Case.objects.filter(reporter_account=resident)
    assert {each.closed_at is None for each in mine} == {True, False}

    visitors = Account.objects.filter(username__startswith="demo-")
    roles = {role for account in visitors for role in orgs.roles_of(account)}
    assert roles | {Role.GRID_WORKER} == set(Role)
    staff = {account.username for account in visitors if account.is_staff}
    assert staff == {account.username for account in visitors} - {"demo-resident"}
    worker = orgs.actor_of(Account.objects.get(username="demo-worker"))
    grid = next(grant.prefix for grant in worker.grants if len(grant.prefix) == 15)
    waits = Counter(case.state for case in inbox.work_of(worker) if case.worker_id == worker.account_id)
    assert waits == {State.HANDLING: 3, State.CHECKING: 2}
    assert not Signal.objects.filter(case__worker_id=worker.account_id, external_id__startswith=live.OURS)

    living = people.living(worker, grid)
    assert len({(one.building, one.door) for one in living}) == homes.MANY
    assert all(one.who.name[1:] == "*" * len(one.who.name[1:]) for one in living)
    assert 300 > Household.objects.count() > homes.MANY
    assert not Household.objects.exclude(dwelling__building__grid_code=F("grid_code")).exists()
    contacts = Contact.objects.filter(residences__isnull=False)
    assert {one.may_contact for one in contacts.exclude(phone="")} == {True, False}
    assert not contacts.filter(phone="", may_contact=True).exists()
    assert not Resident.objects.exclude(identity="").exists(), "nobody's post needs identity numbers"
    assert Account.objects.get(username="demo-street").check_password(kept.password)
    assert ApiKey.objects.get().name == "demo"
    assert build.Keepsake.load() == kept
    assert kept.path().stat().st_mode & 0o777 == 0o600
    assert {reading.indicator.key: reading.numerator for reading in insight.headline(SYSTEM)}["open"] > 0
    assert said[-1].startswith("figures")


@pytest.mark.django_db
def test_lives_that_leave_the_straight_way(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Returned, held, extended, merged, split, reopened and appealed cases are there; every chain holds."""
    settings.HOME, settings.DEMO = tmp_path, True
    for name in ("RETURNED", "SUSPENDED", "EXTENDED", "REFUSED", "SPLIT", "MERGED", "REOPENED", "APPEALED"):
        monkeypatch.setattr(turns, name, 0.3)
    monkeypatch.setattr(turns, "REOPENED_WHEN_LATE", 0.5)
    build.build(small=True, until=UNTIL, cases=300, say=lambda _words: None)
    told = set(Step.objects.values_list("move", flat=True))
    assert told >= {
        *("send_back", "suspend", "resume", "ask_extension", "grant_extension", "refuse_extension"),
        *("merge", "answer_with_main", "split", "split_off", "reopen", "urge"),
        *("appeal", "uphold_appeal", "dismiss_appeal", "help_done", "help_overdue"),
    }
    at = Step.objects.order_by("case_id", "seq").values_list("case_id", "at")
    assert all(one[1] <= two[1] for one, two in pairwise(at) if one[0] == two[0]), "no step before the last"
    assert {"reopened_30", "in_time_30"} <= {r.indicator.key for r in insight.headline(SYSTEM) if r.numerator}
    call_command("verify_audit")


@pytest.mark.django_db
def test_the_demo_is_built_once(settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.HOME, settings.DEMO = tmp_path, True
    call_command("demo", "--small", "--cases", "60")
    first = capsys.readouterr().out
    call_command("demo", "--small")
    assert capsys.readouterr().out == first
    assert "Open311 key" in first
    assert "demo-leader" in first
