"""What each rule of retention wipes: the one page; how long is data (data/retention.toml)."""

from collections.abc import Mapping
from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from linli.care import actions as care
from linli.cases import retention as cases
from linli.cases import seen
from linli.channels import actions as channels
from linli.devices import retention as devices
from linli.devices import tallying
from linli.kernel import idempotency, limits, outbox, uploads
from linli.kernel.retention import Sweep, Wiper


def forget_sessions(before: datetime, limit: int) -> int:
    """Delete sessions that ended before a moment."""
    ended = Session.objects.filter(expire_date__lt=before).values("pk")[:limit]
    return Session.objects.filter(pk__in=list(ended.values_list("pk", flat=True))).delete()[0]


def forget_sign_ins(before: datetime, limit: int) -> int:
    """Delete what was kept of sign-ins before a moment."""
    count = 0
    for table in (AccessLog, AccessAttempt, AccessFailureLog):
        old = table.objects.filter(attempt_time__lt=before).values_list("pk", flat=True)[:limit]
        count = max(count, table.objects.filter(pk__in=list(old)).delete()[0])
    return count


WIPERS: Mapping[str, Wiper | Sweep] = {
    "kernel.outbox_done": outbox.forget,
    "kernel.idempotency_keys": idempotency.forget,
    "kernel.request_counts": limits.forget,
    "kernel.uploads": uploads.forget,
    "kernel.sessions": forget_sessions,
    "kernel.sign_ins": forget_sign_ins,
    "channels.addresses": channels.forget_addresses,
    "channels.notices": channels.forget_notices,
    "channels.codes": channels.forget_codes,
    "channels.happenings": channels.forget_happenings,
    "channels.unconfirmed": channels.forget_unconfirmed,
    "channels.subscriptions": channels.forget_subscriptions,
    "devices.batches": devices.forget_batches,
    "devices.signs": devices.forget_signs,
    "devices.refusals": devices.forget_refusals,
    "devices.marks": tallying.forget_marks,
    "devices.counts": tallying.forget_counts,
    "devices.outages": tallying.forget_outages,
    "devices.tallies": tallying.forget_tallies,
    "cases.reporters": cases.REPORTERS,
    "cases.pictures": cases.PICTURES,
    "cases.notes": cases.NOTES,
    "cases.seen": seen.forget,
    "care.pseudonyms": care.forget_pseudonyms,
    "care.people": care.forget_people,
    "care.alerts": care.forget_alerts,
    "care.visits": care.forget_visits,
    "care.openings": care.forget_openings,
    "care.consents": care.forget_consents,
}
