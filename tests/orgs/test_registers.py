"""Registers of organisations and of the party: parents first, all or nothing, a new parent is a move."""

import pytest

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.tables import Outcome, Rejected, Report, read_bytes
from linli.orgs import queries, registers, rules
from linli.orgs.models import Organisation, PartyOrganisation
from linli.orgs.rules import Role

pytestmark = pytest.mark.usefixtures("city")
GRID = "320412001001001"
STREET = Actor(id="account:9", name="街道", grants=tuple(rules.grants_of(Role.STREET_DESK, "320412001")))
BODIES = "编码,名称,类别,统一社会信用代码,区域编码,职责,上级编码"
TREE = "编码,名称,类别,层级,行业,区域编码,上级编码"


def organisations(*lines: str, by: Actor = SYSTEM) -> Report:
    """Take in a register of organisations."""
    table = read_bytes("组织.csv", "\n".join([BODIES, *lines]).encode())
    return registers.take_in_organisations(by=by, table=table)


def tree(*lines: str, by: Actor = SYSTEM) -> Report:
    """Take in the party's tree."""
    return registers.take_in_party(by=by, table=read_bytes("党组织.csv", "\n".join([TREE, *lines]).encode()))


def test_organisations_in_any_order() -> None:
    """A child may stand before its parent; kinds by name or key; twice changes nothing."""
    lines = [
        "jx,聚新社区居委会,社区、村委会,,320412001001,community grid_service,ht",
        "ht,湖塘镇政府,street_office,91110000600037341l,320412001,,",
    ]
    assert organisations(*lines).counts() == {Outcome.CREATED: 2}
    child = Organisation.objects.get(code="jx")
    assert child.parent is not None
    assert (child.parent.code, child.duties) == ("ht", ["community", "grid_service"])
    assert organisations(*lines).counts() == {Outcome.UNCHANGED: 2}
    report = organisations("ht,湖塘镇人民政府,street_office,91110000600037341L,320412001,,")
    (change,) = report.changes
    assert change.fields == {"name": ("湖塘镇政府", "湖塘镇人民政府")}


def test_every_fault_of_a_register() -> None:
    """By row and column; nothing is written, not even the rows that were right."""
    with pytest.raises(Rejected) as refused:
        organisations(
            "a,甲,company,,320412001,,",
            "b,乙,王国,123,999999,,",
            "a,又甲,company,,320412001,,",
            "c,丙,company,,320412001,,nobody",
            "d,丁,company,,320412001,,e",
            "e,戊,company,,320412001,,d",
        )
    found = [(error.row, error.column) for error in refused.value.report.errors]
    assert found == [
        (3, "类别"),
        (3, "统一社会信用代码"),
        (3, "所在区域编码"),
        (4, "code"),
        (5, "上级编码"),
        (6, "parent"),
        (7, "parent"),
    ]
    assert not Organisation.objects.exists()


def test_only_where_one_may_edit() -> None:
    """A street's register may not name another's."""
    with pytest.raises(Rejected):
        organisations("a,甲,company,,320412,,", by=STREET)
    assert organisations("a,甲,company,,320412001,,", by=STREET).counts() == {Outcome.CREATED: 1}


def test_the_tree_and_a_move() -> None:
    """Levels and industries by name; hung elsewhere, it has moved and its history says so."""
    tree(
        f"b1,一网格党支部,网格党组织,小区党支部,,{GRID},jx",
        "jx,聚新社区大党委,territory,社区大党委,,320412001001,ht",
        "ht,湖塘镇党委,territory,town_committee,,320412001,",
        "wm,外卖行业党委,行业党组织,行业党委,外卖送餐,320412001,ht",
    )
    branch = queries.branch_of(GRID)
    assert branch is not None
    assert branch.code == "b1"
    assert PartyOrganisation.objects.get(code="wm").industry == "food_delivery"
    report = tree(f"b1,一网格党支部,网格党组织,小区党支部,,{GRID},ht")
    assert report.counts() == {Outcome.UPDATED: 1}
    (move,) = queries.party_moves(branch)
    assert (move.before, move.after) == ("jx", "ht")


def test_a_level_that_does_not_fit() -> None:
    """The rules of the tree hold for files too."""
    with pytest.raises(Rejected) as refused:
        tree(
            "ht,湖塘镇党委,territory,town_committee,,320412001,b1",
            f"b1,支部,grid,estate_branch,,{GRID},",
        )
    assert [(error.row, error.column) for error in refused.value.report.errors] == [(2, "上级编码")]
    assert not PartyOrganisation.objects.exists()
