"""Builds the made-up city: places, organisations, people, accounts and ninety days of cases."""

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from linli.cases import book
from linli.cases.clocks import Time
from linli.cases.models import Case
from linli.cli.demo import bodies, elders, errands, geometry, history, homes, names, news, places, rhythm
from linli.cli.demo.geometry import CityDraft
from linli.cli.demo.history import Historian, Scenery
from linli.cli.demo.names import Random
from linli.cli.demo.plot import Cast, Plot
from linli.cli.demo.staff import Staff, staff
from linli.insight import actions as insight
from linli.kernel import apikeys, bulk, clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.permissions import within
from linli.orgs import queries as orgs
from linli.orgs.models import Organisation
from linli.people.models import Contact

STORIES = Path(__file__).parents[2] / "data" / "demo" / "stories.toml"
SEED = 20_230_513
DAYS = 90
FULL, SMALL = 60_000, 1_500
OF_THE_VISITOR = 3
VISITED = "聚新家园社区"
CASES_A_DAY = FULL // DAYS
_BATCH = 2000
Say = Callable[[str], None]


@dataclass(frozen=True)
class Keepsake:
    """What the demo tells its visitor: the password of every demo account, and the Open311 key."""

    password: str
    open311_key: str

    @classmethod
    def path(cls) -> Path:
        """Return where it is kept, readable by the owner only."""
        return Path(settings.HOME) / "demo.json"

    @classmethod
    def load(cls) -> "Keepsake | None":
        """Return what was kept when the demo was built, if it was."""
        return cls(**json.loads(cls.path().read_text())) if cls.path().is_file() else None

    def keep(self) -> None:
        """Write it down."""
        self.path().touch(mode=0o600)
        self.path().write_text(json.dumps(self.__dict__))


def build(*, small: bool, until: datetime, cases: int, say: Say) -> Keepsake:
    """Build the city into an empty database and return what its visitor needs.

    Args:
        small: one district of sixty grids instead of six of 2,940.
        until: the last moment of the past (aware).
        cases: how many reports in the ninety days before.
        say: hears what is being done.
    """
    random = np.random.default_rng(SEED)
    say("places: drawing and saving the map")
    city = geometry.build(SEED, small=small)
    places.write(city)
    say("people: organisations, the party's tree, workers and their posts")
    kept, served, addresses = _save_people(city, until, random)
    say("people: households of the model communities")
    community = city.models[VISITED]
    grid = walked(served, community)
    models = list(city.models.values())
    homes.write(homes.register(city.buildings, models, grid, until, np.random.default_rng(SEED)))
    catalogue = book.in_force()
    time = Time(catalogue, book.calendar(catalogue))
    grids = [area for area in city.areas if len(area.code) == 15]
    scenery = Scenery(grids, addresses, _reporters(until, max(cases // 12, 20), random))
    stories = rhythm.stories(STORIES)
    plot = Plot(_cast(served), catalogue, stories, random)
    told = history.events(stories, scenery, until, DAYS, cases, random, time)
    Historian(plot, time, scenery, until, random).write(told, _counting(say))
    _give_visitor(served.visitors["demo-resident"], community)
    houses = [each for each in city.buildings if each.grid_code == grid]
    errands.write(served.walker_of[grid], served.desk_of[community], houses, until)
    say("care: elders who live alone, their gates and their habits")
    elders.write(served.desk_of[community], houses, until, np.random.default_rng(SEED))
    say("news: writing")
    news.write(city.areas, until, np.random.default_rng(SEED))
    say("figures: counting")
    insight.refresh_all()
    kept.keep()
    return kept


def _give_visitor(resident: Account, community: str) -> None:
    """Let the visitor's resident have reported a few of the street's cases, some done, some not."""
    there = Case.objects.filter(within("grid_code", [community[:9]]), public=True, reporter__isnull=False)
    for ended in (True, False):
        some = there.filter(closed_at__isnull=not ended, score=None).order_by("-created_at")[:OF_THE_VISITOR]
        Case.objects.filter(pk__in=list(some.values_list("pk", flat=True))).update(reporter_account=resident)


def _counting(say: Say) -> history.Progress:
    def heard(done: int, total: int) -> None:
        say(f"cases: {done:,} of {total:,}")

    return heard


@transaction.atomic
def _save_people(
    city: CityDraft, until: datetime, random: Random
) -> tuple[Keepsake, Staff, dict[str, Sequence[str]]]:
    organisations = {body.code: body for body in bodies.organisations(city.areas, random)}
    Organisation.objects.bulk_create(organisations.values(), batch_size=_BATCH)
    for level in bodies.party(city.areas, random):
        bulk.insert(level)
    served = staff(city.areas, organisations, clock.local(until).date(), random)
    kept = _demo_accounts(city, served)
    bulk.insert(served.accounts)
    bulk.insert(served.workers)
    bulk.insert(served.posts)
    bulk.insert(served.grants)
    addresses: dict[str, list[str]] = {}
    for building in city.buildings:
        addresses.setdefault(building.grid_code, []).append(building.address)
    return kept, served, dict(addresses)


def _demo_accounts(city: CityDraft, served: Staff) -> Keepsake:
    """Name one account of every role so that a visitor finds it; all share one password, made up here."""
    password = secrets.token_urlsafe(9)
    secret = apikeys.create(by=SYSTEM, name="demo", scopes=["open311"], rate=0)[1]
    hashed = make_password(password)
    for username, account in visitors(city, served):
        account.username, account.password = username, hashed
    return Keepsake(password, secret)


def visitors(city: CityDraft, served: Staff) -> Iterable[tuple[str, Account]]:
    """Yield the account of each role that a visitor signs in with, all of one model community."""
    community = city.models[VISITED]
    street = community[:9]
    yield "demo-worker", served.walker_of[walked(served, community)]
    yield "demo-community", served.desk_of[community]
    yield "demo-street", served.desk_of[street]
    yield "demo-department", served.crew_of[f"{street}-sanitation"]
    yield "demo-inspector", served.inspector_of[street]
    yield from served.visitors.items()


def walked(served: Staff, community: str) -> str:
    """Return the grid that the demo's worker serves: the community's first with somebody full-time."""
    return next(code for code in sorted(served.walker_of) if code.startswith(community))


def _cast(served: Staff) -> Cast:
    def actors(accounts: dict[str, Account]) -> dict[str, Actor]:
        return {
            code: Actor(id=f"account:{account.pk}", name=account.display_name, account_id=account.pk)
            for code, account in accounts.items()
        }

    return Cast(
        desk_of=actors(served.desk_of),
        crew_of=actors(served.crew_of),
        inspector_of=actors(served.inspector_of),
        walker_of=actors(served.walker_of),
        bodies={body.code: body for body in orgs.bodies()},
    )


def _reporters(until: datetime, count: int, random: Random) -> list[int]:
    """Save the people who report, and return their ids."""
    people = [(names.person(random), names.mobile(50_000_000 + serial)) for serial in range(count)]
    contacts = [
        Contact(
            person_index=crypto.blind_index(f"{name}\n{phone}"),
            name=crypto.encrypt(name),
            phone=crypto.encrypt(phone),
            phone_index=crypto.blind_index(phone),
            phone_mask=crypto.mask_phone(phone),
            created_at=until,
        )
        for name, phone in people
    ]
    bulk.insert(contacts)
    return [contact.pk for contact in contacts]
