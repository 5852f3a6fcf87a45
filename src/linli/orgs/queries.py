"""Who serves here: actors, bodies, the servants of a grid, and where nobody serves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.kernel import clock, rows
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor, Grant
from linli.kernel.audit import AuditEntry
from linli.kernel.permissions import Permission, within
from linli.orgs import rules
from linli.orgs.models import (
    DUTY_NAMES,
    Organisation,
    PartyMembership,
    PartyOrganisation,
    Post,
    RoleGrant,
    Worker,
)
from linli.orgs.rules import Body, Duty, Role
from linli.places.models import Area


def current(day: date) -> Q:
    """Return the condition that a row with `since` and `until` holds on `day`."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))


def actor_of(account: Account) -> Actor:
    """Return who acts when `account` is signed in: what its roles and posts allow today (one query)."""
    return actor_without(account)


def actor_without(account: Account, roles: Collection[int] = (), posts: Collection[int] = ()) -> Actor:
    """Return who acts for `account` today once these roles and posts (by id) are taken away (one query)."""
    grants: tuple[Grant, ...] = ()
    if account.is_active:
        today = connection.ops.adapt_datefield_value(clock.today())
        with connection.cursor() as cursor:
            cursor.execute(_HELD, [account.pk, today, today] * 2)
            rows = cursor.fetchall()
        grants = _grants(frozenset(row[:3] for row in rows if row[3] not in roles and row[4] not in posts))
    return Actor(
        id=f"account:{account.pk}",
        name=account.display_name or account.username,
        grants=grants,
        language=account.language,
        account_id=account.pk,
    )


_DUTIES = ", ".join(f"'{duty}'" for duty in sorted(rules.WORKING_DUTIES))
# Asked at every request of every member of staff: one statement that is put together once.
_HELD = f"""
    SELECT g.role, g.area_code, COALESCE(o.code, ''), g.id, NULL
    FROM orgs_rolegrant g LEFT JOIN orgs_organisation o ON o.id = g.organisation_id
    WHERE g.account_id = %s AND g.since <= %s AND (g.until IS NULL OR g.until >= %s)
    UNION ALL
    SELECT '{Role.GRID_WORKER}', p.area_code, COALESCE(o.code, ''), NULL, p.id
    FROM orgs_post p JOIN orgs_worker w ON w.id = p.worker_id
    LEFT JOIN orgs_organisation o ON o.id = w.organisation_id
    WHERE w.account_id = %s AND p.since <= %s AND (p.until IS NULL OR p.until >= %s)
    AND w.left_on IS NULL AND p.duty IN ({_DUTIES})
"""  # noqa: S608 - made of our own constants


@lru_cache(maxsize=4096)
def _grants(held: frozenset[tuple[str, str, str]]) -> tuple[Grant, ...]:
    """Return what roles (role, area, organisation) allow together, in a fixed order."""
    grants = {Grant(rules.ROLES[Role.RESIDENT], "")}
    for role, area, body in held:
        grants |= rules.grants_of(Role(role), area, body)
    return tuple(
        sorted(grants, key=lambda grant: (grant.prefix, grant.organisation, sorted(grant.permissions)))
    )


def accounts_acting_for(organisation_code: str) -> list[Account]:
    """Return the accounts that act for an organisation today by a role, at most fifty."""
    today = clock.today()
    held = RoleGrant.objects.filter(
        current(today), role=Role.DEPARTMENT, organisation__code=organisation_code, account__is_active=True
    )
    return list(Account.objects.filter(pk__in=held.values("account")).order_by("pk")[:50])


def keepers(permission: Permission, code: str) -> list[Account]:
    """Return the accounts nearest above the area `code` whose role allows `permission`, at most fifty.

    Nearest are those granted it over the smallest area that contains `code`; "" asks for the whole city.
    """
    roles = [role for role, allowed in rules.ROLES.items() if permission in allowed]
    above = [code[:length] for length in range(len(code) + 1)]
    today, over = current(clock.today()), {"role__in": roles, "area_code__in": above}
    held = RoleGrant.objects.filter(today, organisation=None, account__is_active=True, **over)
    nearest = max(held.values_list("area_code", flat=True), key=len, default=None)
    found = held.filter(area_code=nearest).values("account")
    return list(Account.objects.filter(pk__in=found).order_by("pk")[:50])


