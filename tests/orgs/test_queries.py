"""Reads: actors from roles and posts, bodies from memory, who serves, and where nobody does."""

from datetime import date, timedelta

import pytest

from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.permissions import Permission, may, prefixes
from linli.orgs import queries
from linli.orgs.models import Organisation, PartyMembership, PartyOrganisation, Post, RoleGrant, Worker
from linli.orgs.rules import Duty, Role

pytestmark = pytest.mark.usefixtures("city")
TODAY = date(2026, 3, 2)
GRID, OTHER, THIRD = "320412001001001", "320412001001002", "320412001002001"


@pytest.fixture
def account() -> Account:
    """Somebody without any role."""
    return Account.objects.create_user("wang", display_name="王芳")


def serve(
    name: str, *posts: tuple[str, Duty], member: bool = False, account: Account | None = None
) -> Worker:
    """Write a worker with open posts."""
    worker = Worker.objects.create(name=name, is_party_member=member, account=account)
    for area_code, duty in posts:
        Post.objects.create(worker=worker, area_code=area_code, duty=duty, since=TODAY)
    return worker


def test_an_account_without_a_role_is_a_resident(account: Account) -> None:
    """It may report, everywhere, and nothing else."""
    actor = queries.actor_of(account)
    assert (actor.id, actor.name, actor.account_id) == (f"account:{account.pk}", "王芳", account.pk)
    assert may(actor, Permission.CASES_REPORT, GRID)
    assert {p for grant in actor.grants for p in grant.permissions} == {Permission.CASES_REPORT}


def test_roles_and_posts_make_the_actor_in_one_query(
    account: Account, django_assert_num_queries: object
) -> None:
    """A desk's role and a grid worker's post add up; the post gives the grid and no more."""
    office = Organisation.objects.create(code="jx", name="聚新社区居委会", kind="community_office")
    RoleGrant.objects.create(
        account=account, role=Role.COMMUNITY_DESK, area_code="320412001002", organisation=office
    )
    serve("王芳", (GRID, Duty.FULL_TIME), account=account)
    with django_assert_num_queries(1):  # type: ignore[operator]
        actor = queries.actor_of(account)
    assert prefixes(actor, Permission.CASES_FILE) == ("320412001002",)
    assert prefixes(actor, Permission.CASES_SETTLE) == (GRID, "320412001002")
    assert not may(actor, Permission.CASES_SEE, OTHER)
    assert actor.organisations == {"jx"}


@pytest.mark.parametrize("duty", [Duty.VOLUNTEER, Duty.JUDGE, Duty.LAWYER, Duty.LIAISON])
def test_a_post_of_another_duty_opens_no_cases(account: Account, duty: Duty) -> None:
    """Volunteers, judges and lawyers are called in by a case, not by their post."""
    serve("王芳", (GRID, duty), account=account)
    assert not may(queries.actor_of(account), Permission.CASES_SEE, GRID)


def test_grants_end_with_their_day(account: Account) -> None:
    """A role counts on its last day and not after; one that begins tomorrow does not count yet."""
    with clock.at(clock.now()):
        today = clock.today()
        grant = RoleGrant.objects.create(
            account=account, role=Role.INSPECTOR, area_code="320412", since=today, until=today
        )
        assert may(queries.actor_of(account), Permission.CASES_VERIFY, GRID)
        grant.since = today - timedelta(days=2)
        grant.until = today - timedelta(days=1)
        grant.save()
        assert not may(queries.actor_of(account), Permission.CASES_VERIFY, GRID)
        assert queries.roles_of(account) == frozenset()
        grant.since, grant.until = today + timedelta(days=1), None
        grant.save()
        assert not may(queries.actor_of(account), Permission.CASES_VERIFY, GRID)


def test_a_shut_account_may_nothing(account: Account) -> None:
    """Not even report under its name; its worker left, nor does a post help."""
    account.is_active = False
    assert queries.actor_of(account).grants == ()
    account.is_active = True
    worker = serve("王芳", (GRID, Duty.FULL_TIME), account=account)
    worker.left_on = TODAY
    worker.save()
    assert not may(queries.actor_of(account), Permission.CASES_SEE, GRID)


