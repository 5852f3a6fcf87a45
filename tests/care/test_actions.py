"""Plans, consents and their withdrawal, leave, looks and emergencies, visits, and what time takes away."""

from datetime import timedelta
from typing import Any

import pytest

from linli.care import actions, queries
from linli.care.actions import Arrangement
from linli.care.models import Consent, Emergency, Kin, Leave, Plan, Pseudonym, Visit
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.orgs import rules as orgs
from tests.care.conftest import agreed
from tests.cases import city

NEXT_DOOR = city.actor("高网格", orgs.Role.GRID_WORKER, city.G3)
FAR_AWAY = city.actor("远网格", orgs.Role.GRID_WORKER, city.G4)


def stored() -> str:
    """Return every value of every table of care, as text."""
    tables: list[Any] = [Plan, Consent, Kin, Leave, Pseudonym, Emergency, Visit]
    return str([list(table.objects.values_list()) for table in tables])


def test_nothing_is_kept_in_clear(plan: Plan) -> None:
    """Names, telephones, addresses, health and pseudonyms are sealed, in every table and in the audit."""
    arranged = Arrangement(address="幸福小区3号楼201", health="心脏支架")
    actions.change_plan(by=city.DESK, plan=plan, arranged=arranged)
    actions.map_pseudonym(by=city.DESK, plan=plan, group="estate-gates", pseudonym="P0077", signal="gate")
    audited = str(list(AuditEntry.objects.values_list("data", "reason")))
    for clear in ("吴", "1381234", "幸福小区", "心脏", "P0077", "estate-gates"):
        assert clear not in stored()
        assert clear not in audited


def test_a_plan_is_in_its_area_and_one_a_person(plan: Plan) -> None:
    assert queries.plan(city.WORKER, plan.code) == plan
    assert list(queries.plans(city.DESK)) == [plan]
    for stranger in (city.OTHER_DESK, city.CLEANERS, ANONYMOUS):
        assert not queries.plans(stranger)
        with pytest.raises(NotFound):
            queries.plan(stranger, plan.code)
    arranged = Arrangement(address="别处")
    with pytest.raises(Conflict):
        actions.make_plan(
            by=city.DESK, grid_code=city.G1, name="吴秀英", phone="13812340001", arranged=arranged
        )
    with pytest.raises(NotAllowed):
        actions.make_plan(by=city.WORKER, grid_code=city.G1, name="某人", arranged=arranged)
    with pytest.raises(InvalidInput) as fault:
        actions.make_plan(
            by=city.DESK, grid_code=city.G1[:12], name="某人", arranged=Arrangement(address=" ", risk="no")
        )
    assert {error.field for error in fault.value.errors} == {"address", "risk", "grid_code"}


def test_health_and_keys_only_by_consent(plan: Plan) -> None:
    """Each by its own purpose; gone again with the purpose."""
    with pytest.raises(InvalidInput, match="keys"):
        actions.change_plan(by=city.DESK, plan=plan, arranged=Arrangement(address="x", keys="邻居有"))
    actions.change_plan(by=city.DESK, plan=plan, arranged=Arrangement(address="x", health="糖尿病"))
    actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="gate")
    narrower = agreed(signals=frozenset({"button"}), purposes=frozenset({"alert"}))
    actions.give_consent(by=city.DESK, plan=plan, agreement=narrower, name="吴秀英")
    plan.refresh_from_db()
    assert plan.health == ""
    assert not plan.pseudonyms.exists()
    assert Consent.objects.filter(plan=plan).count() == 2


