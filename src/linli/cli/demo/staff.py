"""The people who serve the made-up city: workers on grids, desks, crews, and their accounts."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from linli.cli.demo import names
from linli.cli.demo.names import Random
from linli.kernel import crypto
from linli.kernel.accounts import Account
from linli.orgs.models import Organisation, Post, RoleGrant, Worker
from linli.orgs.rules import Duty, Role
from linli.places.drafts import AreaDraft

_NO_FULL_TIME = 0.012
_PART_TIME = (0.45, 0.5, 0.05)
_CALLED_IN = (Duty.POLICE, Duty.LAWYER, Duty.JUDGE, Duty.PROSECUTOR)
_VISITORS = {
    "demo-resident": Role.RESIDENT,
    "demo-leader": Role.CITY_LEADER,
    "demo-system": Role.SYSTEM_ADMIN,
    "demo-security": Role.SECURITY_ADMIN,
    "demo-audit": Role.AUDIT_ADMIN,
}
_FIRST = date(2021, 1, 4)


@dataclass
class Staff:
    """Everybody who serves, unsaved; `posts` and `grants` name their holder by the same object.

    Attributes:
        desk_of: the account of a desk by area code (9 or 12 digits).
        crew_of: the account that works for an organisation, by the organisation's code.
        inspector_of: the inspector's account by street code.
        walker_of: the full-time worker's account by grid code.
        visitors: accounts of roles that nobody above has, by user name.
    """

    accounts: list[Account] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)
    desk_of: dict[str, Account] = field(default_factory=dict)
    crew_of: dict[str, Account] = field(default_factory=dict)
    inspector_of: dict[str, Account] = field(default_factory=dict)
    walker_of: dict[str, Account] = field(default_factory=dict)
    visitors: dict[str, Account] = field(default_factory=dict)


def staff(
    areas: Sequence[AreaDraft], bodies: Mapping[str, Organisation], today: date, random: Random
) -> Staff:
    """Return everybody who serves the city, one grid after the other, then desks, crews and inspectors."""
    found = Staff()
    grids: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        if len(area.code) == 15:
            grids[area.code[:12]].append(area.code)
    for community, codes in grids.items():
        _community(found, bodies[f"{community}-community"], codes, today, random)
    for area in areas:
        if len(area.code) == 9:
            _called_in(found, [code for code in grids if code.startswith(area.code)], grids, today, random)
            found.inspector_of[area.code] = _desk(found, area.code, Role.INSPECTOR, None, today, random)
    for body in bodies.values():
        _body_account(found, body, today, random)
    for username, role in _VISITORS.items():
        found.visitors[username] = _desk(found, "", role, None, today, random)
    return found


def _community(found: Staff, office: Organisation, codes: list[str], today: date, random: Random) -> None:
    for at in range(0, len(codes), 3):
        lead = _worker(found, office, random, member=True)
        for code in codes[at : at + 3]:
            _post(found, lead, code, Duty.GRID_LEAD, today, random)
    for code in codes:
        for duty, member in _duties(random):
            worker = _worker(found, office, random, member)
            _post(found, worker, code, duty, today, random)
            if duty is Duty.FULL_TIME:
                worker.account = _account(found, f"w{len(found.workers):05d}", worker.name)
                found.walker_of[code] = worker.account


def _duties(random: Random) -> Iterator[tuple[Duty, bool]]:
    if random.random() >= _NO_FULL_TIME:
        yield Duty.FULL_TIME, random.random() < 0.35
    for at in range(1 + int(random.choice(3, p=_PART_TIME))):
        yield Duty.PART_TIME, at == 0 or random.random() < 0.6
    for _ in range(int(random.integers(0, 3))):
        yield Duty.VOLUNTEER, random.random() < 0.3
    if random.random() < 0.3:
        yield Duty.LIAISON, random.random() < 0.3


def _called_in(
    found: Staff, communities: list[str], grids: Mapping[str, list[str]], today: date, random: Random
) -> None:
    """Post police, lawyers, judges and prosecutors to every few communities, one person on several grids."""
    for duty in _CALLED_IN:
        step = 2 if duty is Duty.POLICE else 4
        for at in range(0, len(communities), step):
            worker = _worker(found, None, random, member=random.random() < 0.7)
            for community in communities[at : at + step]:
                for code in grids[community]:
                    _post(found, worker, code, duty, today, random)


def _body_account(found: Staff, body: Organisation, today: date, random: Random) -> None:
    role = {"community": Role.COMMUNITY_DESK, "office": Role.STREET_DESK}.get(body.code.rsplit("-", 1)[1])
    account = _desk(found, body.area_code, role or Role.DEPARTMENT, body, today, random)
    if role:
        found.desk_of[body.area_code] = account
    found.crew_of[body.code] = account


def _desk(
    found: Staff, code: str, role: Role, body: Organisation | None, today: date, random: Random
) -> Account:
    account = _account(found, f"d{len(found.accounts):05d}", names.person(random), role is not Role.RESIDENT)
    found.grants.append(
        RoleGrant(account=account, role=role, area_code=code, organisation=body, since=_since(today, random))
    )
    return account


def _account(found: Staff, username: str, name: str, works: bool = True) -> Account:
    account = Account(username=username, display_name=name, password=make_password(None), is_staff=works)
    found.accounts.append(account)
    return account


def _worker(found: Staff, office: Organisation | None, random: Random, member: bool) -> Worker:
    phone = names.mobile(len(found.workers))
    worker = Worker(
        name=names.person(random),
        organisation=office,
        is_party_member=member,
        phone=crypto.encrypt(phone),
        phone_index=crypto.blind_index(phone),
        phone_mask=crypto.mask_phone(phone),
    )
    found.workers.append(worker)
    return worker


def _post(found: Staff, worker: Worker, code: str, duty: Duty, today: date, random: Random) -> None:
    found.posts.append(Post(worker=worker, area_code=code, duty=duty, since=_since(today, random)))


def _since(today: date, random: Random) -> date:
    days = max((today - _FIRST).days - 100, 1)
    return _FIRST + timedelta(days=math.floor(days * random.random()))
