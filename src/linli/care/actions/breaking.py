"""Breaking the glass from a name alone: in an emergency somebody finds and opens a plan they may not see."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.looking import break_glass
from linli.care.agreements import Opened
from linli.care.models import Plan
from linli.kernel import audit, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, NotAllowed, invalid
from linli.kernel.permissions import Permission, prefixes, within
from linli.people import rules as people_rules

_STREET = 9


def open_in_emergency(*, by: Actor, name: str, address: str = "", reason: str) -> Opened:
    """Find the plan of the person of this full name in one's own street, and open it.

    A name that is not found is kept in the audit too, so that nobody tries names unseen.

    Args:
        by: anybody who answers alerts somewhere in the same street.
        name: the person's whole name.
        address: a part of the address, where several have the name; may be missing.
        reason: what is going on; the person and the family read it.

    Raises:
        NotAllowed: `by` answers no alerts anywhere.
        InvalidInput: name or reason are missing, nobody has the name, or several have it.
    """
    streets = tuple({code[:_STREET] for code in prefixes(by, Permission.CARE_ANSWER)})
    if not streets:
        raise NotAllowed
    errors = []
    if not name.strip():
        errors.append(FieldError("name", _("请填写老人的姓名。")))
    if not people_rules.is_reason(reason):
        errors.append(FieldError("reason", _("请写明出了什么事，至少4个字；当事人可以看到。")))
    if errors:
        raise InvalidInput(errors)
    found = found_by_name(streets, name, address)
    if len(found) == 1:
        return break_glass(by=by, plan=found[0], reason=reason)
    with transaction.atomic():
        audit.record(by, "care:plan:seek", "care", reason.strip(), found=len(found))
    if found:
        raise invalid("address", _("这里有几位同名的老人，请写楼栋和门牌。"))
    raise invalid("name", _("这个街道没有这个姓名、住址的关照计划，请核对。"))


def found_by_name(areas: tuple[str, ...], name: str, address: str) -> list[Plan]:
    """Return the running plans in some areas of persons of this full name, whose address holds `address`."""
    wanted, where = _plain(name), _plain(address)
    plans = Plan.objects.filter(within("grid_code", areas), ended_at=None).select_related("elder")
    return [
        plan
        for plan in plans.iterator()
        if plan.elder
        and _plain(crypto.decrypt(plan.elder.name)) == wanted
        and where in _plain(crypto.decrypt(plan.address))
    ]


def _plain(text: str) -> str:
    return "".join(text.split())
