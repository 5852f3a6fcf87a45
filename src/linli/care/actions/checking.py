"""Who asks for a gate is known by two facts: said by them, compared here, kept as agreed or not."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.care import doors, openings, queries, saying
from linli.care.actions.asking import move, tell_staff
from linli.care.actions.listening import hear
from linli.care.actions.plans import elder_of, running, stream_of
from linli.care.agreements import Signal
from linli.care.doors import Asker, State
from linli.care.models import Opening, Plan
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed
from linli.kernel.permissions import Permission, require
from linli.people import actions as people


@transaction.atomic
def check_identity(*, by: Actor, opening: Opening, said: Mapping[str, str]) -> Opening:
    """Compare the answers to two facts; both agree, and the gate may be opened once; one does not, and not.

    A person who is known to be themselves is well: it counts as a sign of life.

    Args:
        by: who answers alerts there; neither the person nor one they named.
        opening: what was asked.
        said: by the code of a doors.Fact what was answered; exactly two.

    Raises:
        NotAllowed: `by` may not check here.
        InvalidInput: not two different facts that can be asked, or an answer of another form.
        Conflict: somebody was first, or its time is over.
    """
    plan = _may_check(by, opening)
    kept = _read(opening)
    errors = [FieldError(*fault) for fault in doors.faults(said, openings.facts(by, kept))]
    if errors:
        raise InvalidInput(errors)
    _still_agreed(kept)
    wrong = doors.wrong(said, openings.known(plan))
    columns = {
        "checked_by": by.id,
        "checked_name": by.name[:100],
        "checked_at": clock.now(),
        "facts": " ".join(said),
        "wrong": " ".join(wrong),
    }
    move(kept, (State.ASKED,), State.REFUSED if wrong else State.CHECKED, **columns)
    reason = saying.DISAGREED if wrong else saying.AGREED
    audit.record(by, "care:door:check", stream_of(plan), reason, by=by.name, facts=list(said), wrong=wrong)
    if wrong:
        tell_staff(kept, gettext_lazy("没有核对上，没有开门"), "refused", besides=by.account_id)
    elif kept.asker == Asker.ELDER:
        hear(plan=plan, at=clock.now(), signal=Signal.CALL)
    return kept


@transaction.atomic
def refuse_opening(*, by: Actor, opening: Opening) -> Opening:
    """Refuse without a check: nobody answers the telephone, or it is not who they say.

    Raises:
        NotAllowed: `by` may not check here.
        Conflict: somebody was first.
    """
    plan = _may_check(by, opening)
    kept = _read(opening)
    move(kept, (State.ASKED, State.CHECKED), State.REFUSED, checked_by=by.id, checked_name=by.name[:100])
    audit.record(by, "care:door:refuse", stream_of(plan))
    return kept


@transaction.atomic
def call_back(*, by: Actor, opening: Opening) -> str:
    """Return the number at which who asks is called back: that they gave, or that is kept; a look like any.

    Raises:
        NotAllowed: `by` may not check here.
        Conflict: it has ended.
    """
    plan = _may_check(by, opening)
    kept = _read(opening)
    if kept.state not in doors.OPEN:
        raise Conflict(_("已经有了变化：{state}。").format(state=State(kept.state).label))
    contact = kept.kin.contact if kept.kin else elder_of(plan)
    reason = saying.CALLING_BACK
    audit.record(by, "care:plan:look", stream_of(plan), reason, by=by.name)
    stream = people.stream_of(contact)
    audit.record(by, "people:contact:look", stream, reason, area=plan.grid_code, by=by.name)
    return crypto.decrypt(kept.phone) or crypto.decrypt(contact.phone)


@transaction.atomic
def order_opening(*, by: Actor, opening: Opening) -> Opening:
    """Let the gate be opened now, once, by whoever checks there; the command goes out after this is durable.

    Raises:
        NotAllowed: `by` may not check here.
        Conflict: nothing was checked, it is too late, or somebody was first.
    """
    plan = _may_check(by, opening)
    kept = _read(opening)
    _still_agreed(kept)
    now = clock.now()
    move(
        kept,
        (State.CHECKED,),
        State.ORDERED,
        ordered_by=by.id,
        ordered_name=by.name[:100],
        ordered_at=now,
    )
    audit.record(by, "care:door:order", stream_of(plan), gate=kept.gate.code)
    return kept


def _may_check(by: Actor, opening: Opening) -> Plan:
    plan = running(opening.plan)
    require(by, Permission.CARE_ANSWER, plan.grid_code)
    if queries.standing(by, plan):
        raise NotAllowed(_("自己和家人的事，请同事来核对。"))
    return plan


def _read(opening: Opening) -> Opening:
    return Opening.objects.select_related("plan__elder", "gate", "kin__contact").get(pk=opening.pk)


def _still_agreed(opening: Opening) -> None:
    """Raise when the person has meanwhile taken back that others may ask for them."""
    if not openings.is_agreed(opening.plan, opening.asker)[0]:
        raise Conflict(_("老人没有同意过远程开门，只能由老人本人当场请求。"))