def test_a_pseudonym_leads_to_a_person_only_by_consent(plan: Plan) -> None:
    """To a signal that was agreed to, until the consent ends; to one person only; nobody else is found."""
    with pytest.raises(InvalidInput, match="signal"):
        actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="water")
    for _again in range(2):
        actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="gate")
    assert queries.plans_of("g", ["1", "2"]) == {"1": (plan.pk, "gate")}
    assert queries.plans_of("h", ["1"]) == {}
    other = actions.make_plan(
        by=city.DESK, grid_code=city.G2, name="李奶奶", arranged=Arrangement(address="2号楼")
    )
    with pytest.raises(InvalidInput):
        actions.map_pseudonym(by=city.DESK, plan=other, group="g", pseudonym="1", signal="gate")
    actions.give_consent(by=city.DESK, plan=other, agreement=agreed(), name="李奶奶")
    with pytest.raises(Conflict):
        actions.map_pseudonym(by=city.DESK, plan=other, group="g", pseudonym="1", signal="gate")
    with clock.at(clock.now() + timedelta(days=365)):
        assert not queries.plans_of("g", ["1"])
        assert queries.agreement(plan) is None
        assert actions.forget_pseudonyms(clock.now(), 10) == 1


@pytest.mark.parametrize("who", ["elder", "kin", "desk"])
def test_withdrawn_in_one_tap(plan: Plan, who: str) -> None:
    """By the person, those they named, or the desk: at once nothing leads to the person any more."""
    actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="gate")
    kin = plan.kin.get(place=1)
    links = {"elder": (plan.code, queries.elder_key(plan)), "kin": (kin.page, queries.kin_key(kin))}
    by = queries.by_link(*links[who])[0] if who in links else city.DESK
    for _again in range(2):
        actions.withdraw(by=by, plan=plan)
    assert not queries.plans_of("g", ["1"])
    assert queries.agreement(plan) is None
    assert not queries.plans(city.DESK)
    assert Consent.objects.filter(plan=plan, kind="withdrawn").count() == 1
    with pytest.raises(Conflict):
        actions.give_consent(by=city.DESK, plan=plan, agreement=agreed(), name="吴秀英")


def test_strangers_and_wrong_links_open_nothing(plan: Plan) -> None:
    kin = plan.kin.get(place=1)
    for name, key in ((kin.page, "x" * 20), (plan.code, queries.kin_key(kin)), ("é", "é"), ("", "")):
        with pytest.raises(NotFound):
            queries.by_link(name, key)
    for stranger in (ANONYMOUS, city.WORKER, city.RESIDENT):
        with pytest.raises(NotAllowed):
            actions.withdraw(by=stranger, plan=plan)
        with pytest.raises(NotFound):
            queries.looks(stranger, plan)
    key = queries.kin_key(kin)
    actions.drop_kin(by=city.DESK, kin=kin)
    assert [each.place for each in plan.kin.all()] == [1]
    with pytest.raises(NotFound):
        queries.by_link(kin.page, key)


def test_a_look_is_seen_by_the_person(plan: Plan) -> None:
    with pytest.raises(InvalidInput, match="reason"):
        actions.look(by=city.WORKER, plan=plan, reason="看")
    with pytest.raises(NotAllowed):
        actions.look(by=NEXT_DOOR, plan=plan, reason="上门探访前核对")
    opened = actions.look(by=city.WORKER, plan=plan, reason="上门探访前核对")
    assert (opened.name, opened.phone, opened.address) == ("吴秀英", "13812340001", "幸福小区3号楼201")
    assert [(each.name, each.relation) for each in opened.kin] == [("吴敏", "女儿"), ("钱大伯", "邻居")]
    elder, _plan = queries.by_link(plan.code, queries.elder_key(plan))
    (seen,) = queries.looks(elder, plan)
    assert (seen.who, seen.reason, seen.emergency) == ("陈网格", "上门探访前核对", False)


def test_breaking_the_glass_is_reviewed_by_another(plan: Plan) -> None:
    """A worker of the next grid may, one of another street may not; the opener does not review it."""
    with pytest.raises(NotAllowed):
        actions.break_glass(by=FAR_AWAY, plan=plan, reason="邻居听到呼救")
    assert actions.break_glass(by=NEXT_DOOR, plan=plan, reason="邻居听到呼救").name == "吴秀英"
    (emergency,) = queries.unreviewed(city.DESK)
    with pytest.raises(NotAllowed):
        actions.review(by=NEXT_DOOR, emergency=emergency, justified=True, review="确实听到呼救")
    with pytest.raises(InvalidInput):
        actions.review(by=city.DESK, emergency=emergency, justified=True, review="行")
    actions.review(by=city.DESK, emergency=emergency, justified=True, review="与邻居核对属实")
    assert not queries.unreviewed(city.DESK)
    with pytest.raises(Conflict):
        actions.review(by=city.DESK, emergency=emergency, justified=False, review="改变意见了")
    kin, _plan = queries.by_link(plan.kin.get(place=1).page, queries.kin_key(plan.kin.get(place=1)))
    assert [look.emergency for look in queries.looks(kin, plan)] == [True]


