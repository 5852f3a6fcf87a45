"""A forgotten key from the asking to the gate: who may, two facts, opened once or not at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from linli.care import actions, openings, queries
from linli.care.actions import opening as opening_actions
from linli.care.doors import Asker, State, Way
from linli.care.models import Kin, Opening, Plan, Watch
from linli.channels.models import Delivery, Gateway, Notice
from linli.cli.demo.simgate import SimGate
from linli.devices import groups, ingest, openers
from linli.devices.gateways import Unsure
from linli.devices.models import Device, Opener
from linli.kernel import clock, crypto
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.orgs.rules import Role
from tests.care.conftest import agreed
from tests.care.test_ladder import worker
from tests.cases import city
from tests.devices.conftest import enter

RIGHT = {"phone": "0001", "door": "201"}
COLLEAGUE = city.actor("王网格", Role.GRID_WORKER, city.G1)


@pytest.fixture
def controller(plan: Plan, settings: Any) -> Iterator[SimGate]:
    """The controller of the north gate of the person's grid, listening."""
    settings.DEMO = True
    ingest.forget_register()
    group = groups.open_group(by=SYSTEM, code="juxin", name="聚新门禁", area_code=city.G1[:12])
    gate = enter(group, "G-N", name="北门")
    with SimGate("linli", "pw").listening() as there:
        openers.keep_opener(
            by=SYSTEM, device=gate, address=there.address, user=there.user, password=there.password
        )
        yield there
    ingest.forget_register()


def elder(plan: Plan) -> Actor:
    """Return the person, holding their link."""
    return queries.by_link(plan.code, queries.elder_key(plan))[0]


def daughter(plan: Plan) -> Actor:
    """Return the daughter, holding hers."""
    kin = Kin.objects.get(plan=plan, place=1)
    return queries.by_link(kin.page, queries.kin_key(kin))[0]


def agree_to_doors(plan: Plan) -> None:
    """Let the person agree beforehand that others may ask for them."""
    purposes = frozenset({"alert", "contacts", "door"})
    actions.give_consent(by=city.DESK, plan=plan, agreement=agreed(purposes=purposes), name="吴秀英")


def asked(plan: Plan, by: Actor | None = None, **more: Any) -> Opening:
    """Return what the person asked for, or somebody else."""
    return actions.ask_opening(by=by or elder(plan), plan=plan, **more)


def checked(plan: Plan) -> Opening:
    """Return an asking whose two facts agreed."""
    return actions.check_identity(by=city.WORKER, opening=asked(plan), said=RIGHT)


def ordered(plan: Plan) -> Opening:
    """Return an opening that waits for its command."""
    return actions.order_opening(by=city.WORKER, opening=checked(plan))


def state(opening: Opening) -> str:
    """Return where an opening stands now."""
    return Opening.objects.get(pk=opening.pk).state


def test_from_the_asking_to_the_gate(plan: Plan, controller: SimGate) -> None:
    """Kept in the audit step by step; the person is told, and it was a sign of life."""
    settings = crypto.encrypt('{"url": "https://sms.example.org/"}')
    Gateway.objects.create(name="sms", kind=Gateway.Kind.WEBHOOK, settings=settings)
    account = worker("陈网格", city.G1, "full_time")
    opening = ordered(plan)
    assert controller.opened == []
    assert actions.open_waiting() == 1
    assert controller.opened == [1]
    assert actions.open_waiting() == 0
    assert controller.opened == [1]
    opening.refresh_from_db()
    assert (opening.state, opening.facts, opening.wrong, opening.on_the_spot) == (
        "opened",
        "phone door",
        "",
        True,
    )
    verbs = AuditEntry.objects.filter(stream=f"care:{plan.code}", verb__startswith="care:door:").order_by(
        "seq"
    )
    assert [each.verb.removeprefix("care:door:") for each in verbs] == ["ask", "check", "order", "opened"]
    assert not any("0001" in str(each.data) or "201" in str(each.data.get("facts")) for each in verbs)
    assert Notice.objects.get(account=account).subject == "一网格 北门：有人忘带钥匙，请核对身份"
    assert Delivery.objects.get().notice.subject.startswith("社区刚为您开了北门")
    assert Watch.objects.get(plan=plan).last_sign_at == clock.now()
    assert "核对上了" in queries.looks(elder(plan), plan)[0].reason


