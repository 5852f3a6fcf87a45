"""Reads of forgotten keys: what waits in a reader's area, what became of it, and what a person was opened."""

from datetime import timedelta

from django.db.models import QuerySet

from linli.care import doors, queries
from linli.care.agreements import Purpose
from linli.care.doors import Asker, Fact, Known, State
from linli.care.models import Opening, Plan
from linli.devices import openers
from linli.devices.models import Device
from linli.kernel import clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, may, prefixes, within

SHOWN = timedelta(minutes=15)
"""For how long the end of an opening stands at the head of the person's own page."""


def opening(by: Actor, code: str) -> Opening:
    """Return the opening `code`.

    Raises:
        NotFound: there is none, or none where `by` may see plans.
    """
    found = Opening.objects.select_related("plan__elder", "gate", "kin__contact").filter(code=code).first()
    if found is None or not may(by, Permission.CARE_SEE, found.grid_code):
        raise NotFound
    return found


def waiting(by: Actor) -> QuerySet[Opening]:
    """Return what goes on where `by` may see plans, the longest first."""
    return _seen(by).filter(state__in=doors.OPEN).order_by("asked_at")


def ended(by: Actor, days: int = 30) -> QuerySet[Opening]:
    """Return what ended in the last days where `by` may see plans, newest first."""
    since = clock.now() - timedelta(days=days)
    return _seen(by).exclude(state__in=doors.OPEN).filter(ended_at__gte=since).order_by("-asked_at")


def of_plan(plan: Plan) -> QuerySet[Opening]:
    """Return all that was asked for the person of a plan, newest first."""
    return Opening.objects.filter(plan=plan).select_related("gate", "plan").order_by("-asked_at", "-pk")


def current(plan: Plan) -> Opening | None:
    """Return what goes on for the person of a plan, or ended a moment ago; None when nothing did."""
    last = of_plan(plan).first()
    if last is None or (last.ended_at is not None and last.ended_at < clock.now() - SHOWN):
        return None
    return last


def gates(plan: Plan) -> list[Device]:
    """Return the gates that can be opened for the person of a plan."""
    return list(openers.gates_at(plan.grid_code))


def known(plan: Plan) -> Known:
    """Return what is kept by which the person can be known, in clear; for comparing alone."""
    kin = plan.kin.select_related("contact").order_by("place")
    return Known(
        phone=crypto.decrypt(plan.elder.phone) if plan.elder else "",
        address=crypto.decrypt(plan.address),
        kin=tuple((crypto.decrypt(each.contact.name), crypto.decrypt(each.contact.phone)) for each in kin),
    )


def facts(by: Actor, opening: Opening) -> list[Fact]:
    """Return by which facts `by` may check who asks: by sight only when another took the asking down."""
    return doors.possible(known(opening.plan), by_sight=by.id != opening.asked_by)


def refused_lately(plan: Plan) -> int:
    """Return how many checks failed for the person of a plan within a day."""
    since = clock.now() - doors.REFUSED_WITHIN
    return Opening.objects.filter(plan=plan, state=State.REFUSED, ended_at__gte=since).count()


def is_agreed(plan: Plan, asker: str) -> tuple[bool, bool]:
    """Return whether `asker` may ask for a gate, and whether only because the person asks on the spot."""
    agreed = queries.agreement(plan)
    beforehand = agreed is not None and Purpose.DOOR in agreed.purposes
    return beforehand or asker == Asker.ELDER, not beforehand


def _seen(by: Actor) -> QuerySet[Opening]:
    here = within("grid_code", prefixes(by, Permission.CARE_SEE))
    return Opening.objects.filter(here).select_related("plan__elder", "gate")
