"""The tables of roles: who may what, and which roles never meet in one account."""

import pytest

from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, may
from linli.orgs import levels, rules
from linli.orgs.models import DUTY_NAMES, KIND_NAMES, PARTY_KIND_NAMES, ROLE_NAMES
from linli.orgs.rules import Duty, Kind, PartyKind, Role

GRID = "320412001001001"


def test_every_role_duty_and_kind_has_a_name() -> None:
    """Each can be shown, and each role says what it may do."""
    assert set(ROLE_NAMES) == set(Role) == set(rules.ROLES)
    assert set(DUTY_NAMES) == set(Duty)
    assert set(KIND_NAMES) == set(Kind)
    assert set(PARTY_KIND_NAMES) == set(PartyKind)


def test_every_permission_belongs_to_a_role() -> None:
    """No permission is dead."""
    assert frozenset().union(*rules.ROLES.values()) == frozenset(Permission)


def test_administrators_share_no_power_and_see_no_case() -> None:
    """三员分立: what one administrator may change, no other may; none of them reads cases or people."""
    powers = [rules.ROLES[role] - {Permission.ORGS_SEE} for role in rules.ADMINISTRATORS]
    for i, one in enumerate(powers):
        assert not one & {Permission.CASES_SEE, Permission.PEOPLE_LOOK}
        assert not any(one & other for other in powers[i + 1 :])


@pytest.mark.parametrize(
    ("held", "wanted", "clash"),
    [
        ([], "system_admin", ""),
        (["system_admin"], "audit_admin", "system_admin"),
        (["audit_admin", "resident"], "security_admin", "audit_admin"),
        (["system_admin"], "system_admin", ""),
        (["system_admin"], "grid_worker", ""),
        (["grid_worker"], "audit_admin", ""),
    ],
)
def test_clashing(held: list[str], wanted: str, clash: str) -> None:
    """Two administrator roles never meet; others do."""
    assert rules.clashing(held, wanted) == clash


def test_a_department_reaches_only_its_own_work() -> None:
    """Every grant of a department carries its organisation; a desk's grant for its area does not."""
    assert {grant.organisation for grant in rules.grants_of(Role.DEPARTMENT, "320412", "cgj")} == {"cgj"}
    desk = rules.grants_of(Role.COMMUNITY_DESK, "320412001001", "jx")
    actor = Actor(id="a", name="", grants=tuple(desk))
    assert may(actor, Permission.CASES_FILE, GRID)
    assert not may(actor, Permission.CASES_FILE, "320412001002001")
    assert actor.organisations == {"jx"}
    own = [grant for grant in desk if grant.organisation]
    assert [grant.permissions for grant in own] == [rules.FOR_A_BODY]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("cgj", True),
        ("91320412MA1X.2-b_c", True),
        ("", False),
        ("-a", False),
        ("中", False),
        ("a" * 41, False),
    ],
)
def test_slug(text: str, good: bool) -> None:
    """Codes are short and plain."""
    assert rules.is_slug(text) is good


def test_credit_code() -> None:
    """The check character decides; blanks and small letters are forgiven."""
    code = rules.compact_uscc(" 91110000600037341l ")
    assert code == "91110000600037341L"
    assert rules.is_uscc(code)
    assert not rules.is_uscc("91110000600037341A")


OWN = """
scheme = "two"
[schemes.two]
levels = [{ key = "a", name = "甲", name_en = "A" }, { key = "b", name = "乙", name_en = "B" }]
[schemes.unit]
levels = [{ key = "u", name = "单", name_en = "U" }]
[schemes.industry]
levels = [{ key = "i", name = "行", name_en = "I" }]
[industries]
food = { name = "餐", name_en = "Food" }
"""


def test_levels_are_data() -> None:
    """Depth and names come from the file; parents must be of a higher level."""
    own = levels.parse(OWN)
    assert [level.key for level in own.of_kind[PartyKind.GRID]] == ["a", "b"]
    fits = rules.may_stand_under
    assert fits(own.of_kind, PartyKind.TERRITORY, "a", PartyKind.GRID, "b")
    assert not fits(own.of_kind, PartyKind.TERRITORY, "b", PartyKind.GRID, "a")
    assert not fits(own.of_kind, PartyKind.GRID, "b", PartyKind.GRID, "b")
    assert fits(own.of_kind, PartyKind.GRID, "b", PartyKind.INDUSTRY, "i")
    assert not fits(own.of_kind, PartyKind.INDUSTRY, "i", PartyKind.TERRITORY, "b")


def test_levels_by_default() -> None:
    """The four levels of the city as it stands, and the variant on grids, are both in the file."""
    four = levels.current().of_kind[PartyKind.TERRITORY]
    assert [level.name for level in four] == ["镇党委", "社区大党委", "小区党支部", "楼栋党小组"]
    assert set(levels.current().industries) >= {"digital_economy", "ride_hailing", "food_delivery"}


def test_a_wrong_levels_file_is_refused() -> None:
    """An unknown scheme or a doubled key is said at once."""
    with pytest.raises(ValueError, match="scheme 'three'"):
        levels.parse(OWN.replace('scheme = "two"', 'scheme = "three"'))
    with pytest.raises(ValueError, match="repeats a key"):
        levels.parse(OWN.replace('key = "b"', 'key = "a"'))