def roles_of(account: Account) -> frozenset[Role]:
    """Return the roles that `account` holds today by grant."""
    held = RoleGrant.objects.filter(current(clock.today()), account_id=account.pk)
    return frozenset(Role(role) for role in held.values_list("role", flat=True))


_bodies: tuple[rows.Stamp, tuple[Body, ...]] = ((-1, None), ())


def bodies() -> tuple[Body, ...]:
    """Return every body in service, ordered by code; kept in memory until one changes (one query to know)."""
    global _bodies
    stamp = rows.stamp(Organisation, "changed_at")
    if _bodies[0] != stamp:
        in_service = Organisation.objects.filter(retired_on=None).order_by("code")
        found = in_service.values_list("code", "name", "kind", "area_code", "duties", "phone")
        _bodies = (stamp, tuple(Body(c, n, k, a, frozenset(d), p) for c, n, k, a, d, p in found))
    return _bodies[1]


def office_of(code: str) -> Body | None:
    """Return the office that a resident of the area `code` turns to: the nearest that can be called.

    The community's comes before the street's, unless only the street's has a telephone.
    """
    around = [
        body
        for body in bodies()
        if body.kind in rules.OFFICES and body.area_code and code.startswith(body.area_code)
    ]
    return max(around, key=lambda body: (bool(body.phone), len(body.area_code)), default=None)


@dataclass(frozen=True, slots=True)
class Serving:
    """One who serves an area, as anybody may know: no telephone."""

    name: str
    duty: Duty
    organisation: str
    area_code: str

    @property
    def duty_name(self) -> str:
        """The duty in the reader's language."""
        return str(DUTY_NAMES[self.duty])


def serving(grid_code: str) -> list[Serving]:
    """Return who serves the grid and the areas around it today, nearest first; volunteers are not named."""
    codes = [grid_code[:length] for length in (15, 12, 9) if len(grid_code) >= length]
    posts = Post.objects.filter(
        current(clock.today()), area_code__in=codes, duty__in=rules.PUBLIC_DUTIES, worker__left_on=None
    )
    found = [
        Serving(name, Duty(duty), organisation or "", area)
        for name, duty, organisation, area in posts.values_list(
            "worker__name", "duty", "worker__organisation__name", "area_code"
        )
    ]
    return sorted(found, key=lambda one: (-len(one.area_code), rules.PUBLIC_DUTIES.index(one.duty), one.name))


def serving_community(code: str) -> list[Serving]:
    """Return the heads and full-time workers of a community and its grids today, each person once."""
    posts = Post.objects.filter(
        current(clock.today()),
        within("area_code", [code]),
        duty__in=[Duty.GRID_LEAD, Duty.FULL_TIME],
        worker__left_on=None,
    )
    rows = posts.order_by("area_code").values_list(
        "worker_id", "worker__name", "duty", "worker__organisation__name", "area_code"
    )
    once: dict[int, Serving] = {}
    for worker, name, duty, organisation, area in rows:
        once.setdefault(worker, Serving(name, Duty(duty), organisation or "", area))
    return sorted(once.values(), key=lambda one: (rules.PUBLIC_DUTIES.index(one.duty), one.area_code))


