"""What is done to households: opening one, moving in and out."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, invalid
from linli.kernel.permissions import Permission, require
from linli.people import rules
from linli.people.actions.contacts import stream_of
from linli.people.models import Contact, Household, Resident
from linli.places.models import Dwelling


@transaction.atomic
def move_in(
    *,
    by: Actor,
    household: Household,
    contact: Contact,
    relation: str,
    identity: str = "",
    since: date | None = None,
) -> Resident:
    """Enter that `contact` lives in `household` from `since` (today), and return the residence.

    Raises:
        NotAllowed: `by` may not edit households in that grid.
        InvalidInput: the relation or the identity number is wrong.
        Conflict: the person lives there already.
    """
    require(by, Permission.PEOPLE_EDIT, household.grid_code)
    identity = rules.compact_identity(identity)
    errors = []
    if relation not in Resident.Relation.values:
        errors.append(FieldError("relation", _("请选择与户主的关系。")))
    if identity and not rules.is_identity(identity):
        errors.append(FieldError("identity", _("身份证号码不正确，请核对18位号码。")))
    if errors:
        raise InvalidInput(errors)
    if household.residents.filter(contact=contact, until=None).exists():
        raise Conflict(_("这个人已登记在这一户。"))
    resident = Resident.objects.create(
        household=household,
        contact=contact,
        relation=relation,
        identity=crypto.encrypt(identity),
        identity_index=crypto.blind_index(identity) if identity else "",
        since=since or clock.today(),
    )
    audit.record(by, "people:household:move_in", stream_of(contact), grid=household.grid_code)
    return resident


@transaction.atomic
def move_out(*, by: Actor, resident: Resident, until: date | None = None) -> Resident:
    """Enter that the person lives there until `until` (today).

    Raises:
        NotAllowed: `by` may not edit households in that grid.
        InvalidInput: the day is before they moved in.
    """
    kept = Resident.objects.select_for_update().select_related("household", "contact").get(pk=resident.pk)
    require(by, Permission.PEOPLE_EDIT, kept.household.grid_code)
    kept.until = until or clock.today()
    if kept.until < kept.since:
        raise invalid("until", _("搬离日期早于入住日期。"))
    kept.save(update_fields=["until"])
    audit.record(by, "people:household:move_out", stream_of(kept.contact), grid=kept.household.grid_code)
    return kept


@transaction.atomic
def open_household(*, by: Actor, dwelling: Dwelling, since: date | None = None) -> Household:
    """Enter a household behind the door `dwelling` and return it; one that lives there already is returned.

    Raises:
        NotAllowed: `by` may not edit households in that grid.
    """
    grid_code = dwelling.building.grid_code
    require(by, Permission.PEOPLE_EDIT, grid_code)
    household, made = Household.objects.get_or_create(
        dwelling=dwelling,
        until=None,
        defaults={"grid_code": grid_code, "since": since or clock.today()},
    )
    if made:
        audit.record(by, "people:household:open", f"household:{household.pk}", grid=grid_code)
    return household


@transaction.atomic
def move_households(*, by: Actor, code: str, successor: str) -> int:
    """Put the households of the area `code` into `successor`, where their buildings went; return how many.

    Raises:
        NotAllowed: `by` may not edit in one of the two areas.
    """
    require(by, Permission.PEOPLE_EDIT, code)
    require(by, Permission.PEOPLE_EDIT, successor)
    count = Household.objects.filter(grid_code=code).update(grid_code=successor)
    if count:
        audit.record(by, "people:household:move", f"area:{code}", successor=successor, count=count)
    return count
