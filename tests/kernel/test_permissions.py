"""Scope is a code prefix: may, prefixes and the ranges that serve them."""

import pytest

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, may, next_code, prefixes, require

SEE = frozenset({Permission.CASES_SEE})


def _actor(*codes: str) -> Actor:
    return Actor(id="account:1", name="甲", grants=tuple(Grant(SEE, code) for code in codes))


def test_a_grant_reaches_its_area_and_all_below() -> None:
    actor = _actor("320402001")
    assert may(actor, Permission.CASES_SEE, "320402001")
    assert may(actor, Permission.CASES_SEE, "320402001002003")
    assert not may(actor, Permission.CASES_SEE, "320402")
    assert not may(actor, Permission.CASES_SEE, "320402002001001")


def test_one_permission_is_not_another() -> None:
    with pytest.raises(NotAllowed):
        require(_actor("3204"), Permission.CASES_FILE, "320402")


def test_strangers_may_nothing_and_the_system_everything() -> None:
    assert not may(ANONYMOUS, Permission.CASES_SEE, "320402")
    assert all(may(SYSTEM, permission, "") for permission in Permission)


def test_prefixes_keep_only_the_widest() -> None:
    actor = _actor("320402001002", "320402001", "320411")
    assert prefixes(actor, Permission.CASES_SEE) == ("320402001", "320411")
    assert prefixes(_actor("320402", ""), Permission.CASES_SEE) == ("",)
    assert prefixes(actor, Permission.CASES_FILE) == ()


@pytest.mark.parametrize(
    ("prefix", "following"), [("320402", "320403"), ("320409", "320410"), ("001", "002"), ("0999", "1000")]
)
def test_next_code_ends_the_range(prefix: str, following: str) -> None:
    assert next_code(prefix) == following
