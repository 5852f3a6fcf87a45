"""The climb of an alert: whom each rung calls and when, who is skipped, what ends it, and nothing twice."""

from datetime import timedelta
from typing import Any

import pytest

from linli.care import actions, queries, rungs
from linli.care.actions import calling, listening, stepping
from linli.care.models import Alert, AlertStep, Call, Plan, Watch
from linli.channels.models import Gateway, Notice
from linli.kernel import clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.orgs.models import Organisation, Post, RoleGrant, Worker
from tests.cases import city

WHY = {
    "zh-hans": "昨晚21:18后没有动静，请先电话。",
    "en": "Nothing heard since 21:18 last night; please call.",
}


def worker(name: str, area: str, duty: str, organisation: Organisation | None = None) -> Account:
    """Return the account of somebody with a post."""
    account = Account.objects.create_user(name, display_name=name)
    row = Worker.objects.create(name=name, account=account, organisation=organisation)
    Post.objects.create(worker=row, area_code=area, duty=duty, since=clock.today())
    return account


def grant(name: str, role: str, area: str, organisation: Organisation | None = None) -> Account:
    """Return the account of somebody with a role."""
    account = Account.objects.create_user(name, display_name=name, is_staff=True)
    RoleGrant.objects.create(
        account=account, role=role, area_code=area, organisation=organisation, since=clock.today()
    )
    return account


@pytest.fixture
def staff(town: None) -> dict[str, Account]:
    """Those whom the ladder can call, but no volunteer and no hospital; messages are carried."""
    settings = crypto.encrypt('{"url": "https://sms.example.org/"}')
    Gateway.objects.create(name="sms", kind=Gateway.Kind.WEBHOOK, settings=settings)
    return {
        "worker": worker("陈网格", city.G1, "full_time"),
        "police": worker("秦警官", city.G1[:12], "police"),
        "desk": grant("desk", "community_desk", city.G1[:12]),
        "street": grant("street", "street_desk", city.G1[:9]),
        "property": grant("estate", "department", "", Organisation.objects.get(code="ESTATE")),
    }


def raised(plan: Plan, visit_in: int = 60) -> Alert:
    """Return the alert of a silence that is due now, to be visited in so many minutes."""
    now = clock.now()
    actions.hear(plan=plan, at=now - timedelta(hours=12), signal="gate")
    visit_at = now + timedelta(minutes=visit_in)
    actions.expect(plan=plan, ask_at=now, visit_at=visit_at, reason=WHY)
    assert actions.raise_due() == 1
    return Alert.objects.get(plan=plan, cleared_at=None)


