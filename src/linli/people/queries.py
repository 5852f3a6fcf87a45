"""Reads of people: found by telephone without reading it, shown masked, and who has looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from linli.kernel import crypto, phones
from linli.kernel.actor import Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, may, require
from linli.people.models import Contact, Household, Resident
from linli.places.models import Dwelling

MOST_LIVING = 2000


@dataclass(frozen=True, slots=True)
class Masked:
    """What of a contact shows without a look: the family name's first character and masked numbers."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked at a person's data: when, who, and why."""

    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Living:
    """That somebody lives behind a door, as it shows without a look."""

    resident: int
    building: str
    door: str
    who: Masked
    relation: str


def masked(contact: Contact) -> Masked:
    """Return how `contact` shows on a page: 张**, 138****5678."""
    return Masked(crypto.mask_name(crypto.decrypt(contact.name)), contact.phone_mask)


def masked_many(contacts: Iterable[int]) -> dict[int, Masked]:
    """Return how each of the contacts (their ids) shows on a page (one query)."""
    found = Contact.objects.in_bulk(list(set(contacts)))
    return {pk: masked(contact) for pk, contact in found.items()}


def living(by: Actor, grid_code: str) -> list[Living]:
    """Return who lives in the grid today, masked, by building and door (one query).

    Raises:
        NotAllowed: `by` does not serve the people there.
    """
    require(by, Permission.PEOPLE_LOOK, grid_code)
    here = Resident.objects.filter(until=None, household__until=None, household__grid_code=grid_code)
    rows = here.select_related("contact", "household__dwelling__unit")
    relations = {key: str(label) for key, label in Resident.Relation.choices}
    return [
        Living(
            resident=each.pk,
            building=each.household.dwelling.building_id,
            door=door(each.household.dwelling),
            who=masked(each.contact),
            relation=relations.get(each.relation, each.relation),
        )
        for each in rows.order_by("household__dwelling__code", "pk")[:MOST_LIVING]
    ]


def door(dwelling: Dwelling) -> str:
    """Return how people call a door of a building: 2单元301室, or 301室 where no entrance is named."""
    return f"{dwelling.unit.name if dwelling.unit else ''}{dwelling.name}"


def resident(by: Actor, pk: int) -> Resident:
    """Return the residence `pk` with its contact and household.

    Raises:
        NotFound: there is none, or none in an area whose people `by` serves.
    """
    found = Resident.objects.select_related("contact", "household__dwelling__unit").filter(pk=pk).first()
    if found is None or not may(by, Permission.PEOPLE_LOOK, found.household.grid_code):
        raise NotFound
    return found


def contacts_of_phone(phone: str) -> QuerySet[Contact]:
    """Return the contacts with the telephone number `phone`, found by its blind index.

    Raises:
        InvalidInput: it is no telephone number.
    """
    number = phones.normal(phone)
    return (
        Contact.objects.filter(phone_index=crypto.blind_index(number)) if number else Contact.objects.none()
    )


def contacts_of_index(phone_index: str) -> QuerySet[Contact]:
    """Return the contacts whose telephone has the blind index `phone_index`."""
    return Contact.objects.filter(phone_index=phone_index).exclude(phone_index="")


def contact_of(account_id: int) -> Contact | None:
    """Return the contact of the account, or None when it gave none yet."""
    return Contact.objects.filter(account_id=account_id).first()


def home_of(by: Actor) -> str:
    """Return the code of the grid where the signed-in person lives, "" when that is not known."""
    if by.account_id is None:
        return ""
    lives = Resident.objects.filter(contact__account=by.account_id, until=None, household__until=None)
    return lives.order_by("-since").values_list("household__grid_code", flat=True).first() or ""


def looks(by: Actor, contact: Contact) -> list[Look]:
    """Return who looked at `contact`, newest first; for the person themselves.

    Raises:
        NotFound: it is another person's.
    """
    if by.account_id is None or by.account_id != contact.account_id:
        raise NotFound
    entries = AuditEntry.objects.filter(stream=f"contact:{contact.pk}", verb="people:contact:look")
    return [
        Look(entry.at, str(entry.data.get("by", "")), entry.reason)
        for entry in entries.exclude(actor=by.id).order_by("-seq")[:200]
    ]


def households_in(code: str) -> int:
    """Return how many households are kept in the area `code` itself: those that follow when it is retired."""
    return Household.objects.filter(grid_code=code).count()