def test_bodies_are_kept_until_one_changes(django_assert_num_queries: object) -> None:
    """The second call costs the one query that asks for changes; changes and retirement show at once."""
    body = Organisation.objects.create(
        code="cgj", name="城管局", kind="department", area_code="320412", duties=["city_management"]
    )
    assert [b.code for b in queries.bodies()] == ["cgj"]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert queries.bodies()[0].duties == {"city_management"}
    body.name = "城市管理局"
    body.save()
    assert queries.bodies()[0].name == "城市管理局"
    body.retired_on = TODAY
    body.save()
    assert queries.bodies() == ()


def test_serving_names_people_but_no_volunteers() -> None:
    """Nearest first, then by duty; those of the street serve too, others do not."""
    serve("李志愿", (GRID, Duty.VOLUNTEER))
    serve("张专职", (GRID, Duty.FULL_TIME))
    serve("赵网格长", (GRID, Duty.GRID_LEAD))
    serve("钱律师", ("320412001001", Duty.LAWYER))
    serve("孙警官", ("320412001", Duty.POLICE))
    serve("周邻格", (OTHER, Duty.FULL_TIME))
    assert [one.name for one in queries.serving(GRID)] == ["赵网格长", "张专职", "钱律师", "孙警官"]
    assert queries.serving(GRID)[0].duty_name == "网格长"
    assert [w.name for w in queries.workers_at("320412001001", frozenset({Duty.FULL_TIME}))] == [
        "周邻格",
        "张专职",
    ]


def party(code: str, kind: str, area_code: str, parent: PartyOrganisation | None = None) -> PartyOrganisation:
    """Write a party organisation."""
    return PartyOrganisation.objects.create(
        code=code, name=code, kind=kind, level="estate_branch", area_code=area_code, parent=parent
    )


def test_coverage_finds_the_holes(django_assert_num_queries: object) -> None:
    """Grids without a full-time worker, communities without a branch, the share of members part-time."""
    branch = party("b1", "grid", GRID)
    both = serve("甲", (GRID, Duty.FULL_TIME), (OTHER, Duty.PART_TIME), member=True)
    serve("乙", (OTHER, Duty.PART_TIME))
    serve("丙", (THIRD, Duty.GRID_LEAD), member=True)
    for worker in (both, None):
        PartyMembership.objects.create(
            organisation=branch,
            worker=worker,
            name="" if worker else "sealed",
            reports_to="320412001001",
            because="lives",
            since=TODAY,
        )
    with django_assert_num_queries(7):  # type: ignore[operator]
        found = queries.coverage("320412")
    assert (found.grids, found.communities) == (3, 2)
    assert found.grids_without_full_time == ((OTHER, "聚新二网格"), (THIRD, "柏杏一网格"))
    assert found.communities_without_branch == (("320412001002", "柏杏社区"),)
    assert (found.party_members, found.party_members_part_time) == (3, 1)
    assert found.part_time_share == pytest.approx(1 / 3)
    assert queries.coverage("") == found


def test_coverage_of_nothing() -> None:
    """An area without anybody has no share."""
    found = queries.coverage(THIRD)
    assert (found.grids, found.party_members, found.part_time_share) == (1, 0, None)


def test_the_office_of_a_place_is_the_nearest_that_can_be_called() -> None:
    """The community's own when it has a telephone, else the street's; nobody for elsewhere."""
    for code, kind, area, phone in (
        ("street", "street_office", "320412001", "0519-01"),
        ("quiet", "community_office", "320412001001", ""),
        ("near", "community_office", "320412001002", "0519-02"),
        ("crew", "company", "320412001001", "0519-03"),
    ):
        Organisation.objects.create(code=code, name=code, kind=kind, area_code=area, phone=phone)
    found = [queries.office_of(code) for code in ("320412001001", "320412001002", "110101001001")]
    assert [body.code if body else "" for body in found] == ["street", "near", ""]


def test_branch_of_a_grid() -> None:
    """Its own branch first, else the nearest above; unit and industry organisations lead no grid."""
    town = party("town", "territory", "320412001")
    party("shop", "industry", GRID)
    found = queries.branch_of(GRID)
    assert found is not None
    assert found.code == "town"
    party("grid", "grid", GRID, town)
    found = queries.branch_of(GRID)
    assert found is not None
    assert found.code == "grid"
    assert [one.code for one in queries.party_tree("320412001001")] == ["shop", "grid"]
    assert queries.branch_of("110101001001001") is None
