"""Verbs on the party's tree: founding, moving with history, dissolving, members who report in."""

from typing import Any

import pytest

from linli.kernel import crypto
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.orgs import party, queries, rules
from linli.orgs.models import PartyOrganisation, Worker
from linli.orgs.rules import Role

pytestmark = pytest.mark.usefixtures("city")
GRID = "320412001001001"
STREET = Actor(id="account:9", name="街道", grants=tuple(rules.grants_of(Role.STREET_DESK, "320412001")))


def town(**more: Any) -> PartyOrganisation:
    """Found the town's committee."""
    fields = {"kind": "territory", "level": "town_committee", "area_code": "320412001", "name": "湖塘镇党委"}
    return party.found(by=SYSTEM, code=more.pop("code", "town"), **{**fields, **more})


def community(parent: PartyOrganisation | None, code: str = "jx", **more: Any) -> PartyOrganisation:
    """Found a community's committee."""
    fields = {"level": "community_committee", "area_code": "320412001001", "name": "聚新社区大党委"}
    return town(code=code, parent=parent, **{**fields, **more})


def branch(parent: PartyOrganisation | None, code: str = "b1", **more: Any) -> PartyOrganisation:
    """Found a grid's branch."""
    fields = {"kind": "grid", "level": "estate_branch", "area_code": GRID, "name": "网格党支部"}
    return town(code=code, parent=parent, **{**fields, **more})


def test_a_tree_of_three_levels() -> None:
    """Each hangs under a higher level; the grid shows its branch."""
    top = town()
    low = branch(community(top))
    found = queries.branch_of(GRID)
    assert found == low
    assert AuditEntry.objects.get(stream="party:b1").data == {"parent": "jx"}


def test_faults_are_named() -> None:
    """Level of another kind, a grid branch without a grid, an industry without a name, an unknown area."""
    with pytest.raises(InvalidInput) as fault:
        branch(None, code="坏", level="industry_branch", area_code="320412001001", name="")
    assert {error.field for error in fault.value.errors} == {"code", "level", "area_code", "name"}
    with pytest.raises(InvalidInput, match="industry"):
        town(kind="industry", level="industry_committee")
    with pytest.raises(InvalidInput, match="industry"):
        town(industry="food_delivery")
    with pytest.raises(InvalidInput, match="kind"):
        town(kind="club")
    town()
    with pytest.raises(InvalidInput, match="code"):
        town()


def test_an_industry_stands_beside() -> None:
    """A committee of deliverers hangs under the town; nothing territorial hangs under it."""
    top = town()
    riders = town(
        code="riders", kind="industry", level="industry_committee", industry="food_delivery", parent=top
    )
    assert riders.parent == top
    with pytest.raises(InvalidInput, match="parent"):
        community(riders)


def test_moving_keeps_history() -> None:
    """From where, to where and why; what hangs below comes along."""
    top = town()
    first, second = community(top), community(top, code="bx", area_code="320412001002")
    low = branch(first)
    party.move(by=STREET, party=low, parent=second, reason="区划调整")
    low.refresh_from_db()
    assert low.parent == second
    (move,) = queries.party_moves(low)
    assert (move.before, move.after, move.reason) == ("jx", "bx", "区划调整")
    with pytest.raises(InvalidInput, match="parent"):
        party.move(by=STREET, party=second, parent=low, reason="x")
    with pytest.raises(InvalidInput, match="parent"):
        party.move(by=STREET, party=top, parent=top, reason="x")


def test_changing_and_dissolving() -> None:
    """With organisations below it cannot go; without, it leaves the tree."""
    top = town()
    low = community(top)
    assert party.change(by=STREET, party=low, name="新名").name == "新名"
    with pytest.raises(Conflict):
        party.dissolve(by=SYSTEM, party=top, reason="x")
    party.dissolve(by=SYSTEM, party=low, reason="合并")
    assert [one.code for one in queries.party_tree("320412")] == ["town"]


def test_elsewhere_is_not_allowed() -> None:
    """A street edits none of another's."""
    with pytest.raises(NotAllowed):
        party.found(
            by=STREET, code="x", name="x", kind="territory", level="town_committee", area_code="320402"
        )


def test_members_report_where_they_live_or_work() -> None:
    """Known workers by link, others by a sealed name; once a community; ended by a day."""
    low = branch(None)
    worker = Worker.objects.create(name="张三", is_party_member=True)
    membership = party.report_in(
        by=STREET, party=low, worker=worker, reports_to="320412001001", because="works"
    )
    with pytest.raises(Conflict):
        party.report_in(by=STREET, party=low, worker=worker, reports_to="320412001001", because="lives")
    other = party.report_in(by=STREET, party=low, name="李四", reports_to="320412001001", because="lives")
    assert "李四" not in other.name
    assert crypto.decrypt(other.name) == "李四"
    assert party.report_out(by=STREET, membership=membership).until is not None
    assert queries.coverage("320412001001").party_members == 2


def test_faults_of_reporting() -> None:
    """A grid is no community; a reason and a name are needed."""
    with pytest.raises(InvalidInput) as fault:
        party.report_in(by=STREET, party=branch(None), reports_to=GRID, because="likes", name=" ")
    assert {error.field for error in fault.value.errors} == {"reports_to", "because", "name"}
