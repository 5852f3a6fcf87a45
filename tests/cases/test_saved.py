"""Saved views: one's own and one's office's; nobody else's."""

from dataclasses import replace
from datetime import datetime

import pytest

from linli.cases import saved
from linli.cases.models import SavedView
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
OFFICE = "area:320402001"


def signed(actor: Actor) -> Actor:
    """Return the actor with an account."""
    return replace(actor, account_id=Account.objects.create(username=actor.name).pk)


def today() -> datetime:
    """Return the present day's midnight."""
    return clock.local(clock.now()).replace(hour=0, minute=0)


def save(by: Actor, name: str, office: str = "", **words: str) -> int:
    """Save a view and return its id."""
    return saved.save(by=by, name=name, words=words, today=today(), office=office).pk


def test_ones_own_views_are_ones_own() -> None:
    me, other = signed(city.DESK), signed(city.OTHER_DESK)
    save(me, " 我的   急件 ", only="urgent", cursor="7")
    (view,) = saved.views(me)
    assert (view.name, dict(view.words), view.own, view.first) == (
        "我的 急件",
        {"only": "urgent"},
        True,
        False,
    )
    assert saved.views(other) == []
    save(me, "我的 急件", tab="filed")
    assert [dict(view.words) for view in saved.views(me)] == [{"tab": "filed"}]


def test_a_shared_view_is_the_offices() -> None:
    """A colleague may use, rename and delete it; each step is in the audit; another office sees nothing."""
    me = signed(city.DESK)
    colleague = signed(replace(city.DESK, name="何受理", id="account:h"))
    other = signed(city.OTHER_DESK)
    pk = save(me, "待派遣", OFFICE, tab="filed")
    assert [(view.name, view.own) for view in saved.views(colleague)] == [("待派遣", False)]
    assert saved.views(other) == []
    with pytest.raises(NotFound):
        saved.rename(by=other, view=pk, name="x")
    with pytest.raises(NotAllowed):
        save(other, "偷看", OFFICE)
    saved.rename(by=colleague, view=pk, name="要派的")
    saved.delete(by=colleague, view=pk)
    verbs = AuditEntry.objects.filter(stream=f"view:{pk}").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["cases:view:save", "cases:view:rename", "cases:view:delete"]
    assert saved.views(me) == []


def test_the_inbox_begins_with_one_view() -> None:
    me, colleague = signed(city.DESK), signed(replace(city.DESK, name="何受理", id="account:h"))
    first, second = save(me, "一", OFFICE), save(me, "二")
    for chosen in (first, second):
        saved.begin_with(by=me, view=chosen)
    assert [view.name for view in saved.views(me) if view.first] == ["二"]
    saved.begin_with(by=colleague, view=first)
    assert [view.name for view in saved.views(colleague) if view.first] == ["一"]
    saved.begin_with(by=me, view=None)
    assert not any(view.first for view in saved.views(me))
    with pytest.raises(NotFound):
        saved.begin_with(by=colleague, view=second)


def test_names_are_short_and_unlike() -> None:
    me = signed(city.DESK)
    for name in ("", "  ", "长" * 41):
        with pytest.raises(InvalidInput):
            save(me, name)
    save(me, "一")
    with pytest.raises(InvalidInput):
        saved.rename(by=me, view=save(me, "二"), name="一")
    for number in range(saved.MOST - 2):
        save(me, f"第{number}")
    with pytest.raises(InvalidInput):
        save(me, "太多")
    assert SavedView.objects.count() == saved.MOST


def test_who_has_no_account_has_no_views() -> None:
    assert saved.views(city.DESK) == []
    with pytest.raises(NotAllowed):
        save(city.DESK, "x")