def workers_at(prefix: str, duties: frozenset[Duty] | None = None) -> QuerySet[Worker]:
    """Return the workers with a current post in the area `prefix`, by name; with any duty unless told."""
    posts = Post.objects.filter(current(clock.today()), within("area_code", [prefix]), worker=OuterRef("pk"))
    if duties is not None:
        posts = posts.filter(duty__in=duties)
    return Worker.objects.filter(Exists(posts), left_on=None).select_related("organisation").order_by("name")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well an area is served; the lists hold (code, name) of what is missing."""

    grids: int
    grids_without_full_time: tuple[tuple[str, str], ...]
    communities: int
    communities_without_branch: tuple[tuple[str, str], ...]
    party_members: int
    party_members_part_time: int

    @property
    def part_time_share(self) -> float | None:
        """The share of party members who serve part-time, 0 to 1; None where no member is known."""
        return self.party_members_part_time / self.party_members if self.party_members else None


def coverage(prefix: str) -> Coverage:
    """Return how the area `prefix` ("" is the city) is served today (seven queries).

    A grid has a full-time worker when a current post 专职 names that grid itself. A community has a grid
    branch when a grid party organisation in service lies in it. A party member is known here when a worker
    who is a member has a current post here, or a membership reports here; one serves part-time when such
    a worker has a current post 兼职 here.
    """
    today = clock.today()
    areas = Area.objects.filter(within("code", [prefix]), retired_on=None).order_by("code")
    grids = list(areas.filter(level=Area.Level.GRID).values_list("code", "name"))
    communities = list(areas.filter(level=Area.Level.COMMUNITY).values_list("code", "name"))
    posts = Post.objects.filter(current(today), within("area_code", [prefix]), worker__left_on=None)
    staffed = set(posts.filter(duty=Duty.FULL_TIME).values_list("area_code", flat=True))
    branches = PartyOrganisation.objects.filter(
        within("area_code", [prefix]), kind=rules.PartyKind.GRID, retired_on=None
    )
    led = {code[:12] for code in branches.values_list("area_code", flat=True)}
    members = posts.filter(worker__is_party_member=True).aggregate(
        serving=Count("worker", distinct=True),
        part_time=Count("worker", distinct=True, filter=Q(duty=Duty.PART_TIME)),
    )
    return Coverage(
        grids=len(grids),
        grids_without_full_time=tuple(area for area in grids if area[0] not in staffed),
        communities=len(communities),
        communities_without_branch=tuple(area for area in communities if area[0] not in led),
        party_members=members["serving"] + _reporting_only(prefix, posts, today),
        party_members_part_time=members["part_time"],
    )


def _reporting_only(prefix: str, posts: QuerySet[Post], day: date) -> int:
    reporting = PartyMembership.objects.filter(current(day), within("reports_to", [prefix]))
    serving_too = posts.filter(worker=OuterRef("worker"), worker__is_party_member=True)
    rest = reporting.exclude(Exists(serving_too))
    named = rest.filter(worker=None).count()
    return named + rest.exclude(worker=None).values("worker").distinct().count()


def party_tree(prefix: str) -> QuerySet[PartyOrganisation]:
    """Return the party organisations in service in the area `prefix`, parents before children of one area."""
    found = PartyOrganisation.objects.filter(within("area_code", [prefix]), retired_on=None)
    return found.select_related("parent").order_by(F("parent__code").asc(nulls_first=True), "code")


def branch_of(grid_code: str) -> PartyOrganisation | None:
    """Return the party organisation that leads the grid: its own grid branch, or the nearest above it."""
    codes = [grid_code[:length] for length in (15, 12, 9) if len(grid_code) >= length]
    found = PartyOrganisation.objects.filter(
        area_code__in=codes,
        kind__in=[rules.PartyKind.GRID, rules.PartyKind.TERRITORY],
        retired_on=None,
    )
    ranked = sorted(found, key=lambda one: (-len(one.area_code), one.kind != rules.PartyKind.GRID, one.code))
    return ranked[0] if ranked else None


@dataclass(frozen=True, slots=True)
class PartyMove:
    """That a party organisation was hung elsewhere: from and to which code ("" is the top), when and why."""

    at: datetime
    before: str
    after: str
    reason: str


def party_moves(party: PartyOrganisation) -> list[PartyMove]:
    """Return where `party` has stood in the tree, newest move first."""
    entries = AuditEntry.objects.filter(stream=f"party:{party.code}", verb="orgs:party:move").order_by("-seq")
    return [PartyMove(entry.at, entry.data["before"], entry.data["after"], entry.reason) for entry in entries]
