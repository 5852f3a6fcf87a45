"""What happens by the clock: each job has one row, and whoever claims it does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel import clock

log = structlog.get_logger()


@dataclass(frozen=True)
class Duty:
    """Something to do every so often.

    `run` may do its work in several transactions; should it outlast `at_most`, another clock may start it
    again, so it must stand being run twice.
    """

    name: str
    every: timedelta
    run: Callable[[], object]
    at_most: timedelta = timedelta(minutes=10)


class Job(models.Model):
    """When a duty is next due, who holds it until when, and how it went the last time."""

    name = models.CharField(_("定时任务"), max_length=60, primary_key=True)
    next_at = models.DateTimeField(_("下次运行"))
    claimed_until = models.DateTimeField(_("运行到"), null=True)
    started_at = models.DateTimeField(_("上次开始"), null=True)
    finished_at = models.DateTimeField(_("上次结束"), null=True)
    failures = models.PositiveIntegerField(_("连续失败次数"), default=0)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = pgettext_lazy("list", "定时任务")

    def __str__(self) -> str:
        return self.name


def duties() -> dict[str, Duty]:
    """Return all that is done by the clock, by name: the page of jobs that the settings name."""
    page: Sequence[Duty] = import_string(settings.JOBS)
    return {duty.name: duty for duty in page}


def tick() -> int:
    """Do every duty that is due and that nobody else holds; return how many were done."""
    _enrol()
    return sum(_do(name) for name in _free(clock.now()).values_list("name", flat=True))


def overdue(grace: timedelta = timedelta(minutes=5)) -> list[Job]:
    """Return the jobs that should have run more than `grace` ago and that nobody is doing."""
    return list(_free(clock.now() - grace))


def failing() -> list[Job]:
    """Return the jobs that failed the last time they ran."""
    return list(Job.objects.filter(name__in=duties(), failures__gt=0).order_by("name"))


def last_ended(name: str) -> datetime | None:
    """Return when a duty last came to its end, None when it never did: from then on nobody did it."""
    return Job.objects.filter(name=name).values_list("finished_at", flat=True).first()


def _enrol() -> None:
    known = set(Job.objects.values_list("name", flat=True))
    missing = [Job(name=name, next_at=clock.now()) for name in duties() if name not in known]
    if missing:
        Job.objects.bulk_create(missing, ignore_conflicts=True)


def _free(moment: datetime) -> models.QuerySet[Job]:
    nobody = Q(claimed_until=None) | Q(claimed_until__lte=clock.now())
    return Job.objects.filter(nobody, name__in=duties(), next_at__lte=moment).order_by("next_at")


def _do(name: str) -> bool:
    duty, moment = duties()[name], clock.now()
    until = moment + duty.at_most
    if not _free(moment).filter(name=name).update(claimed_until=until, started_at=moment):
        return False
    error = ""
    try:
        duty.run()
    except Exception as fault:
        error = f"{type(fault).__name__}: {fault}"[:2000]
        log.exception("job.failed", job=name)
    mine = Job.objects.filter(name=name, claimed_until=until)
    mine.update(
        claimed_until=None,
        finished_at=clock.now(),
        next_at=moment + duty.every,
        error=error,
        failures=models.F("failures") + 1 if error else 0,
    )
    return True
