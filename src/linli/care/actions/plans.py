"""What is done to plans: making one, changing it, ending it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care import agreements, queries, rungs
from linli.care.actions.stepping import cleared, step
from linli.care.agreements import Purpose, Risk
from linli.care.doors import State
from linli.care.models import Alert, AlertStep, Leave, Opening, Plan, Pseudonym, Watch
from linli.cases.cleaning import clean
from linli.kernel import audit, clock, crypto, ids
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, invalid
from linli.kernel.permissions import Permission, require
from linli.people import actions as people
from linli.people.models import Contact
from linli.places import queries as places

LONGEST = {"address": 100, "health": 500, "keys": 200}
_GRID = 15


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What is arranged with the person; all in clear text.

    Args:
        address: where they live, at most 100 characters.
        risk: a Risk; says how often somebody calls on them.
        ladder: the agreed steps, a code of the ladders in data.
        quiet_from, quiet_until: between these local times of day nobody is asked automatically.
        health, keys: only when given for that purpose; at most 500 and 200 characters.
    """

    address: str
    risk: str = Risk.GENERAL
    ladder: str = "standard"
    quiet_from: time = field(default=agreements.QUIET[0])
    quiet_until: time = field(default=agreements.QUIET[1])
    health: str = ""
    keys: str = ""


@transaction.atomic
def make_plan(*, by: Actor, grid_code: str, name: str, phone: str = "", arranged: Arrangement) -> Plan:
    """Enter a plan for a person and return it; nothing is watched until a consent is given.

    Args:
        by: the desk.
        grid_code: the grid where the person lives.
        name, phone: of the person; the telephone may be missing.
        arranged: what is arranged; health and keys wait for a consent to them.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: naming every field that is wrong.
        Conflict: the person has a plan.
    """
    require(by, Permission.CARE_EDIT, grid_code)
    errors = list(arrangement_faults(arranged))
    if len(grid_code) != _GRID or not places.exists(grid_code):
        errors.append(FieldError("grid_code", _("没有这个网格编码。")))
    if arranged.health or arranged.keys:
        errors.append(FieldError("health", _("健康情况和钥匙要先有相应的同意，才能登记。")))
    if errors:
        raise InvalidInput(errors)
    elder = people.enter_person(
        by=by, name=name, phone=phone, address=clean(arranged.address), area_code=grid_code
    )
    if Plan.objects.filter(elder=elder, ended_at=None).exists():
        raise Conflict(_("这位老人已有关照计划。"))
    plan = Plan(code=ids.token(12), elder=elder, grid_code=grid_code, made_at=clock.now())
    _arrange(plan, arranged)
    plan.next_visit_on = agreements.next_visit(plan.risk, clock.today())
    plan.save(force_insert=True)
    audit.record(by, "care:plan:make", stream_of(plan), grid=grid_code, risk=plan.risk)
    return plan


@transaction.atomic
def change_plan(*, by: Actor, plan: Plan, arranged: Arrangement) -> Plan:
    """Arrange anew: every value of `arranged` takes the place of what was there.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: a value is wrong, or health or keys were not agreed to.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    errors = list(arrangement_faults(arranged))
    agreed = queries.agreement(kept)
    purposes = agreed.purposes if agreed else frozenset()
    if arranged.health and Purpose.HEALTH not in purposes:
        errors.append(FieldError("health", _("没有同意留存健康情况，请先补办同意。")))
    if arranged.keys and Purpose.KEYS not in purposes:
        errors.append(FieldError("keys", _("没有同意留存钥匙，请先补办同意。")))
    if errors:
        raise InvalidInput(errors)
    was = kept.risk
    _arrange(kept, arranged)
    if kept.risk != was:
        kept.next_visit_on = agreements.next_visit(kept.risk, clock.today())
    kept.save()
    audit.record(by, "care:plan:change", stream_of(kept), risk=kept.risk, ladder=kept.ladder)
    return kept


@transaction.atomic
def adjust_plan(*, by: Actor, plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """Arrange anew only what `changes` names (fields of an Arrangement); nobody has to read the rest for it.

    Raises:
        NotAllowed, InvalidInput, Conflict: as for `change_plan`.
    """
    kept = running(plan)
    now = Arrangement(
        address=crypto.decrypt(kept.address),
        risk=kept.risk,
        ladder=kept.ladder,
        quiet_from=kept.quiet_from,
        quiet_until=kept.quiet_until,
        health=crypto.decrypt(kept.health),
        keys=crypto.decrypt(kept.keys),
    )
    return change_plan(by=by, plan=kept, arranged=replace(now, **changes))


@transaction.atomic
def end_plan(*, by: Actor, plan: Plan, reason: str) -> Plan:
    """End a plan for another reason than a withdrawal: moved away, into a home, died.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: no reason was given.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    if not clean(reason):
        raise invalid("reason", _("请写明结束的原因。"))
    close(kept, clean(reason)[:200], clock.now())
    audit.record(by, "care:plan:end", stream_of(kept), kept.ended_why)
    return kept


def close(plan: Plan, why: str, now: datetime) -> None:
    """Stop watching at once: pseudonyms, health, keys, leaves and alerts go in the same transaction."""
    Pseudonym.objects.filter(plan=plan).delete()
    Leave.objects.filter(plan=plan).delete()
    Watch.objects.filter(plan=plan).delete()
    for alert in Alert.objects.filter(plan=plan, cleared_at=None):
        step(alert, AlertStep.Kind.CLEARED, by=SYSTEM, to=cleared(Alert.Outcome.STOPPED))
    Opening.objects.filter(plan=plan, state__in=(State.ASKED, State.CHECKED, State.ORDERED)).update(
        state=State.DROPPED, since=now, ended_at=now, phone=""
    )
    plan.health = plan.keys = ""
    plan.next_visit_on = None
    plan.ended_at, plan.ended_why = now, why
    plan.save()


def running(plan: Plan) -> Plan:
    """Return `plan` as it is now, held for the rest of the transaction.

    Raises:
        Conflict: it has ended.
    """
    kept = Plan.objects.select_for_update().get(pk=plan.pk)
    if kept.ended_at is not None:
        raise Conflict(_("这个关照计划已经结束。"))
    return kept


def elder_of(plan: Plan) -> Contact:
    """Return the contact of the person of a running plan."""
    if plan.elder is None:
        raise AssertionError("a running plan has a person")
    return plan.elder


def stream_of(plan: Plan) -> str:
    """Return the name of the audit stream in which everything done to `plan` is kept."""
    return f"care:{plan.code}"


def arrangement_faults(arranged: Arrangement) -> list[FieldError]:
    """Return what keeps an arrangement from counting."""
    errors = []
    if not clean(arranged.address):
        errors.append(FieldError("address", _("请填写住址。")))
    for name, most in LONGEST.items():
        if len(getattr(arranged, name)) > most:
            errors.append(FieldError(name, _("太长了，请写短一些。")))
    if arranged.risk not in Risk.values:
        errors.append(FieldError("risk", _("请选择探访级别。")))
    if arranged.ladder not in rungs.current().by_code:
        errors.append(FieldError("ladder", _("请选择约定的处置步骤。")))
    return errors


def _arrange(plan: Plan, arranged: Arrangement) -> None:
    plan.address = crypto.encrypt(clean(arranged.address))
    plan.risk, plan.ladder = arranged.risk, arranged.ladder
    plan.quiet_from, plan.quiet_until = arranged.quiet_from, arranged.quiet_until
    plan.health, plan.keys = crypto.encrypt(clean(arranged.health)), crypto.encrypt(clean(arranged.keys))
