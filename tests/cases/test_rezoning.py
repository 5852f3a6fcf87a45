"""Open cases follow their area to its successor by a step of their own; without one the desk is told."""

from datetime import date

import pytest

from linli.cases import evaluation, filing, handlers, inbox, queries, rezoning
from linli.cases.inbox import Filters
from linli.cases.models import Case, Step
from linli.channels.models import Notice
from linli.kernel import outbox
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.orgs.models import RoleGrant
from linli.orgs.rules import Role
from linli.places import actions as places
from linli.places.events import AreaRetired
from linli.places.models import Area
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
DAY = date(2026, 11, 23)


def retire(successor: str) -> None:
    """Take the first grid out of use, and let everybody hear of it."""
    places.retire_area(by=SYSTEM, code=city.G1, on=DAY, successor=successor, reason="合并")
    while outbox.deliver():
        pass


def test_open_cases_move_with_a_step_and_closed_ones_stay() -> None:
    """Into another street: the code, the search, the likely body and the history all say so, once."""
    waiting, working, ended = city.filed(), city.handling_case(), city.closed()
    retire(city.G4)
    for case in (waiting, working):
        case.refresh_from_db()
        assert (case.grid_code, case.street_code) == (city.G4, "320402002")
        assert city.chain_holds(case)
        step = Step.objects.filter(case=case).order_by("-seq")[0]
        assert (step.move, step.actor, step.from_state) == ("rezone", "system", case.state)
        assert (step.data["was_grid"], step.data["grid"]) == (city.G1, city.G4)
        assert "一网格已停用，案件改归四网格" in step.note
    assert waiting.likely_body == "CLEAN2", "a case not yet dispatched is the new street's"
    assert working.body_code == "CLEAN1", "whoever has it in hand keeps it"
    ended.refresh_from_db()
    assert ended.grid_code == city.G1
    found = inbox.inbox(city.OTHER_DESK, Filters(text=waiting.number)).cases
    assert [case.number for case in found] == [waiting.number]
    before = Step.objects.count()
    handlers.follow_area(AreaRetired(code=city.G1, on="2026-11-23", successor=city.G4))
    assert Step.objects.count() == before, "heard twice, moved once"


def test_a_closed_case_taken_up_again_lies_where_its_area_is_today() -> None:
    """Reopened by its reporter, or refused and asked again."""
    ended = city.closed()
    refused = filing.reject(by=city.DESK, case=city.reported(), reason="不属受理范围")
    retire(city.G2)
    again = evaluation.reopen(by=city.reporter_of(ended), case=ended, reason="又满了")
    asked = evaluation.ask_again(by=city.reporter_of(refused), case=refused, reason="就是这里的事")
    assert (again.grid_code, asked.grid_code) == (city.G2, city.G2)


def test_the_heir_of_the_heir() -> None:
    """Two grids retired one after the other; one with no successor keeps its code."""
    retire(city.G2)
    places.retire_area(by=SYSTEM, code=city.G2, on=DAY, successor=city.G3)
    assert rezoning.today(Case(grid_code=city.G1)) == rezoning.columns(city.G3)
    assert rezoning.today(Case(grid_code=city.G3)) == {}
    places.retire_area(by=SYSTEM, code=city.G3, on=DAY)
    assert rezoning.today(Case(grid_code=city.G1)) == {}
    assert Area.objects.get(code=city.G1).successor_id == city.G2


def test_without_a_successor_the_desk_is_told_and_sees_the_cases() -> None:
    """They keep their code; the nearest desk hears how many there are, in its language, once."""
    case = city.filed()
    desk = Account.objects.create(username="desk")
    english = Account.objects.create(username="english", language="en")
    for account in (desk, english):
        RoleGrant.objects.create(account=account, role=Role.COMMUNITY_DESK, area_code="320402001001")
    retire("")
    handlers.follow_area(AreaRetired(code=city.G1, on="2026-11-23", successor=""))
    notice = Notice.objects.get(account=desk, event="places.area_retired")
    assert notice.body.startswith(f"还有 1 件未办结案件留在一网格（{city.G1}）")
    assert "1 open case " in Notice.objects.get(account=english, event="places.area_retired").body
    case.refresh_from_db()
    assert case.grid_code == city.G1
    assert queries.case(city.DESK, case.number) == case
