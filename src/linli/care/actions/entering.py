"""A whole plan entered at once, all or nothing: person, consent, what was given, who is to be called."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care import agreements
from linli.care.actions.agreeing import consent_faults, give_consent
from linli.care.actions.naming import kin_faults, name_kin
from linli.care.actions.plans import Arrangement, arrangement_faults, change_plan, make_plan
from linli.care.actions.repeating import sent_once
from linli.care.agreements import Agreement
from linli.care.models import Consent, Plan
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to be called, in clear text."""

    name: str
    phone: str
    relation: str
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a new plan is made of, in clear text.

    Args:
        grid_code, name, phone: where the person lives, and who they are; the telephone may be missing.
        arranged, agreement: what is arranged, and what was agreed to.
        giver_name: who agreed; may be missing when it is the person.
        kin: those to be called, in their order.
    """

    grid_code: str
    name: str
    phone: str
    arranged: Arrangement
    agreement: Agreement
    giver_name: str = ""
    kin: tuple[Named, ...] = ()

    @property
    def agreed_by(self) -> str:
        """The name of whoever agreed."""
        own = self.agreement.giver == agreements.Giver.SELF
        return self.giver_name or (self.name if own else "")


@transaction.atomic
def enter_plan(*, by: Actor, draft: Draft, key: str = "") -> Plan:
    """Enter a plan with its consent and those to be called, all or nothing; the same `key` again is one plan.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: naming every field that is wrong; those of the kin as kin1_name, kin1_phone and so on.
        Conflict: the person has a plan, or the key was used for another one.
    """
    pk = sent_once(by=by, verb="enter", key=key, said=asdict(draft), do=lambda: _enter(by, draft))
    return Plan.objects.get(pk=pk)


@transaction.atomic
def renew_consent(*, by: Actor, plan: Plan, agreement: Agreement, name: str = "", key: str = "") -> Consent:
    """Record a new consent; when the person agreed, their own name stands unless another is given.

    Raises:
        NotAllowed, Conflict: as for `give_consent`.
        InvalidInput: naming every field that is wrong, the name as giver_name.
    """
    if not name.strip() and agreement.giver == agreements.Giver.SELF and plan.elder:
        name = crypto.decrypt(plan.elder.name)
    try:
        return give_consent(by=by, plan=plan, agreement=agreement, name=name, key=key)
    except InvalidInput as fault:
        raise InvalidInput(list(_of_giver(fault.errors))) from None


def _enter(by: Actor, draft: Draft) -> int:
    errors: list[FieldError] = []
    plain = replace(draft.arranged, health="", keys="")
    if not draft.grid_code:  # whether `by` may do it there is not yet the question
        missing = [FieldError("grid_code", _("请选择老人住在哪个网格。")), *arrangement_faults(plain)]
        if not draft.name.strip():
            missing.append(FieldError("name", _("请填写老人的姓名。")))
        raise InvalidInput([*missing, *_later(draft)])
    try:
        plan = make_plan(by=by, grid_code=draft.grid_code, name=draft.name, phone=draft.phone, arranged=plain)
    except InvalidInput as fault:
        raise InvalidInput([*fault.errors, *_later(draft)]) from None
    agreed = _tried(
        errors, partial(renew_consent, by=by, plan=plan, agreement=draft.agreement, name=draft.giver_name)
    )
    if agreed and (draft.arranged.health or draft.arranged.keys):
        _tried(errors, lambda: change_plan(by=by, plan=plan, arranged=draft.arranged))
    for place, one in enumerate(draft.kin, 1):
        _tried(errors, partial(_name, by, plan, one), f"kin{place}_")
    if errors:
        raise InvalidInput(errors)
    return plan.pk


def _tried(errors: list[FieldError], do: Callable[[], object], prefix: str = "") -> bool:
    try:
        do()
    except InvalidInput as fault:
        errors.extend(FieldError(f"{prefix}{error.field}", error.message) for error in fault.errors)
        return False
    return True


def _name(by: Actor, plan: Plan, one: Named) -> None:
    try:
        name_kin(by=by, plan=plan, name=one.name, phone=one.phone, relation=one.relation, has_key=one.has_key)
    except Conflict as fault:
        raise InvalidInput([FieldError("name", fault.message)]) from None


def _later(draft: Draft) -> Iterator[FieldError]:
    """Yield what is wrong in the parts that wait for the plan, so that all is told at once."""
    yield from _of_giver(consent_faults(draft.agreement, draft.agreed_by))
    for place, one in enumerate(draft.kin, 1):
        for error in kin_faults(one.phone, one.relation):
            yield FieldError(f"kin{place}_{error.field}", error.message)


def _of_giver(errors: Iterable[FieldError]) -> Iterator[FieldError]:
    for error in errors:
        yield FieldError("giver_name" if error.field == "name" else error.field, error.message)