def climbed(alert: Alert, minutes: int) -> list[tuple[int, str, str, str]]:
    """Let the clock tick each minute for so long; return (minute, kind, rung, who) of each new step."""
    begin, seen = alert.opened_at, alert.version
    start = clock.now()
    for minute in range(minutes + 1):
        with clock.at(start + timedelta(minutes=minute)):
            actions.climb()
    found = alert.steps.filter(seq__gt=seen).order_by("seq")
    return [(int((each.at - begin).total_seconds() // 60), each.kind, each.rung, each.who) for each in found]


def told(account: Account) -> int:
    """Return how many notices of care an account has."""
    return Notice.objects.filter(account=account, event__startswith="care.").count()


def test_the_whole_climb(plan: Plan, staff: dict[str, Account]) -> None:
    """Elder, two kin, then at the time to visit the worker and on; nobody on duty is skipped and said."""
    alert = raised(plan)
    assert climbed(alert, 240) == [
        (0, "called", "ask", "老人"),
        (30, "called", "kin", "第1联系人（女儿）"),
        (40, "called", "kin", "第2联系人（邻居）"),
        (50, "handed_on", "kin", ""),
        (60, "called", "grid", "陈网格"),
        (100, "called", "desk", "desk"),
        (120, "called", "property", "邻里物业"),
        (140, "skipped", "volunteer", ""),
        (140, "called", "police", "秦警官"),
        (155, "skipped", "medical", ""),
        (155, "again", "", ""),
        (185, "again", "", ""),
        (215, "again", "", ""),
    ]
    assert {name: told(account) for name, account in staff.items()} == {
        "worker": 1, "police": 1, "property": 1, "desk": 4, "street": 3
    }  # fmt: skip
    assert set(Call.objects.values_list("account__username", flat=True)) == {"陈网格", "desk"}


def test_those_outside_learn_no_name_and_no_address(plan: Plan, staff: dict[str, Account]) -> None:
    climbed(raised(plan), 160)
    said = str(list(Notice.objects.values_list("subject", "body", "link", "params")))
    assert "吴" not in said
    assert "3号楼" not in said
    outside = Notice.objects.get(account=staff["police"])
    assert (outside.link, "工作台" in outside.body) == ("", True)
    assert Notice.objects.get(account=staff["worker"]).body == WHY["zh-hans"]


def test_without_anybody_every_rung_is_skipped_and_the_alert_stays(plan: Plan) -> None:
    """No account, no carrier, no post: the history says so at once, and the alert goes on."""
    alert = raised(plan, visit_in=0)
    kinds = [kind for _minute, kind, _rung, _who in climbed(alert, 0)]
    assert kinds == ["skipped"] * 8 + ["again"]
    alert.refresh_from_db()
    assert alert.next_at == clock.now() + rungs.current().again


def test_questions_wait_for_the_morning_visits_do_not(plan: Plan, staff: dict[str, Account]) -> None:
    """At 23:00 nobody is asked; when the visit is due at 02:00 the worker is called."""
    night = city.MONDAY_9 + timedelta(hours=14)
    with clock.at(night):
        late = climbed(raised(plan, visit_in=180), 181)
    assert [(minute, rung) for minute, _kind, rung, _who in late] == [(180, "ask")]
    with clock.at(night + timedelta(days=1)):
        actions.hear(plan=plan, at=clock.now() - timedelta(hours=1), signal="gate")
        calm = climbed(raised_again(plan, 600), 481)
    assert [(minute, rung) for minute, _kind, rung, _who in calm] == [(480, "ask")]


def raised_again(plan: Plan, visit_in: int) -> Alert:
    """Return another alert of the same person."""
    now = clock.now()
    actions.expect(plan=plan, ask_at=now, visit_at=now + timedelta(minutes=visit_in), reason=WHY)
    assert actions.raise_due() == 1
    return Alert.objects.get(plan=plan, cleared_at=None)


def test_a_sign_of_life_ends_it(plan: Plan, staff: dict[str, Account]) -> None:
    """A late one from before the silence does not; the same one again is no news."""
    alert = raised(plan)
    climbed(alert, 5)
    assert not actions.hear(plan=plan, at=clock.now() - timedelta(hours=13), signal="gate")
    assert Alert.objects.filter(cleared_at=None).exists()
    assert actions.hear(plan=plan, at=clock.now(), signal="button")
    assert not actions.hear(plan=plan, at=clock.now(), signal="button")
    alert.refresh_from_db()
    assert (alert.outcome, alert.next_at) == ("sign", None)
    assert climbed(alert, 300) == []


@pytest.mark.parametrize("outcome", ["safe", "away", "device", "helped"])
def test_one_tap_ends_it(plan: Plan, staff: dict[str, Account], outcome: str) -> None:
    """Twice the same is once; another answer afterwards is too late; away is a leave of a day."""
    alert = raised(plan)
    for _again in range(2):
        actions.end_alert(by=city.WORKER, alert=alert, outcome=outcome)
    alert.refresh_from_db()
    assert (alert.outcome, alert.steps.filter(kind="cleared").count()) == (outcome, 1)
    assert bool(queries.leave(plan)) == (outcome == "away")
    with pytest.raises(Conflict):
        actions.end_alert(by=city.WORKER, alert=alert, outcome="safe" if outcome != "safe" else "device")
    with pytest.raises(Conflict):
        actions.come(by=city.WORKER, alert=alert)


def test_the_family_ends_it_by_their_link(plan: Plan, staff: dict[str, Account]) -> None:
    """They may say safe or away, not that a device failed; strangers may say nothing."""
    alert = raised(plan)
    kin = plan.kin.get(place=1)
    family, _plan = queries.by_link(kin.page, queries.kin_key(kin))
    with pytest.raises(InvalidInput):
        actions.end_alert(by=family, alert=alert, outcome="device")
    for stranger in (city.OTHER_DESK, city.RESIDENT):
        with pytest.raises(NotAllowed):
            actions.end_alert(by=stranger, alert=alert, outcome="safe")
        with pytest.raises(NotFound):
            queries.alert(stranger, alert.code)
    actions.end_alert(by=family, alert=alert, outcome="safe")
    assert queries.steps(alert)[-1].who == "家人邻居"
    assert Watch.objects.get(plan=plan).last_sign_at == clock.now()


def test_coming_and_handing_on(plan: Plan, staff: dict[str, Account]) -> None:
    """Coming holds the ladder, "I cannot" calls the next at once."""
    alert = raised(plan, visit_in=0)
    with clock.at(clock.now()):
        climbed(alert, 0)
    for _until_the_worker in range(3):
        alert = Alert.objects.get(pk=alert.pk)
        if alert.steps.filter(rung="grid").exists():
            break
        actions.hand_on(by=city.WORKER, alert=alert)
    alert.refresh_from_db()
    assert alert.steps.filter(kind="called", rung="grid").count() == 1
    actions.come(by=city.WORKER, alert=alert)
    alert.refresh_from_db()
    assert (alert.coming_by, alert.next_at) == ("陈网格", clock.now() + rungs.current().coming)
    later = climbed(alert, 46)
    assert [(minute, rung) for minute, _kind, rung, _who in later] == [(45, "desk")]


def test_an_emergency_goes_straight_to_the_police(plan: Plan, staff: dict[str, Account]) -> None:
    """Also at night, and long before the visit is due."""
    with clock.at(city.MONDAY_9 + timedelta(hours=15)):
        alert = raised(plan, visit_in=300)
        actions.climb()
        actions.ask_help(by=city.WORKER, alert=Alert.objects.get(pk=alert.pk), emergency=True)
        assert told(staff["police"]) == 1
        now = Alert.objects.get(pk=alert.pk)
        actions.ask_help(by=city.WORKER, alert=now, emergency=False)
    kinds = [(step.kind, step.rung) for step in queries.steps(alert)]
    assert kinds == [("raised", ""), ("emergency", ""), ("called", "police"), ("needs_help", "")]


def test_leave_withdrawal_and_missing_consent_raise_nothing(plan: Plan, staff: dict[str, Account]) -> None:
    now = clock.now()
    actions.expect(plan=plan, ask_at=now, visit_at=now, reason=WHY)
    actions.go_away(by=city.WORKER, plan=plan, kind="hospital", back_at=now + timedelta(days=3))
    assert actions.raise_due() == 0
    actions.come_back(by=city.WORKER, plan=plan)
    alert = raised_again(plan, 60)
    actions.withdraw(by=city.DESK, plan=plan)
    alert.refresh_from_db()
    assert alert.outcome == "stopped"
    assert not Watch.objects.filter(plan=plan).exists()
    assert actions.climb() == 0


def test_two_clocks_make_each_step_once(plan: Plan, staff: dict[str, Account]) -> None:
    """One that read the alert before the other moved it loses, and writes nothing."""
    alert = raised(plan)
    assert actions.raise_due() == 0
    actions.expect(plan=plan, ask_at=clock.now(), visit_at=clock.now(), reason=WHY)
    assert actions.raise_due() == 0
    stale = Alert.objects.get(pk=alert.pk)
    assert actions.climb() == 1
    count = Notice.objects.count()
    with pytest.raises(Conflict):
        stepping.step(stale, AlertStep.Kind.CALLED, by=city.WORKER, to={"place": 5})
    assert (alert.steps.count(), Notice.objects.count()) == (2, count)


def test_a_sign_that_meets_the_clock_ends_the_alert_at_the_next_tick(
    plan: Plan, staff: dict[str, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign is kept though the ladder moved at the same moment; nobody else is called."""
    alert = raised(plan)

    def lost(*_args: Any, **_words: Any) -> None:
        raise Conflict("somebody was first")

    with monkeypatch.context() as moment:
        moment.setattr(listening, "step", lost)
        assert actions.hear(plan=plan, at=clock.now(), signal="gate")
    assert actions.climb() == 1
    alert.refresh_from_db()
    assert (alert.outcome, Notice.objects.count()) == ("sign", 0)


def test_a_clock_that_dies_leaves_nothing_half_done(
    plan: Plan, staff: dict[str, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it told somebody: no step, no notice; the next clock does it all."""
    alert = raised(plan)

    def killed(*_args: Any) -> None:
        raise SystemExit

    whole = calling.tell
    monkeypatch.setattr(calling, "tell", killed)
    with pytest.raises(SystemExit):
        actions.climb()
    assert (alert.steps.count(), Notice.objects.count()) == (1, 0)
    monkeypatch.setattr(calling, "tell", whole)
    assert actions.climb() == 1
    assert Notice.objects.count() == 1


def test_beyond_the_budget_the_desk_hears_of_it(plan: Plan, staff: dict[str, Account]) -> None:
    """The worker is called all the same."""
    for number in range(rungs.current().calls_a_day):
        other = Alert.objects.create(
            code=f"x{number}", plan=plan, grid_code=city.G1, ask_at=clock.now(), visit_at=clock.now(),
            reason={}, opened_at=clock.now(), outcome="safe", cleared_at=clock.now(),
        )  # fmt: skip
        Call.objects.create(alert=other, account=staff["worker"], at=clock.now())
    alert = raised(plan, visit_in=0)
    climbed(alert, 0)
    for _rung in range(6):
        if alert.steps.filter(rung="grid").exists():
            break
        actions.hand_on(by=city.WORKER, alert=Alert.objects.get(pk=alert.pk))
    assert told(staff["worker"]) == 1
    assert Notice.objects.filter(account=staff["desk"], event="care.desk").count() == 1


def test_old_alerts_go(plan: Plan) -> None:
    alert = raised(plan)
    assert actions.forget_alerts(clock.now() + timedelta(days=1), 10) == 0
    actions.end_alert(by=city.WORKER, alert=alert, outcome="safe")
    assert actions.forget_alerts(clock.now() + timedelta(days=1), 10) == 1
