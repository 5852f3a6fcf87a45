"""Digests: in the evening, and only when something happened, everybody who asked is told in one message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.channels import rules
from linli.channels.actions.telling import Address, Message, tell
from linli.channels.models import Happening, Subscription
from linli.channels.rules import Channel, link_name
from linli.kernel import clock, crypto, geo
from linli.kernel.permissions import within
from linli.places import queries as places

AT_ONCE = 200
_READ = 500
_WRITTEN_BY = timedelta(minutes=1)
"""How long what happened may take until it can be read by all; what is younger is told the next time."""
_METRES_A_DEGREE = 111_000.0


def send_digests() -> int:
    """Write the digests that are due, and return how many had something to tell."""
    told = 0
    while True:
        due = Subscription.objects.filter(confirmed_at__isnull=False, next_at__lte=clock.now())
        pks = list(due.order_by("next_at").values_list("pk", flat=True)[:AT_ONCE])
        told += sum(_tell(pk) for pk in pks)
        if len(pks) < AT_ONCE:
            return told


@transaction.atomic
def _tell(pk: int) -> bool:
    """Tell one who subscribed what happened since the last time; whoever claims it first does so."""
    moment = clock.now()
    after = rules.next_digest(clock.local(moment), 1)
    due = Subscription.objects.select_for_update().select_related(None).filter(pk=pk, next_at__lte=moment)
    subscription = due.first()
    if subscription is None:
        return False
    until = max(subscription.told_until, moment - _WRITTEN_BY)
    found = happenings(subscription, until)
    if found:
        after = rules.next_digest(clock.local(moment), subscription.every_days)
        _write(subscription, found)
    Subscription.objects.filter(pk=pk).update(next_at=after, told_until=until)
    return bool(found)


def happenings(subscription: Subscription, until: datetime) -> list[Happening]:
    """Return what happened at the place since the subscriber was last told, the newest first."""
    code = subscription.area_code
    above = Q(area_code__in=rules.around(code))
    since = Happening.objects.filter(at__gt=subscription.told_until, at__lte=until).order_by("-at")
    if not subscription.metres:
        return list(since.filter(within("area_code", [code]) | (above & Q(kind=Happening.Kind.NEWS)))[:_READ])
    lon, lat, metres = subscription.lon or 0.0, subscription.lat or 0.0, subscription.metres
    reach = metres / _METRES_A_DEGREE
    wide = 1.6 * reach
    box = Q(lon__range=(lon - wide, lon + wide), lat__range=(lat - reach, lat + reach))
    rows = since.filter(box | (above & Q(kind=Happening.Kind.NEWS)))[:_READ]
    return [
        row
        for row in rows
        if row.lon is None or row.lat is None or geo.haversine_m(lon, lat, row.lon, row.lat) <= metres
    ]


def named(subscription: Subscription) -> str:
    """Return what the place of a subscription is called, in the reader's language."""
    name = " ".join(places.names(subscription.area_code)[2:3]) or places.name(subscription.area_code)
    if not subscription.metres:
        return name
    return _("%(place)s附近 %(metres)d 米") % {"place": name, "metres": subscription.metres}


def stop_link(subscription: Subscription) -> str:
    """Return the address of the page that ends the subscription with one press."""
    key = crypto.link_key(link_name(subscription.pk))
    return str(settings.STOP_LINK).format(id=subscription.pk, key=key)


def _write(subscription: Subscription, found: Sequence[Happening]) -> None:
    with translation.override(subscription.language):
        message = _message(subscription, found)
    to = subscription.account or Address(
        Channel(subscription.channel),
        crypto.decrypt(subscription.address),
        stop=stop_link(subscription),
    )
    key = f"{link_name(subscription.pk)}:{subscription.told_until:%Y%m%d%H%M%S}"
    tell(to=to, message=message, key=key)


def _message(subscription: Subscription, found: Sequence[Happening]) -> Message:
    count, place = len(found), named(subscription)
    lines = [f"· {_line(each, subscription.language)}" for each in found[: rules.DIGEST_LINES]]
    if count > len(lines):
        rest = count - len(lines)
        lines.append(ngettext("还有 %(count)d 件", "还有 %(count)d 件", rest) % {"count": rest})
    lines.append(_("不想再收：%(link)s") % {"link": stop_link(subscription)})
    subject = ngettext("%(place)s有 %(count)d 件新消息", "%(place)s有 %(count)d 件新消息", count)
    return Message(
        event="channels.digest",
        subject=subject % {"place": place, "count": count},
        body="\n".join(lines) if subscription.channel != Channel.SMS else lines[-1],
        link=str(settings.PLACE_LINK).format(code=subscription.area_code[:12]),
        area_code=subscription.area_code,
        params={"place": place, "digest": str(count)},
    )


def _line(happening: Happening, language: str) -> str:
    words = happening.words.get(language) or next(iter(happening.words.values()), "")
    return f"{words} {happening.link}"
