"""Who lives in the made-up city: households behind some doors of the model communities; names invented."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from linli.cli.demo import names
from linli.cli.demo.names import Random
from linli.kernel import bulk, clock, crypto
from linli.people.models import Contact, Household, Resident
from linli.places.drafts import BuildingDraft, DoorRow

Relation = Resident.Relation
Door = tuple[DoorRow, date]
"""A door, and since when somebody may live behind it."""

MANY, FEW = 90, 8
"""Households of the demo worker's grid, and of every other grid of a model community."""

FIRST_PHONE = 60_000_000
_REACHED = 0.8
_CONSENT = 0.7
_LET = 0.2
_OLDEST = 35 * 365
_FAMILIES = (
    (Relation.SPOUSE,),
    (Relation.SPOUSE, Relation.CHILD),
    (Relation.SPOUSE, Relation.CHILD, Relation.CHILD),
    (Relation.SPOUSE, Relation.CHILD, Relation.PARENT),
    (Relation.PARENT,),
    (),
    (),
)
_NO_HOMES = frozenset({"商业街", "大润发商场"})
"""What stands as an estate and is shops."""


@dataclass
class Register:
    """Everybody who lives somewhere, unsaved; households and residents name their own by the same object."""

    until: datetime
    random: Random
    contacts: list[Contact] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)

    def settle(self, grid_code: str, door: DoorRow, since: date) -> None:
        """Let a household live behind a door of the grid since a day."""
        home = Household(dwelling_id=door.code, grid_code=grid_code, since=since)
        self.households.append(home)
        if self.random.random() < _LET:
            for _ in range(int(self.random.integers(1, 4))):
                self._move_in(home, names.person(self.random), Relation.TENANT)
            return
        family = names.surname(self.random)
        self._move_in(home, family + names.given(self.random), Relation.HEAD)
        for relation in _FAMILIES[int(self.random.integers(len(_FAMILIES)))]:
            own = family if relation == Relation.CHILD else names.surname(self.random)
            self._move_in(home, own + names.given(self.random), relation)

    def _move_in(self, home: Household, name: str, relation: str) -> None:
        """Enter a person; a telephone only of those who gave one, an identity number of nobody."""
        reached = relation != Relation.CHILD and self.random.random() < _REACHED
        phone = names.mobile(FIRST_PHONE + len(self.contacts)) if reached else ""
        contact = Contact(
            person_index=crypto.blind_index(f"{name}\n{phone}") if phone else None,
            name=crypto.encrypt(name),
            phone=crypto.encrypt(phone),
            phone_index=crypto.blind_index(phone) if phone else "",
            phone_mask=crypto.mask_phone(phone) if phone else "",
            may_contact=reached and bool(self.random.random() < _CONSENT),
            created_at=self.until,
        )
        self.contacts.append(contact)
        self.residents.append(Resident(household=home, contact=contact, relation=relation, since=home.since))


def register(
    buildings: Iterable[BuildingDraft], communities: Sequence[str], grid: str, until: datetime, random: Random
) -> Register:
    """Return who lives in the communities: many in the grid `grid`, a few in each of their other grids."""
    found, today = Register(until, random), clock.local(until).date()
    here: dict[str, list[Door]] = {}
    for building in buildings:
        attrs = building.attrs
        if building.grid_code.startswith(tuple(communities)) and attrs["estate"] not in _NO_HOMES:
            built = date(int(attrs["built"]) + 1, 1, 1)
            here.setdefault(building.grid_code, []).extend((door, built) for door in building.homes())
    for code, doors in here.items():
        for door, built in _some(doors, MANY if code == grid else FEW, random):
            since = today - timedelta(days=int(random.integers(60, _OLDEST)))
            found.settle(code, door, max(since, built))
    return found


def _some(doors: Sequence[Door], most: int, random: Random) -> Iterator[Door]:
    """Yield at most `most` of the doors, each once, in the order in which they stand."""
    chosen = random.choice(len(doors), size=min(most, len(doors)), replace=False)
    yield from (doors[at] for at in sorted(chosen.tolist()))


@transaction.atomic
def write(found: Register) -> None:
    """Save the register."""
    bulk.insert(found.contacts)
    bulk.insert(found.households)
    bulk.insert(found.residents)
