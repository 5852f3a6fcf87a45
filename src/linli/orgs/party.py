"""What is done to the party's tree: founding, moving, dissolving; and members who report (双报到)."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, invalid
from linli.kernel.permissions import Permission, require
from linli.orgs import levels, rules
from linli.orgs.models import Organisation, PartyMembership, PartyOrganisation, Worker
from linli.orgs.rules import PartyKind
from linli.places import queries as places


class PartyFields(TypedDict, total=False):
    """What may be said of a party organisation beside its code and its place in the tree."""

    name: str
    kind: str
    level: str
    industry: str
    area_code: str
    organisation: Organisation | None


@transaction.atomic
def found(
    *, by: Actor, code: str, parent: PartyOrganisation | None = None, **fields: Unpack[PartyFields]
) -> PartyOrganisation:
    """Enter a new party organisation under `parent` and return it.

    Raises:
        NotAllowed: `by` may not edit organisations in its area.
        InvalidInput: a field is wrong, or the level does not fit under the parent's.
    """
    require(by, Permission.ORGS_EDIT, fields.get("area_code", ""))
    party = PartyOrganisation(code=code.strip(), parent=parent)
    _write(party, fields)
    audit.record(by, "orgs:party:found", f"party:{party.code}", parent=parent.code if parent else "")
    return party


@transaction.atomic
def change(*, by: Actor, party: PartyOrganisation, **fields: Unpack[PartyFields]) -> PartyOrganisation:
    """Change what is said of `party`; fields not given stay.

    Raises:
        NotAllowed: `by` may not edit organisations where it is, or where it would be.
        InvalidInput: a field is wrong, or the level does not fit in the tree.
    """
    kept = PartyOrganisation.objects.select_for_update().get(pk=party.pk)
    require(by, Permission.ORGS_EDIT, kept.area_code)
    require(by, Permission.ORGS_EDIT, fields.get("area_code", kept.area_code))
    changed = sorted(name for name, value in fields.items() if getattr(kept, name) != value)
    _write(kept, fields)
    audit.record(by, "orgs:party:change", f"party:{kept.code}", fields=changed)
    return kept


@transaction.atomic
def move(
    *, by: Actor, party: PartyOrganisation, parent: PartyOrganisation | None, reason: str
) -> PartyOrganisation:
    """Hang `party`, with all below it, under `parent`; from where, when and why stays in its history.

    Raises:
        NotAllowed: `by` may not edit organisations in its area.
        InvalidInput: the parent is below it, or of no higher level.
    """
    kept = PartyOrganisation.objects.select_for_update().get(pk=party.pk)
    require(by, Permission.ORGS_EDIT, kept.area_code)
    before = kept.parent
    kept.parent = parent
    _write(kept, {})
    audit.record(
        by,
        "orgs:party:move",
        f"party:{kept.code}",
        reason,
        before=before.code if before else "",
        after=parent.code if parent else "",
    )
    return kept


@transaction.atomic
def dissolve(*, by: Actor, party: PartyOrganisation, reason: str) -> PartyOrganisation:
    """Take `party` out of service from today; its history stays.

    Raises:
        NotAllowed: `by` may not edit organisations in its area.
        Conflict: party organisations still stand under it.
    """
    kept = PartyOrganisation.objects.select_for_update().get(pk=party.pk)
    require(by, Permission.ORGS_EDIT, kept.area_code)
    if kept.children.filter(retired_on=None).exists():
        raise Conflict(_("它还有下级党组织，请先调整后再撤销。"))
    kept.retired_on = kept.retired_on or clock.today()
    kept.save(update_fields=["retired_on"])
    audit.record(by, "orgs:party:dissolve", f"party:{kept.code}", reason)
    return kept


@transaction.atomic
def report_in(
    *,
    by: Actor,
    party: PartyOrganisation,
    reports_to: str,
    because: str,
    worker: Worker | None = None,
    name: str = "",
    since: date | None = None,
) -> PartyMembership:
    """Enter that a member of `party` reports to the community `reports_to`, where they live or work (双报到).

    Args:
        by: who enters it; must be allowed in that community.
        party: the organisation that the member belongs to.
        reports_to: the community's code.
        because: "lives" or "works".
        worker: the member, when they are a worker known here.
        name: the member's name otherwise; it is sealed.
        since: from when; today unless given.

    Raises:
        NotAllowed: `by` may not edit there.
        InvalidInput: the community is unknown, or nobody is named.
    """
    require(by, Permission.ORGS_EDIT, reports_to)
    errors = []
    if len(reports_to) != rules.COMMUNITY_LENGTH or not places.exists(reports_to):
        errors.append(FieldError("reports_to", _("请填写社区的12位编码。")))
    if because not in PartyMembership.ReportsBecause.values:
        errors.append(FieldError("because", _("请选择报到依据：居住地或工作地。")))
    if worker is None and not 0 < len(name.strip()) <= 60:
        errors.append(FieldError("name", _("请填写姓名，最长60个字。")))
    if errors:
        raise InvalidInput(errors)
    if worker and PartyMembership.objects.filter(
        organisation=party, worker=worker, reports_to=reports_to, until=None
    ):
        raise Conflict(_("这位党员已向这个社区报到。"))
    membership = PartyMembership.objects.create(
        organisation=party,
        worker=worker,
        name="" if worker else crypto.encrypt(name.strip()),
        reports_to=reports_to,
        because=because,
        since=since or clock.today(),
    )
    audit.record(by, "orgs:party:report_in", f"party:{party.code}", community=reports_to)
    return membership


@transaction.atomic
def report_out(*, by: Actor, membership: PartyMembership, until: date | None = None) -> PartyMembership:
    """Enter that the member no longer reports there from `until` (today) on.

    Raises:
        NotAllowed: `by` may not edit there.
        InvalidInput: the day is before the membership began.
    """
    kept = PartyMembership.objects.select_for_update().get(pk=membership.pk)
    require(by, Permission.ORGS_EDIT, kept.reports_to)
    kept.until = until or clock.today()
    if kept.until < kept.since:
        raise invalid("until", _("结束日期早于开始日期。"))
    kept.save(update_fields=["until"])
    audit.record(by, "orgs:party:report_out", f"party:{kept.organisation.code}", community=kept.reports_to)
    return kept


def _write(party: PartyOrganisation, fields: PartyFields) -> None:
    for name, value in fields.items():
        setattr(party, name, value.strip() if isinstance(value, str) else value)
    if errors := _faults(party):
        raise InvalidInput(errors)
    party.save()


def _faults(party: PartyOrganisation) -> list[FieldError]:
    if party.kind not in set(PartyKind):
        return [FieldError("kind", _("没有这个党组织类别。"))]
    kind = PartyKind(party.kind)
    layering = levels.current()
    level = layering.find(kind, party.level)
    errors = []
    if not rules.is_slug(party.code):
        errors.append(FieldError("code", _("编码只能用字母、数字、点、短横和下划线，最长40个字符。")))
    elif PartyOrganisation.objects.exclude(pk=party.pk).filter(code=party.code).exists():
        errors.append(FieldError("code", _("这个编码已被使用。")))
    if not 0 < len(party.name) <= 100:
        errors.append(FieldError("name", _("请填写名称，最长100个字。")))
    if level is None:
        errors.append(FieldError("level", _("这类党组织没有这个层级。")))
    if (kind is PartyKind.INDUSTRY) != (party.industry in layering.industries):
        errors.append(FieldError("industry", _("行业党组织须选择行业，其他党组织不填行业。")))
    if not places.exists(party.area_code):
        errors.append(FieldError("area_code", _("没有这个区域编码。")))
    if kind is PartyKind.GRID and len(party.area_code) != rules.GRID_LENGTH:
        errors.append(FieldError("area_code", _("网格党组织须填写网格的15位编码。")))
    if party.parent and level and not _fits(party, party.parent):
        errors.append(FieldError("parent", _("上级党组织须比它层级高，且不能是它自己或它的下级。")))
    return errors


def _fits(party: PartyOrganisation, parent: PartyOrganisation) -> bool:
    above: PartyOrganisation | None = parent
    while above is not None:
        if party.pk and above.pk == party.pk:
            return False
        above = above.parent
    return rules.may_stand_under(
        levels.current().of_kind, PartyKind(parent.kind), parent.level, PartyKind(party.kind), party.level
    )