def test_one_wrong_answer_refuses(plan: Plan, controller: SimGate) -> None:
    opening = asked(plan)
    done = actions.check_identity(by=city.WORKER, opening=opening, said=RIGHT | {"door": "202"})
    assert (done.state, done.wrong) == ("refused", "door")
    with pytest.raises(Conflict):
        actions.check_identity(by=COLLEAGUE, opening=opening, said=RIGHT)
    with pytest.raises(Conflict):
        actions.order_opening(by=city.WORKER, opening=opening)
    assert "没有核对上" in queries.looks(elder(plan), plan)[0].reason
    assert actions.open_waiting() == 0
    assert controller.opened == []


def test_nobody_guesses_on(plan: Plan, controller: SimGate) -> None:
    """Three failed checks within a day are enough; the next day it may be tried again."""
    for _again in range(3):
        actions.check_identity(by=city.WORKER, opening=asked(plan), said=RIGHT | {"phone": "9999"})
    with pytest.raises(Conflict, match="三次"):
        asked(plan)
    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        assert asked(plan).state == State.ASKED


@pytest.mark.parametrize(
    "said", [{}, {"phone": "0001"}, {"phone": "01", "door": "201"}, {"phone": "0001", "x": "1"}]
)
def test_not_two_facts_change_nothing(plan: Plan, controller: SimGate, said: dict[str, str]) -> None:
    opening = asked(plan)
    with pytest.raises(InvalidInput):
        actions.check_identity(by=city.WORKER, opening=opening, said=said)
    assert state(opening) == State.ASKED


def test_known_by_sight_is_not_ones_own_word(plan: Plan, controller: SimGate) -> None:
    """Who took the asking down may check by what is said, but another must know the face."""
    said = {"sight": "yes", "door": "201"}
    opening = asked(plan, by=city.WORKER, way=Way.GATE)
    assert opening.taken_by == "陈网格"
    with pytest.raises(InvalidInput):
        actions.check_identity(by=city.WORKER, opening=opening, said=said)
    assert actions.check_identity(by=COLLEAGUE, opening=opening, said=said).state == State.CHECKED


def test_those_named_ask_only_when_agreed(plan: Plan, controller: SimGate) -> None:
    with pytest.raises(InvalidInput, match="没有同意过"):
        asked(plan, by=daughter(plan))
    with pytest.raises(InvalidInput, match="没有同意过"):
        asked(plan, by=city.WORKER, way=Way.PHONE, kin=Kin.objects.get(plan=plan, place=1).pk)
    agree_to_doors(plan)
    opening = asked(plan, by=daughter(plan))
    assert (opening.asker, opening.relation, opening.on_the_spot) == (Asker.KIN, "女儿", False)
    actions.give_consent(by=city.DESK, plan=plan, agreement=agreed(), name="吴秀英")
    with pytest.raises(Conflict, match="没有同意过"):
        actions.check_identity(by=city.WORKER, opening=opening, said=RIGHT)


def test_taken_back_before_the_command(plan: Plan, controller: SimGate) -> None:
    """Withdrawing ends what goes on, also what was ordered."""
    opening = ordered(plan)
    actions.withdraw(by=elder(plan), plan=plan)
    assert state(opening) == State.DROPPED
    assert actions.open_waiting() == 0
    assert controller.opened == []


def test_who_may_not(plan: Plan, controller: SimGate) -> None:
    elsewhere = city.actor("高网格", Role.GRID_WORKER, city.G2)
    for by in (elsewhere, city.OTHER_DESK, city.RESIDENT, city.INSPECTOR):
        with pytest.raises(NotAllowed):
            asked(plan, by=by, way=Way.PHONE)
    opening = asked(plan)
    for by in (elsewhere, elder(plan), daughter(plan)):
        for verb in (actions.refuse_opening, actions.order_opening, actions.call_back):
            with pytest.raises(NotAllowed):
                verb(by=by, opening=opening)
        with pytest.raises(NotAllowed):
            actions.check_identity(by=by, opening=opening, said=RIGHT)
    with pytest.raises(NotFound):
        openings.opening(elsewhere, opening.code)
    assert list(openings.waiting(elsewhere)) == []
    assert list(openings.waiting(city.WORKER)) == [opening]


