"""Verbs on posts: given, ended, and moved when their area is retired."""

from datetime import date

import pytest

from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.orgs import actions, handlers, posts, queries, rules
from linli.orgs.models import Post, RoleGrant, Worker
from linli.orgs.rules import Role
from linli.places.events import AreaRetired

pytestmark = pytest.mark.usefixtures("city")
GRID, NEXT = "320412001001001", "320412001001002"
STREET = Actor(id="account:9", name="街道", grants=tuple(rules.grants_of(Role.STREET_DESK, "320412001")))


def test_posts() -> None:
    """Several at once; the same one not twice; ended, it may be held again."""
    worker = actions.enlist_worker(by=STREET, area_code=GRID, name="张三")
    post = posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="full_time")
    posts.appoint(by=STREET, worker=worker, area_code="320412001002001", duty="part_time")
    with pytest.raises(Conflict):
        posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="full_time")
    posts.end_post(by=STREET, post=post)
    posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="full_time")
    assert Post.objects.filter(worker=worker).count() == 3


def test_faults_of_a_post() -> None:
    """Unknown grid, unknown duty and dates reversed are told together; elsewhere is not allowed."""
    worker = actions.enlist_worker(by=STREET, area_code=GRID, name="张三")
    with pytest.raises(InvalidInput) as fault:
        posts.appoint(
            by=STREET,
            worker=worker,
            area_code="320412001009001",
            duty="king",
            since=date(2026, 2, 2),
            until=date(2026, 2, 1),
        )
    assert {error.field for error in fault.value.errors} == {"area_code", "duty", "until"}
    with pytest.raises(NotAllowed):
        posts.appoint(by=STREET, worker=worker, area_code="320402001001001", duty="lawyer")
    post = posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="lawyer", since=date(2026, 2, 2))
    with pytest.raises(InvalidInput):
        posts.end_post(by=STREET, post=post, until=date(2026, 2, 1))


def held(worker: Worker) -> list[tuple[str, date, date | None]]:
    """Return the posts of a worker: where, from, to."""
    return list(worker.posts.order_by("since", "area_code").values_list("area_code", "since", "until"))


def test_posts_follow_their_area() -> None:
    """What had begun ends the day before and goes on; what was to begin later begins there; once."""
    old, new, both, past = (Worker.objects.create(name=name) for name in "旧新双昔")
    begun, day = date(2026, 1, 1), date(2026, 7, 1)
    for worker, area, since, until in (
        (old, GRID, begun, None),
        (new, GRID, date(2026, 8, 1), date(2026, 9, 1)),
        (both, GRID, begun, None),
        (both, NEXT, begun, None),
        (past, GRID, begun, date(2026, 6, 1)),
    ):
        Post.objects.create(worker=worker, area_code=area, duty="full_time", since=since, until=until)
    event = AreaRetired(code=GRID, on="2026-07-01", successor=NEXT)
    for _again in range(2):
        handlers.move_posts(event)
        assert held(old) == [(GRID, begun, date(2026, 6, 30)), (NEXT, day, None)]
        assert held(new) == [(NEXT, date(2026, 8, 1), date(2026, 9, 1))]
        assert held(both) == [(GRID, begun, date(2026, 6, 30)), (NEXT, begun, None)]
        assert held(past) == [(GRID, begun, date(2026, 6, 1))]


def test_posts_stay_where_nothing_follows_and_where_one_may_not() -> None:
    """Without a successor the worker goes on seeing the area's cases; a stranger moves nothing."""
    worker = actions.enlist_worker(by=STREET, area_code=GRID, name="张三")
    posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="full_time", since=date(2026, 1, 1))
    handlers.move_posts(AreaRetired(code=GRID, on="2026-07-01", successor=""))
    assert held(worker) == [(GRID, date(2026, 1, 1), None)]
    with pytest.raises(NotAllowed):
        posts.move_posts(by=STREET, code=GRID, successor="320402001001001", on=date(2026, 7, 1))
    assert posts.move_posts(by=SYSTEM, code="320402001001001", successor=GRID, on=date(2026, 7, 1)) == 0


def test_nobody_appoints_themselves_or_takes_a_post_as_an_administrator() -> None:
    """A post gives the scope of a grid worker, and who runs the system grants no scope to themselves."""
    mine, other = (Account.objects.create(username=name) for name in ("admin", "audit"))
    RoleGrant.objects.create(account=mine, role=Role.SYSTEM_ADMIN)
    RoleGrant.objects.create(account=other, role=Role.AUDIT_ADMIN)
    admin = queries.actor_of(mine)
    worker = actions.enlist_worker(by=admin, area_code=GRID, name="张三")
    with pytest.raises(NotAllowed):
        actions.link_account(by=admin, worker=worker, account=mine)
    with pytest.raises(Conflict, match="三员分立"):
        actions.link_account(by=admin, worker=worker, account=other)
    worker.account = mine
    worker.save()
    with pytest.raises(NotAllowed):
        posts.appoint(by=admin, worker=worker, area_code=GRID, duty="full_time")


def test_areas_without_their_last_full_time_post() -> None:
    """Others who serve there today count, those who left and those of another duty do not."""
    one, other = (actions.enlist_worker(by=STREET, area_code=GRID, name=name) for name in ("张三", "李四"))
    first, second = (
        posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="full_time") for worker in (one, other)
    )
    part = posts.appoint(by=STREET, worker=one, area_code=NEXT, duty="part_time")
    assert posts.unstaffed_without([first, part]) == set()
    assert posts.unstaffed_without([first, second, part]) == {GRID}
    actions.dismiss_worker(by=STREET, worker=other, reason="调离")
    assert posts.unstaffed_without([first]) == {GRID}
    assert posts.unstaffed_without([second]) == set(), "it served nobody any more"


def test_an_area_has_who_serves_below_it() -> None:
    """The post of a whole community may end while its grids have their own people."""
    worker = actions.enlist_worker(by=STREET, area_code=GRID, name="张三")
    whole = posts.appoint(by=STREET, worker=worker, area_code=GRID[:12], duty="full_time")
    own = posts.appoint(by=STREET, worker=worker, area_code=GRID, duty="full_time")
    assert posts.unstaffed_without([whole]) == set()
    assert posts.unstaffed_without([own]) == {GRID}
    assert posts.unstaffed_without([whole, own]) == {GRID, GRID[:12]}
