"""What happens by the clock: the one page that lists every duty and how often it is done."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings

from linli.care import actions as care
from linli.care.actions import alarming
from linli.cases import actions as cases
from linli.cases import pictures
from linli.channels import actions as channels
from linli.cli.demo import live
from linli.devices import health, tallying
from linli.insight import actions as insight
from linli.kernel import clock, jobs, retention, seals


def sweep_pictures() -> int:
    """Delete picture files of the day before yesterday that no case names; return how many."""
    return pictures.sweep(clock.today() - timedelta(days=2))


SOON = timedelta(minutes=2)
JOBS: Sequence[jobs.Duty] = (
    jobs.Duty("cases.check_due", timedelta(seconds=15), cases.check_due, at_most=SOON),
    jobs.Duty("care.look_ahead", timedelta(seconds=15), care.look_ahead, at_most=SOON),
    jobs.Duty(alarming.DUTY, timedelta(seconds=15), care.raise_due, at_most=SOON),
    jobs.Duty("care.climb", timedelta(seconds=15), care.climb, at_most=SOON),
    jobs.Duty("care.tell_opened", timedelta(minutes=5), care.tell_opened, at_most=SOON),
    jobs.Duty("care.end_late", timedelta(seconds=15), care.end_late, at_most=SOON),
    jobs.Duty("care.price", timedelta(days=1), care.price, at_most=timedelta(hours=6)),
    jobs.Duty("cases.recompute_provisional", timedelta(hours=1), cases.recompute_provisional),
    jobs.Duty("cases.sweep_pictures", timedelta(hours=12), sweep_pictures, at_most=timedelta(hours=1)),
    jobs.Duty("devices.tally", timedelta(seconds=15), tallying.fold_some, at_most=SOON),
    jobs.Duty(health.DUTY, health.EVERY, health.check, at_most=timedelta(minutes=10)),
    jobs.Duty("kernel.seal", timedelta(minutes=5), seals.seal, at_most=SOON),
    jobs.Duty("kernel.retention", timedelta(hours=6), retention.apply, at_most=timedelta(hours=2)),
    jobs.Duty("channels.give_up", timedelta(minutes=10), channels.give_up),
    jobs.Duty("channels.send_digests", timedelta(minutes=5), channels.send_digests),
    jobs.Duty("insight.refresh_now", timedelta(minutes=1), insight.refresh_now),
    jobs.Duty("insight.refresh_spans", timedelta(minutes=10), insight.refresh_spans),
    jobs.Duty("insight.refresh_tallies", timedelta(hours=1), insight.refresh_tallies),
    jobs.Duty(
        "insight.refresh_old_tallies",
        timedelta(days=1),
        insight.refresh_old_tallies,
        at_most=timedelta(hours=1),
    ),
    *((jobs.Duty("demo.live", live.EVERY, live.live),) if settings.DEMO else ()),
)
