"""The command to a gate: at most once, whatever stops in between; and the word of it to the person.

An opening that was ordered is first marked as sent, durably; then the command goes out, outside of any
transaction; then its end is written down. Whoever dies in between leaves it marked: it is never sent again,
and after a minute it counts as not known.
"""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.care import doors, queries
from linli.care.actions.asking import move, tell_staff
from linli.care.actions.plans import stream_of
from linli.care.doors import State
from linli.care.models import Opening
from linli.channels import actions as channels
from linli.channels.actions import Address, Message
from linli.channels.rules import Channel
from linli.devices import openers
from linli.devices.gateways import NotOpened, Unsure
from linli.devices.models import Opener
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict

log = structlog.get_logger()
GONE = "gone"
"""The fault of a gate that is no longer opened from afar."""


def open_waiting(limit: int = 5) -> int:
    """Send the commands of up to `limit` openings that were ordered, and return how many were tried."""
    waiting = Opening.objects.filter(state=State.ORDERED).order_by("since").values_list("pk", flat=True)
    return sum(_open(pk) for pk in list(waiting[:limit]))


def _open(pk: int) -> bool:
    """Send one command, once; return whether this worker was the one to do so."""
    opening = Opening.objects.select_related("plan__elder", "gate").get(pk=pk)
    try:
        with transaction.atomic(durable=True):  # before the command goes out
            move(opening, (State.ORDERED,), State.SENT, sent_at=clock.now())
    except Conflict:
        return False
    try:
        openers.open_gate(opening.gate_id)
    except NotOpened as fault:
        _end(opening, State.FAILED, fault.fault)
    except Opener.DoesNotExist:
        _end(opening, State.FAILED, GONE)
    except Unsure:
        _end(opening, State.UNKNOWN)
    except Exception:
        log.exception("care.open_failed", opening=opening.code)
        _end(opening, State.UNKNOWN)
    else:
        _end(opening, State.OPENED)
    return True


@transaction.atomic
def _end(opening: Opening, to: State, fault: str = "") -> None:
    """Write down the end of a command; late is better than never, so it may follow "not known"."""
    now = clock.now()
    mine = Opening.objects.filter(pk=opening.pk, state__in=(State.SENT, State.UNKNOWN))
    if mine.update(state=to, since=now, ended_at=now, phone="", fault=fault):
        opening.state, opening.ended_at, opening.fault = to, now, fault
        _tell(opening)


def end_late() -> int:
    """End the openings whose minutes are over, none of them by opening, and return how many."""
    now, count = clock.now(), 0
    for state, lasts in doors.LASTS.items():
        late = Opening.objects.filter(state=state, since__lte=now - lasts)
        for opening in late.select_related("plan__elder", "gate")[:200]:
            count += _end_late(opening)
    return count


@transaction.atomic
def _end_late(opening: Opening) -> bool:
    try:
        move(opening, (State(opening.state),), doors.after(opening.state))
    except Conflict:
        return False
    if opening.state == State.UNKNOWN:
        _tell(opening)
    else:
        audit.record(SYSTEM, "care:door:lapse", stream_of(opening.plan))
    return True


def forget_openings(before: datetime, limit: int) -> int:
    """Delete up to `limit` openings that ended before a moment, and return how many."""
    old = Opening.objects.filter(ended_at__lt=before).order_by("ended_at").values_list("pk", flat=True)
    return Opening.objects.filter(pk__in=list(old[:limit])).delete()[0]


def _tell(opening: Opening) -> None:
    """Keep in the audit how a command ended, tell the person, and the staff when somebody must go."""
    plan = opening.plan
    audit.record(SYSTEM, f"care:door:{opening.state}", stream_of(plan), gate=opening.gate.code)
    key = f"care-door:{opening.code}:{opening.state}"
    if opening.state != State.OPENED:
        tell_staff(opening, gettext_lazy("门没有打开或不知道开没开，请派人带钥匙去看"), opening.state)
    if plan.elder is None:
        return
    link = settings.CARE_LINK.format(name=plan.code, key=queries.elder_key(plan))
    with translation.override(plan.elder.language):
        message = Message(
            "care.door", _words(opening), link=link, area_code=plan.grid_code, params={"link": link}
        )
    if plan.elder.account is not None:
        channels.tell(to=plan.elder.account, message=message, key=key)
    if plan.elder.phone:
        channels.tell(to=Address(Channel.SMS, crypto.decrypt(plan.elder.phone)), message=message, key=key)


def _words(opening: Opening) -> str:
    if opening.state == State.OPENED:
        said = _("社区刚为您开了{gate}。不是您或家人要开的，请马上告诉社区。")
    else:
        said = _("{gate}没能远程打开，已请社区派人来看。")
    return said.format(gate=opening.gate.name)
