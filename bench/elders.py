"""A city's elders under plan for the benches: each with a pseudonym, a rhythm, and a last sign."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from bench import town
from linli.care import queries
from linli.care.agreements import QUIET
from linli.care.models import Plan, Pseudonym, Watch
from linli.care.rhythm import DAY, Place, Rhythm, weekend
from linli.kernel import among, bulk, clock, crypto
from linli.people.models import Contact

_AT_ONCE = 50_000
_NOTHING = {"ask_at": None, "visit_at": None, "next_check_at": None}


def rhythm(until: int) -> bytes:
    """Return what 40 days of signs every two hours of the day have taught."""
    taught, before = Rhythm(), 0
    for day in range(until // DAY - 40, until // DAY):
        for hour in range(7, 22, 2):
            at = day * DAY + hour * 3600
            if before:
                taught.learn(before, at, Place.HOME, is_rest=weekend)
            before = at
    return taught.pack()


def people(wanted: int, heard: datetime, groups: int) -> None:
    """Put so many people under plan unless they are there; each was last heard at `heard` or before.

    The gates of group `number % groups` know the person of a number.
    """
    have = Pseudonym.objects.count()
    for start in range(have, wanted, _AT_ONCE):
        enter(range(start, min(start + _AT_ONCE, wanted)), heard, groups)
    later = Watch.objects.filter(last_sign_at__gt=heard)
    changed = later.update(own_at=heard, last_sign_at=heard, **_NOTHING)
    if have < wanted or changed:
        tidy()


def tidy() -> None:
    """Do what a database in service does by itself from time to time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) care_watch" if connection.vendor == "postgresql" else "ANALYZE")


@transaction.atomic
def enter(numbers: range, heard: datetime, groups: int, *, heard_by: str = "e-") -> list[int]:
    """Put people of these numbers under plan, known to the gates by `heard_by` and the number.

    Returns the ids of the plans, in order.
    """
    now, sealed = clock.now(), crypto.encrypt("bench")
    until = (now + timedelta(days=400)).date()
    first = f"{heard_by}{numbers.start}"
    contact = Contact.objects.create(name=sealed, person_index=f"bench {first}", created_at=now)
    plan = Plan.objects.create(
        code=f"bench {first}",
        elder=contact,
        grid_code=town.GRID,
        made_at=now,
        quiet_from=QUIET[0],
        quiet_until=QUIET[1],
    )
    at = {"begun_at": heard, "own_at": heard, "last_sign_at": heard, "last_signal": "gate"}
    watch = Watch.objects.create(plan=plan, rhythm=rhythm(int(heard.timestamp())), **at)
    _alike(contact, {"person_index": f"'bench {heard_by}' || s.n"}, numbers[1:])
    elder = f"(SELECT id FROM people_contact WHERE person_index = 'bench {heard_by}' || s.n)"
    _alike(plan, {"code": f"'bench {heard_by}' || s.n", "elder_id": elder}, numbers[1:])
    codes = [f"bench {heard_by}{number}" for number in numbers]
    asked = f"SELECT code, id FROM care_plan WHERE {among.among('code')}"
    plans = dict(among.rows(asked, [among.listing(codes)]))
    ids = [plans[code] for code in codes]
    _alike(watch, {"plan_id": "s.n"}, ids[1:])
    bulk.insert(
        [
            Pseudonym(
                plan_id=pk,
                index=queries.pseudonym_index(town.code(number % groups), f"{heard_by}{number}"),
                signal="gate",
                valid_until=until,
            )
            for number, pk in zip(numbers, ids, strict=True)
        ]
    )
    return ids


def _alike(row: Model, given: Mapping[str, str], numbers: range | list[int]) -> None:
    """Write a copy of `row` for each number s.n, but for the columns given, inside the database."""
    meta = row._meta
    columns = [
        str(field.column)
        for field in meta.concrete_fields
        if not field.primary_key or str(field.column) in given
    ]
    values = ", ".join(given.get(column, f't."{column}"') for column in columns)
    into = ", ".join(f'"{column}"' for column in columns)
    postgres = connection.vendor == "postgresql"
    series = "unnest(%s::bigint[]) AS s(n)" if postgres else "(SELECT value AS n FROM json_each(%s)) AS s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({into}) SELECT {values} FROM {series}"
            f' CROSS JOIN {meta.db_table} t WHERE t."{meta.pk.column}" = %s',
            [among.listing(numbers), row.pk],
        )


def shuffled(many: int) -> list[int]:
    """Return the numbers of so many people in an order of chance, the same at every run."""
    order = list(range(many))
    random.Random(7).shuffle(order)
    return order
