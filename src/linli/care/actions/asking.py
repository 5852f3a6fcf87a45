"""A forgotten key is asked for: by the person, by one they named, or by staff for who calls or is there."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.care import doors, openings, queries
from linli.care.actions.breaking import found_by_name
from linli.care.actions.plans import running, stream_of
from linli.care.actions.repeating import sent_once
from linli.care.doors import Asker, State, Way
from linli.care.models import Kin, Opening, Plan
from linli.channels import actions as channels
from linli.channels.actions import Message
from linli.devices.models import Device
from linli.kernel import audit, clock, crypto, ids, phones
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, invalid
from linli.kernel.permissions import Permission, may, prefixes
from linli.orgs import queries as orgs
from linli.orgs.rules import WORKING_DUTIES
from linli.places import queries as places

_MOST_TOLD = 20


@transaction.atomic
def ask_opening(
    *,
    by: Actor,
    plan: Plan,
    gate: str = "",
    way: str = Way.PAGE,
    kin: int | None = None,
    phone: str = "",
    key: str = "",
) -> Opening:
    """Ask that a gate be opened once, and return the asking; one that goes on is returned as it is.

    Args:
        by: the person, one they named, or of the staff who answers alerts there and takes the asking down.
        plan: whose.
        gate: the code of a gate of the person's grid; may be missing where there is one.
        way: how staff was asked; the person and the family ask on their page.
        kin: which of those the person named asks staff; None is the person.
        phone: where to call back, when it is not the number that is kept.
        key: of the form; the same form sent twice is one asking.

    Raises:
        NotAllowed: `by` is none of them.
        InvalidInput: naming what is wrong, or that the person did not agree to this.
        Conflict: the plan has ended, no gate can be opened, or too many checks have failed today.
    """
    kept = running(plan)
    standing = queries.standing(by, kept)
    if not (standing or may(by, Permission.CARE_ANSWER, kept.grid_code)):
        raise NotAllowed
    said: dict[str, Any] = {"plan": kept.pk, "gate": gate, "way": way, "kin": kin, "phone": phone}
    pk = sent_once(by=by, verb="door", key=key, said=said, do=lambda: _ask(by, kept, standing, said).pk)
    return Opening.objects.select_related("plan__elder", "gate").get(pk=pk)


def _ask(by: Actor, plan: Plan, standing: str, said: dict[str, Any]) -> Opening:
    going = Opening.objects.filter(plan=plan, state__in=doors.OPEN).first()
    if going is not None:
        return going
    caller = _caller(by, plan, standing, said["kin"])
    asker = Asker.KIN if caller or standing == "kin" else Asker.ELDER
    gate, number = _checked(plan, asker, str(said["gate"]), str(said["way"]), str(said["phone"]), standing)
    now = clock.now()
    row = Opening.objects.create(
        code=ids.token(12),
        plan=plan,
        grid_code=plan.grid_code,
        gate=gate,
        asker=asker,
        kin=caller,
        relation=caller.relation if caller else "",
        way=Way.PAGE if standing else str(said["way"]),
        on_the_spot=openings.is_agreed(plan, asker)[1],
        phone=crypto.encrypt(number),
        asked_by=by.id,
        taken_by="" if standing else by.name[:100],
        asked_at=now,
        since=now,
    )
    audit.record(by, "care:door:ask", stream_of(plan), gate=gate.code, asker=row.asker, way=row.way)
    tell_staff(row, gettext_lazy("有人忘带钥匙，请核对身份"), "asked", besides=by.account_id)
    return row


def _caller(by: Actor, plan: Plan, standing: str, kin: int | None) -> Kin | None:
    """Return who of those the person named asks; None is the person."""
    if standing == "kin":
        mine = by.id.removeprefix("kin:") if by.id.startswith("kin:") else ""
        found = Kin.objects.filter(plan=plan)
        return (
            found.filter(pk=int(mine)).first()
            if mine
            else found.filter(contact__account=by.account_id).first()
        )
    if kin is None or standing:
        return None
    caller = Kin.objects.filter(plan=plan, pk=kin).first()
    if caller is None:
        raise invalid("kin", _("他不在老人指定的联系人里，不能替老人请求开门。"))
    return caller


def _checked(plan: Plan, asker: str, gate: str, way: str, phone: str, standing: str) -> tuple[Device, str]:
    """Return the gate and the number to call back.

    Raises:
        InvalidInput, Conflict: as for `ask_opening`.
    """
    there = openings.gates(plan)
    if not there:
        raise Conflict(_("这里的门禁还不能远程开，请找有钥匙的人，或请人送钥匙来。"))
    if openings.refused_lately(plan) >= doors.MOST_REFUSED:
        raise Conflict(_("今天已有三次没有核对上，不能再远程开门，请人带钥匙过去看看。"))
    errors = []
    if not openings.is_agreed(plan, asker)[0]:
        errors.append(FieldError("asker", _("老人没有同意过远程开门，只能由老人本人当场请求。")))
    if not standing and way not in (Way.PHONE, Way.GATE):
        errors.append(FieldError("way", _("请选择对方在打电话还是在门口。")))
    chosen = [each for each in there if each.code == gate] or (there if len(there) == 1 and not gate else [])
    if not chosen:
        errors.append(FieldError("gate", _("请选择要开哪个门。")))
    number = phones.normal(phone) if phone.strip() else ""
    if errors:
        raise InvalidInput(errors)
    return chosen[0], number or ""


@transaction.atomic
def drop_opening(*, by: Actor, opening: Opening) -> Opening:
    """Say that nothing need be opened any more, before the command is on its way; twice changes nothing.

    Raises:
        NotAllowed: `by` is neither the person, nor one they named, nor answers alerts there.
        Conflict: it is too late.
    """
    plan = opening.plan
    if not (queries.standing(by, plan) or may(by, Permission.CARE_ANSWER, plan.grid_code)):
        raise NotAllowed
    kept = Opening.objects.get(pk=opening.pk)
    if kept.state == State.DROPPED:
        return kept
    move(kept, (State.ASKED, State.CHECKED), State.DROPPED)
    audit.record(by, "care:door:drop", stream_of(plan))
    return kept


def find_locked_out(*, by: Actor, name: str, address: str = "") -> Plan:
    """Find the plan of somebody who calls or stands at the gate, by name, where `by` answers alerts.

    A name that is not found is kept in the audit too, so that nobody tries names unseen.

    Raises:
        NotAllowed: `by` answers no alerts anywhere.
        InvalidInput: the name is missing, nobody has it, or several have it.
    """
    here = prefixes(by, Permission.CARE_ANSWER)
    if not here:
        raise NotAllowed
    if not name.strip():
        raise invalid("name", _("请填写老人的姓名。"))
    found = found_by_name(here, name, address)
    if len(found) == 1:
        return found[0]
    with transaction.atomic():
        audit.record(by, "care:plan:seek", "care", _("有人忘带钥匙"), found=len(found))
    if found:
        raise invalid("address", _("这里有几位同名的老人，请写楼栋和门牌。"))
    raise invalid("name", _("您负责的网格里没有这位老人的关照计划，请核对姓名、住址。"))


def move(opening: Opening, before: tuple[State, ...], to: State, **columns: object) -> Opening:
    """Change the state of an opening as it was read, and return it.

    Raises:
        Conflict: somebody was first, or its time is over; nothing is written.
    """
    now = clock.now()
    ends = doors.ends_at(opening.state, opening.since)
    is_late = ends is not None and ends <= now
    if opening.state not in before or (is_late and to != doors.after(opening.state)):
        raise Conflict(_("已经有了变化：{state}。").format(state=State(opening.state).label))
    ended = {} if to in doors.OPEN else {"ended_at": now, "phone": ""}
    changes = {"state": to, "since": now, **ended, **columns}
    if not Opening.objects.filter(pk=opening.pk, state=opening.state, since=opening.since).update(**changes):
        raise Conflict(_("有人刚刚处理了，请刷新后再看。"))
    for name, value in changes.items():
        setattr(opening, name, value)
    return opening


def tell_staff(opening: Opening, what: object, key: str, besides: int | None = None) -> None:
    """Tell the workers of the grid and the nearest desk what became of an opening; no name, no address."""
    grid = opening.grid_code
    posted = orgs.workers_at(grid, WORKING_DUTIES).filter(account__is_active=True).select_related("account")
    called = [row.account for row in posted[:_MOST_TOLD] if row.account]
    called += orgs.keepers(Permission.CARE_EDIT, grid)
    to: dict[int, Account] = {each.pk: each for each in called if each.pk != besides}

    def said(language: str) -> Message:
        with translation.override(language or settings.LANGUAGE_CODE):
            subject = _("{area} {gate}：{what}").format(
                area=places.name(grid), gate=opening.gate.name, what=str(what)
            )
        return Message(
            "care.door", subject, link=settings.DOOR_LINK.format(code=opening.code), area_code=grid
        )

    channels.tell_all(to=list(to.values()), message=said, key=f"care-door:{opening.code}:{key}")
