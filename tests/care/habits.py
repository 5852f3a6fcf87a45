"""People of habit: signs of life over weeks, heard as devices tell them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from linli.care import actions
from linli.care.actions import LifeSign
from linli.care.models import Plan, Pseudonym
from linli.kernel import clock

HOURS = (7, 9, 11, 13, 15, 17, 19, 21)
"""When somebody who is at home a lot stirs."""


def stirring(
    plan: Plan, until: datetime, days: int = 40, hours: Sequence[int] = HOURS, device: str = "G-1"
) -> list[LifeSign]:
    """Return signs at fixed hours of the days before `until`, some minutes apart from day to day."""
    midnight = clock.midnight(clock.local(until).date())
    moments = (
        midnight + timedelta(days=day, hours=hour, minutes=(7 * day + hour) % 20)
        for day in range(-days, 1)
        for hour in hours
    )
    return [LifeSign(plan.pk, at, "gate", "sign", device) for at in moments if at <= until]


def lived(plan: Plan, until: datetime, **habits: object) -> datetime:
    """Let a person, known to a device, live by habit until a moment, and return their last sign."""
    Pseudonym.objects.get_or_create(
        plan=plan,
        signal="gate",
        defaults={"index": f"{plan.pk:032x}", "valid_until": (until + timedelta(days=99)).date()},
    )
    signs = stirring(plan, until, **habits)  # type: ignore[arg-type]
    heard(signs)
    return signs[-1].at


def heard(signs: Iterable[LifeSign]) -> None:
    """Hear signs at the moment of the last of them."""
    told = list(signs)
    with clock.at(max(sign.at for sign in told)):
        actions.hear_all(told)


def ticked(begin: datetime, hours: float, every: int = 15) -> list[datetime]:
    """Let the clock's duties run every so many minutes, and return when an alert was raised."""
    raised = []
    for minute in range(0, int(hours * 60) + 1, every):
        at = begin + timedelta(minutes=minute)
        with clock.at(at):
            actions.look_ahead()
            raised += [at] * actions.raise_due()
    return raised
