"""A city's elders under plan for the benches: each with a pseudonym, a rhythm, and a last sign."""

import random
from datetime import datetime, timedelta

from django.db import connection, transaction

from linli.care import queries
from linli.care.agreements import QUIET
from linli.care.models import Plan, Pseudonym, Watch
from linli.care.rhythm import DAY, Place, Rhythm, weekend
from linli.kernel import bulk, clock, crypto
from linli.people.models import Contact

GROUP, GRID = "bench", "320402001001001"
_AT_ONCE = 50_000


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


def people(wanted: int, heard: datetime) -> None:
    """Put so many people under plan unless they are there; each was last heard at `heard` or before."""
    have = Pseudonym.objects.count()
    for start in range(have, wanted, _AT_ONCE):
        enter(range(start, min(start + _AT_ONCE, wanted)), heard)
    if have < wanted:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    later = Watch.objects.filter(last_sign_at__gt=heard)
    later.update(own_at=heard, last_sign_at=heard, ask_at=None, visit_at=None, next_check_at=None)


@transaction.atomic
def enter(numbers: range, heard: datetime, *, heard_by: str = "e-") -> list[Plan]:
    """Put people of these numbers under plan, known to the gates by `heard_by` and the number."""
    sealed, now = crypto.encrypt("bench"), clock.now()
    until = (now + timedelta(days=400)).date()
    names = [f"{heard_by}{number}" for number in numbers]
    contacts = [Contact(name=sealed, person_index=f"bench {name}", created_at=now) for name in names]
    bulk.insert(contacts)
    fixed = {"grid_code": GRID, "made_at": now, "quiet_from": QUIET[0], "quiet_until": QUIET[1]}
    plans = [
        Plan(code=f"bench {name}", elder=elder, **fixed) for name, elder in zip(names, contacts, strict=True)
    ]
    bulk.insert(plans)
    pseudonyms = [
        Pseudonym(plan=plan, index=queries.pseudonym_index(GROUP, name), signal="gate", valid_until=until)
        for name, plan in zip(names, plans, strict=True)
    ]
    bulk.insert(pseudonyms)
    packed = rhythm(int(heard.timestamp()))
    at = {"begun_at": heard, "own_at": heard, "last_sign_at": heard, "last_signal": "gate"}
    _alike(Watch.objects.create(plan=plans[0], rhythm=packed, **at))
    return plans


def _alike(watch: Watch) -> None:
    """Give every plan without one a watch like `watch`, inside the database."""
    columns = [str(field.column) for field in Watch._meta.concrete_fields if not field.primary_key]
    into, like = (", ".join(f'{of}"{column}"' for column in columns) for of in ("", "w."))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO care_watch (plan_id, {into}) SELECT p.id, {like} FROM care_plan p"
            " CROSS JOIN care_watch w WHERE w.plan_id = %s"
            " AND NOT EXISTS (SELECT 1 FROM care_watch o WHERE o.plan_id = p.id)",
            [watch.pk],
        )


def shuffled(many: int) -> list[int]:
    """Return the numbers of so many people in an order of chance, the same at every run."""
    order = list(range(many))
    random.Random(7).shuffle(order)
    return order