def test_leave(plan: Plan) -> None:
    """Told by the daughter or the worker; the last word counts; back early ends it."""
    kin, _plan = queries.by_link(plan.kin.get(place=1).page, queries.kin_key(plan.kin.get(place=1)))
    week = clock.now() + timedelta(days=7)
    actions.go_away(by=kin, plan=plan, kind="family", back_at=week)
    actions.go_away(by=city.WORKER, plan=plan, kind="hospital", back_at=week + timedelta(days=3))
    running = queries.leave(plan)
    assert running is not None
    assert running.kind == "hospital"
    assert queries.leave(plan, week + timedelta(days=4)) is None
    assert actions.come_back(by=kin, plan=plan) == 1
    assert queries.leave(plan) is None
    for kind, back in (("moon", week), ("away", clock.now()), ("away", week + timedelta(days=300))):
        with pytest.raises(InvalidInput):
            actions.go_away(by=kin, plan=plan, kind=kind, back_at=back)
    with pytest.raises(NotAllowed):
        actions.go_away(by=NEXT_DOOR, plan=plan, kind="away", back_at=week)


def test_visits_in_one_tap(plan: Plan) -> None:
    """Once a key; seen well sets the next day, nobody home does not; a missed one shows at the desk."""
    for _again in range(2):
        actions.record_visit(by=city.WORKER, plan=plan, key="k", outcome="not_home")
    assert plan.visits.count() == 1
    later = clock.today() + timedelta(days=91)
    assert list(queries.missed_visits(city.DESK, later)) == [plan]
    actions.record_visit(by=city.WORKER, plan=plan, key="k2", outcome="well", how="phone")
    with clock.at(clock.now() + timedelta(days=60)):
        actions.record_visit(by=city.WORKER, plan=plan, key="k3", outcome="well")
    assert not queries.missed_visits(city.DESK, later)
    with pytest.raises(InvalidInput):
        actions.record_visit(by=city.WORKER, plan=plan, key="k4", outcome="gone")


def test_no_more_than_six_to_be_called(plan: Plan) -> None:
    for last in range(4, 8):
        actions.name_kin(by=city.DESK, plan=plan, name="亲友", phone=f"1381234000{last}", relation="亲友")
    with pytest.raises(InvalidInput):
        actions.name_kin(by=city.DESK, plan=plan, name="亲友", phone="13812340009", relation="亲友")
    kin = plan.kin.get(place=1)
    actions.drop_kin(by=city.DESK, kin=kin)
    with pytest.raises(Conflict):
        actions.name_kin(by=city.DESK, plan=plan, name="亲友", phone="13812340005", relation="亲友")


def test_what_time_takes_away(plan: Plan) -> None:
    """After its end first the person, then the proof of the consent."""
    actions.record_visit(by=city.WORKER, plan=plan, key="k", outcome="well")
    actions.end_plan(by=city.DESK, plan=plan, reason="搬到养老院")
    later = clock.now() + timedelta(days=1)
    assert actions.forget_people(clock.now(), 10) == 0
    assert actions.forget_people(later, 10) == 1
    plan.refresh_from_db()
    assert (plan.elder, plan.address) == (None, "")
    assert not plan.kin.exists()
    assert not plan.visits.exists()
    assert plan.consents.count() == 1
    assert actions.forget_consents(later, 10) == 1
    assert not Plan.objects.exists()
    assert not actions.forget_visits(later, 10)
