"""Figures for Prometheus: the outbox, the cases, the listeners, the requests, the process."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from linli import __version__
from linli.api import callers
from linli.api.health import outbox_lag
from linli.cases import lateness
from linli.cases.models import Case
from linli.channels import queries as channels
from linli.devices import listeners
from linli.kernel import clock, jobs, seals, timing
from linli.kernel.apikeys import Scope
from linli.kernel.outbox import OutboxEvent


class _Facts(Collector):
    """Reads the figures when they are asked for."""

    def collect(self) -> Iterable[Metric]:
        """Yield one family a figure; each is one query served by an index of what is unfinished."""
        now = clock.now()
        build = GaugeMetricFamily("linli_build", "The version that runs.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        unfinished = OutboxEvent.objects.filter(done_at=None)
        yield GaugeMetricFamily(
            "linli_outbox_waiting", "Facts not yet delivered.", unfinished.filter(dead_at=None).count()
        )
        yield GaugeMetricFamily(
            "linli_outbox_dead",
            "Facts given up after every try.",
            unfinished.exclude(dead_at=None).count(),
        )
        yield GaugeMetricFamily(
            "linli_outbox_lag_seconds",
            "How long the oldest fact waits past its time.",
            outbox_lag(now).total_seconds(),
        )
        yield from _notices()
        yield from _clock(now)
        yield from _listeners(now)
        open_cases = GaugeMetricFamily("linli_cases_open", "Cases that have not ended.", labels=["state"])
        unended = Case.objects.filter(closed_at=None)
        for state, count in unended.values_list("state").annotate(Count("id")).order_by("state"):
            open_cases.add_metric([state], count)
        yield open_cases
        yield GaugeMetricFamily(
            "linli_cases_overdue",
            "Open cases past their deadline.",
            unended.filter(lateness.late(now)).count(),
        )


def _notices() -> Iterable[Metric]:
    """Yield how the gateways do: which fail, what waits for each, what was given up."""
    failing = GaugeMetricFamily("linli_gateway_failing", "1 while a gateway fails.", labels=["gateway"])
    waiting = GaugeMetricFamily("linli_gateway_waiting", "Notices not yet sent.", labels=["gateway"])
    dead = GaugeMetricFamily("linli_gateway_dead", "Notices given up.", labels=["gateway"])
    for state in channels.gateway_states():
        failing.add_metric([state.name], state.failing_since is not None and state.active)
        waiting.add_metric([state.name], state.waiting)
        dead.add_metric([state.name], state.dead)
    return failing, waiting, dead


def _clock(now: datetime) -> Iterable[Metric]:
    """Yield which jobs fail or are late, and how old the newest seal is."""
    late = {job.name for job in jobs.overdue()}
    failures = {job.name: job.failures for job in jobs.failing()}
    failed = GaugeMetricFamily("linli_job_failures", "Failures of a job in a row.", labels=["job"])
    overdue = GaugeMetricFamily("linli_job_late", "1 while a job should have run.", labels=["job"])
    for name in jobs.duties():
        failed.add_metric([name], failures.get(name, 0))
        overdue.add_metric([name], name in late)
    yield failed
    yield overdue
    newest = seals.newest()
    if newest is not None:
        age = (now - newest.at).total_seconds()
        yield GaugeMetricFamily("linli_seal_age_seconds", "How long ago history was last sealed.", age)


def _listeners(now: datetime) -> Iterable[Metric]:
    """Yield how the listeners do that hear devices over MQTT, and what each took since it began."""
    names = ["listener"]
    connected = GaugeMetricFamily("linli_mqtt_connected", "1 while the broker has a listener.", labels=names)
    seen = GaugeMetricFamily("linli_mqtt_seen_seconds", "How long ago a listener was seen.", labels=names)
    told = {
        "messages": "Messages that were taken in.",
        "events": "Events in those messages.",
        "rejected": "Events that were not taken.",
        "strange": "Messages of no group that is known.",
        "failed": "Messages that could not be kept and were set aside.",
    }
    counts = {
        name: CounterMetricFamily(f"linli_mqtt_{name}", words, labels=names) for name, words in told.items()
    }
    for each in listeners.known():
        connected.add_metric([each.name], each.connected_at is not None and not listeners.is_gone(each))
        seen.add_metric([each.name], (now - each.seen_at).total_seconds())
        for name, family in counts.items():
            family.add_metric([each.name], getattr(each, name))
    return connected, seen, *counts.values()


_REGISTRY = CollectorRegistry()
_REGISTRY.register(_Facts())
ProcessCollector(registry=_REGISTRY)
PlatformCollector(registry=_REGISTRY)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures, to this machine itself or to a key with the scope `metrics`."""
    if not callers.is_local(request):
        callers.by_key(callers.secret_of(request), Scope.METRICS)
    figures = generate_latest(_REGISTRY) + generate_latest(timing.REGISTRY)
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)