def test_staff_checks_no_family_of_their_own(plan: Plan, controller: SimGate) -> None:
    """A worker who is the person's daughter is family, whatever the post."""
    account = worker("吴敏", city.G1, "full_time")
    Kin.objects.get(plan=plan, place=1).contact.__class__.objects.filter(
        pk=Kin.objects.get(plan=plan, place=1).contact_id
    ).update(account=account)
    by = Actor(id="account:x", name="吴敏", grants=city.WORKER.grants, account_id=account.pk)
    opening = asked(plan)
    with pytest.raises(NotAllowed, match="同事"):
        actions.check_identity(by=by, opening=opening, said=RIGHT)


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"way": ""}, "way"), ({"way": "moon"}, "way"), ({"gate": "G-X"}, "gate"), ({"kin": 0}, "kin"),
     ({"phone": "12"}, "phone")],
)  # fmt: skip
def test_faults_of_an_asking(plan: Plan, controller: SimGate, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked(plan, by=city.WORKER, **({"way": Way.PHONE} | fields))
    assert field in {error.field for error in refused.value.errors}
    assert not Opening.objects.exists()


def test_without_a_gate_that_opens(plan: Plan) -> None:
    with pytest.raises(Conflict, match="钥匙"):
        asked(plan)


def test_asked_twice_is_one(plan: Plan, controller: SimGate) -> None:
    """The same form, and another one while it goes on; after the end a form sent again is still the first."""
    first = asked(plan, key="a")
    assert asked(plan, key="a").pk == asked(plan, key="b").pk == first.pk
    actions.drop_opening(by=elder(plan), opening=first)
    actions.drop_opening(by=elder(plan), opening=first)
    assert asked(plan, key="a").pk == first.pk
    assert asked(plan, key="c").pk != first.pk


def test_two_at_once(plan: Plan, controller: SimGate) -> None:
    """Both saw the same page: the second is told, and there is one command."""
    opening = checked(plan)
    seen = [openings.opening(by, opening.code) for by in (city.WORKER, city.DESK)]
    actions.order_opening(by=city.WORKER, opening=seen[0])
    with pytest.raises(Conflict):
        actions.order_opening(by=city.DESK, opening=seen[1])
    assert actions.open_waiting() == 1
    assert controller.opened == [1]


@pytest.mark.django_db(transaction=True)
def test_everybody_at_once(plan: Plan, controller: SimGate) -> None:
    """Several press, several workers send: one order, one command, on either database."""
    opening, now = checked(plan), clock.now()

    def press(by: Actor) -> int:
        with clock.at(now):
            try:
                actions.order_opening(by=by, opening=opening)
            except Conflict:
                return 0
            else:
                return 1
            finally:
                connection.close()

    def send(_number: int) -> int:
        with clock.at(now):
            try:
                return actions.open_waiting()
            finally:
                connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, [city.WORKER, COLLEAGUE, city.DESK, city.WORKER])) == 1
        assert sum(pool.map(send, range(4))) == 1
    assert controller.opened == [1]
    assert state(opening) == State.OPENED


def test_called_back(plan: Plan, controller: SimGate) -> None:
    """At the number that was given or is kept; the look is told, the number wiped at the end."""
    opening = asked(plan, phone="13900000009")
    assert actions.call_back(by=city.WORKER, opening=opening) == "13900000009"
    assert "打电话核对" in queries.looks(elder(plan), plan)[0].reason
    actions.drop_opening(by=elder(plan), opening=opening)
    assert Opening.objects.get().phone == ""
    with pytest.raises(Conflict):
        actions.call_back(by=city.WORKER, opening=opening)
    assert actions.call_back(by=city.WORKER, opening=asked(plan, key="n")) == "13812340001"


