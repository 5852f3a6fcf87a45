"""Reads of notices and of the state of the gateways."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from linli.channels.models import Delivery, Gateway, News, Notice, Preference, Subscription
from linli.channels.rules import CHANNEL_OF, Channel, Kind, around, link_name
from linli.kernel import clock, crypto, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, prefixes, within


@dataclass(frozen=True)
class GatewayState:
    """How one gateway does: what waits for it, what it refused, what was given up, since when it fails."""

    name: str
    kind: str
    active: bool
    waiting: int
    refused: int
    dead: int
    failing_since: datetime | None
    last_error: str
    last_ok_at: datetime | None


def inbox(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of the signed-in person, newest first; nobody else's."""
    if actor.account_id is None:
        return Notice.objects.none()
    mine = Q(account=actor.account_id) | Q(contact__account=actor.account_id)
    return Notice.objects.filter(mine).order_by("-id")


def unread(actor: Actor) -> int:
    """Return how many notices of the signed-in person are unread, counted to a hundred."""
    return inbox(actor).filter(read_at=None)[:100].count()


def gateway_for(channel: Channel, area_code: str) -> Gateway | None:
    """Return the active gateway of `channel` for a place: the one with the longest matching area code."""
    found = rows.listed(Gateway, active=True, organisation_code="")
    fitting = [
        each
        for each in found
        if CHANNEL_OF[Kind(each.kind)] is channel and area_code.startswith(each.area_code)
    ]
    return max(fitting, key=lambda each: (len(each.area_code), -each.pk), default=None)


def city_gateway(channel: Channel) -> Gateway | None:
    """Return the active gateway of `channel` for somebody whose place is not known: the widest there is."""
    kinds = [kind for kind, leads in CHANNEL_OF.items() if leads is channel]
    found = Gateway.objects.filter(active=True, kind__in=kinds, organisation_code="")
    return min(found, key=lambda each: (len(each.area_code), each.pk), default=None)


def wants_email(account_id: int) -> bool:
    """Return whether the account wants its notices by e-mail too."""
    return rows.exists(Preference, account=account_id, by_email=True)


def carried(area_codes: Sequence[str]) -> frozenset[Channel]:
    """Return by which channels besides the inbox somebody of these areas can be reached at all."""
    wanted = (Channel.EMAIL, Channel.SMS)
    codes = area_codes or ("",)
    return frozenset(way for way in wanted if any(gateway_for(way, code) for code in codes))


def robots_of(organisation_code: str) -> list[Gateway]:
    """Return the active group robots of an organisation."""
    found = rows.listed(Gateway, active=True, organisation_code=organisation_code)
    return [each for each in found if CHANNEL_OF[Kind(each.kind)] is Channel.ROBOT]


def gateway_states() -> list[GatewayState]:
    """Return how every gateway does, by name."""
    counts = {
        row["gateway"]: (row["waiting"], row["refused"], row["dead"])
        for row in Delivery.objects.exclude(state=Delivery.State.SENT)
        .values("gateway")
        .annotate(
            waiting=Count("id", filter=Q(state=Delivery.State.WAITING)),
            refused=Count("id", filter=Q(state=Delivery.State.REFUSED)),
            dead=Count("id", filter=Q(state=Delivery.State.DEAD)),
        )
    }
    nothing = (0, 0, 0)
    return [
        GatewayState(
            name=each.name,
            kind=Kind(each.kind),
            active=each.active,
            waiting=counts.get(each.pk, nothing)[0],
            refused=counts.get(each.pk, nothing)[1],
            dead=counts.get(each.pk, nothing)[2],
            failing_since=each.failing_since,
            last_error=each.last_error,
            last_ok_at=each.last_ok_at,
        )
        for each in Gateway.objects.order_by("name")
    ]


def shown() -> QuerySet[News]:
    """Return the news that everybody may read now, the newest first."""
    moment = clock.now()
    lasting = Q(until=None) | Q(until__gt=moment)
    return News.objects.filter(lasting, since__lte=moment, withdrawn_at=None).order_by("-since", "-pk")


def news_at(code: str) -> QuerySet[News]:
    """Return the news shown now to those who live in the area `code`: its own and of the areas around it."""
    return shown().filter(Q(area_code__in=around(code)) | within("area_code", [code]))


def news(pk: int) -> News:
    """Return a notice that shows now.

    Raises:
        NotFound: there is none, or it was withdrawn or has ended.
    """
    found = shown().filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def news_kept(by: Actor) -> QuerySet[News]:
    """Return all news of the areas where `by` publishes, withdrawn and ended ones too, the newest first."""
    return News.objects.filter(within("area_code", prefixes(by, Permission.NEWS_PUBLISH))).order_by("-pk")


def subscriptions(by: Actor) -> list[Subscription]:
    """Return the places that the signed-in person asked to be told of."""
    if by.account_id is None:
        return []
    return list(Subscription.objects.filter(account_id=by.account_id).order_by("pk"))


def subscription_of_link(pk: int, key: str) -> Subscription | None:
    """Return the subscription of a link, or None when it has ended.

    Raises:
        NotFound: the key does not open it.
    """
    if not crypto.link_key_ok(link_name(pk), key):
        raise NotFound
    return Subscription.objects.filter(pk=pk).first()


def reaches(channel: Channel) -> bool:
    """Return whether a code can be sent by `channel`; in the demo it is shown on the page instead."""
    return bool(settings.DEMO) or city_gateway(channel) is not None