@pytest.mark.parametrize(
    ("until", "minutes", "ends"),
    [(asked, 30, "lapsed"), (checked, 15, "lapsed"), (ordered, 2, "lapsed")],
)
def test_minutes_that_are_over(plan: Plan, controller: SimGate, until: Any, minutes: int, ends: str) -> None:
    """Whoever comes too late is told so, also before the clock has come by; no gate opens."""
    opening = until(plan)
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        with pytest.raises(Conflict):
            actions.check_identity(by=city.WORKER, opening=opening, said=RIGHT)
        with pytest.raises(Conflict):
            actions.order_opening(by=city.WORKER, opening=opening)
        assert actions.open_waiting() == 0
        assert actions.end_late() == 1
        assert actions.end_late() == 0
    assert state(opening) == ends
    assert controller.opened == []


def test_a_worker_that_dies_after_the_command(plan: Plan, controller: SimGate, monkeypatch: Any) -> None:
    """The gate opened, nobody wrote it down: not known, and never a second time."""
    opening = ordered(plan)

    def dies(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(opening_actions, "_end", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.open_waiting()
    assert controller.opened == [1]
    assert state(opening) == State.SENT
    assert actions.open_waiting() == 0
    assert actions.end_late() == 0
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert actions.end_late() == 1
        assert actions.open_waiting() == 0
    assert state(opening) == State.UNKNOWN
    assert controller.opened == [1]


def test_a_word_that_comes_late_still_counts(plan: Plan, controller: SimGate, monkeypatch: Any) -> None:
    """The clock said "not known" while the command was still under way."""
    opening, slow = ordered(plan), openers.open_gate

    def slowly(device: int) -> None:
        with clock.at(clock.now() + timedelta(minutes=1)):
            assert actions.end_late() == 1
        assert state(opening) == State.UNKNOWN
        slow(device)

    monkeypatch.setattr(openers, "open_gate", slowly)
    actions.open_waiting()
    assert state(opening) == State.OPENED


def test_what_the_gate_says(plan: Plan, controller: SimGate, monkeypatch: Any) -> None:
    """A dead or refusing gate was not opened; one that does not answer is not known; all are told."""
    account = worker("陈网格", city.G1, "full_time")
    controller.password = "changed"
    opening = ordered(plan)
    actions.open_waiting()
    opening.refresh_from_db()
    assert (opening.state, opening.fault) == ("failed", "login")
    assert Notice.objects.filter(account=account, subject__contains="派人带钥匙").exists()

    def unsure(_device: int) -> None:
        raise Unsure("no answer")

    monkeypatch.setattr(openers, "open_gate", unsure)
    opening = ordered(plan)
    actions.open_waiting()
    assert state(opening) == State.UNKNOWN
    monkeypatch.undo()
    opening = ordered(plan)
    Opener.objects.all().delete()
    actions.open_waiting()
    opening.refresh_from_db()
    assert (opening.state, opening.fault) == ("failed", "gone")
    assert controller.opened == []


def test_found_by_name(plan: Plan, controller: SimGate) -> None:
    """In one's own grids alone; a name that is not found is kept."""
    assert actions.find_locked_out(by=city.WORKER, name="吴 秀英") == plan
    with pytest.raises(InvalidInput, match="没有这位"):
        actions.find_locked_out(by=city.actor("高", Role.GRID_WORKER, city.G2), name="吴秀英")
    assert AuditEntry.objects.filter(verb="care:plan:seek").count() == 1
    with pytest.raises(InvalidInput, match="姓名"):
        actions.find_locked_out(by=city.WORKER, name=" ")
    with pytest.raises(NotAllowed):
        actions.find_locked_out(by=city.INSPECTOR, name="吴秀英")


def test_forgotten(plan: Plan, controller: SimGate) -> None:
    """After their time, and with the person of an ended plan."""
    opening = ordered(plan)
    actions.open_waiting()
    assert actions.forget_openings(clock.now(), 10) == 0
    assert actions.forget_openings(clock.now() + timedelta(seconds=1), 10) == 1
    opening = asked(plan, key="n")
    actions.withdraw(by=elder(plan), plan=plan)
    with clock.at(clock.now() + timedelta(days=31)):
        actions.forget_people(clock.now(), 10)
    assert not Opening.objects.filter(pk=opening.pk).exists()
    assert Device.objects.filter(code="G-N").exists()
