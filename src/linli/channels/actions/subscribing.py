"""Subscriptions: somebody asks to be told of a place, agrees in words, and ends it with one press."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.channels import rules
from linli.channels.actions.proving import Asked, clean_address, prove, send_code
from linli.channels.models import News, Notice, Subscription
from linli.channels.rules import Channel, link_name
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound, invalid
from linli.kernel.permissions import Permission, require
from linli.places import queries as places

PURPOSE = "subscribe"
IN_APP = "in_app"


@dataclass(frozen=True)
class Place:
    """A place to be told of: an area by its code, or `metres` around a WGS-84 point."""

    area_code: str = ""
    lon: float | None = None
    lat: float | None = None
    metres: int = 0


@dataclass(frozen=True)
class Wish:
    """What one who subscribes asks for: the place, how often, in which language, and the words agreed to.

    Whoever is signed in agrees to nothing beyond the button, `agreed_to` is then "".
    """

    place: Place
    every_days: int
    language: str
    agreed_to: str


@transaction.atomic
def subscribe(*, by: Actor, wish: Wish) -> Subscription:
    """Subscribe the signed-in person, told in their inbox; the same place twice is one subscription.

    Raises:
        NotAllowed: nobody is signed in.
        InvalidInput: there is no such place, or there are too many already.
    """
    if by.account_id is None:
        raise NotAllowed
    found = _kept(wish, {"account_id": by.account_id, "channel": IN_APP})
    if found.confirmed_at is None:
        _confirm(found, by)
    return found


@transaction.atomic
def ask(*, wish: Wish, channel: Channel, address: str, network: str) -> Asked:
    """Take down what the owner of an address wishes, and send the code with which they agree.

    Both or neither: where no code may be sent, no address is kept.

    Raises:
        InvalidInput: there is no such place, the address is none, or there are too many already.
        TooMany: too many codes were asked for.
    """
    address = clean_address(channel, address)
    index = crypto.blind_index(f"subscription:{address}")
    sealed = {"address": crypto.encrypt(address), "address_index": index, "channel": channel}
    found = _kept(wish, sealed)
    return send_code(
        purpose=PURPOSE,
        channel=channel,
        address=address,
        network=network,
        language=wish.language,
        about=str(found.pk),
    )


def confirm(*, by: Actor, token: str, code: str, network: str) -> Subscription:
    """Begin the subscription whose code this is, and return it.

    The code is tried outside the transaction: a wrong one stays counted.

    Raises:
        InvalidInput: the code is wrong, old or used, or the subscription was ended meanwhile.
        TooMany: too many codes were tried.
    """
    proved = prove(token=token, code=code, purpose=PURPOSE, network=network)
    with transaction.atomic():
        found = Subscription.objects.select_for_update().filter(pk=int(proved.about)).first()
        if found is None:
            raise invalid("code", _("这个验证码不能用了，请重新获取。"))
        if found.confirmed_at is None:
            _confirm(found, by)
    return found


@transaction.atomic
def stop(*, by: Actor, subscription: int, key: str = "") -> None:
    """End a subscription and delete all that was kept for it; nothing happens when it has ended already.

    Args:
        by: who ends it; its account, or anybody who holds the key.
        subscription: its id.
        key: the secret of its link.

    Raises:
        NotFound: it is another person's, or the key does not open it.
    """
    keyed = bool(key) and crypto.link_key_ok(link_name(subscription), key)
    found = Subscription.objects.select_for_update().filter(pk=subscription).first()
    own = found is not None and by.account_id is not None and found.account_id == by.account_id
    if not (keyed or own):
        raise NotFound
    if found is None:
        return
    Notice.objects.filter(key__startswith=f"{link_name(found.pk)}:", event="channels.digest").delete()
    found.delete()
    audit.record(by, "channels:subscription:stop", link_name(subscription))


@transaction.atomic
def follow_area(*, by: Actor, code: str, successor: str) -> int:
    """Let news and subscriptions of a retired area go on in its successor, and return how many do.

    Raises:
        NotAllowed: `by` may not edit areas in one of the two.
    """
    require(by, Permission.PLACES_EDIT, code)
    require(by, Permission.PLACES_EDIT, successor)
    count = Subscription.objects.filter(area_code=code).update(area_code=successor)
    count += News.objects.filter(area_code=code).update(area_code=successor)
    if count:
        audit.record(by, "channels:area:follow", f"area:{code}", successor=successor, count=count)
    return count


def forget_unconfirmed(before: datetime, limit: int) -> int:
    """Delete up to `limit` subscriptions that nobody confirmed since a moment, and return how many."""
    return _forget(limit, confirmed_at=None, created_at__lt=before)


def forget_subscriptions(before: datetime, limit: int) -> int:
    """Delete up to `limit` subscriptions that were confirmed before a moment, and return how many."""
    return _forget(limit, confirmed_at__lt=before)


def _forget(limit: int, **which: Any) -> int:
    old = list(Subscription.objects.filter(**which).values_list("pk", flat=True)[:limit])
    return Subscription.objects.filter(pk__in=old).delete()[0]


def _kept(wish: Wish, whose: dict[str, Any]) -> Subscription:
    """Return the subscription to the same place, or a new one that waits to be confirmed.

    One's own takes on how often and in which language; what an address confirmed no stranger changes.
    """
    place = _checked(wish)
    owner = {name: value for name, value in whose.items() if name in ("account_id", "address_index")}
    mine = Subscription.objects.filter(**owner)
    said = {
        "every_days": wish.every_days,
        "language": wish.language,
        "agreed_to": wish.agreed_to[:300],
    }
    if same := mine.filter(area_code=place.area_code, metres=place.metres).first():
        if same.account_id is not None or same.confirmed_at is None:
            mine.filter(pk=same.pk).update(**said)
            same.refresh_from_db()
        return same
    if mine.count() >= rules.MOST_SUBSCRIPTIONS:
        raise invalid("place", _("最多关注 10 个地方，请先取消一个。"))
    moment = clock.now()
    return Subscription.objects.create(
        **whose,
        area_code=place.area_code,
        lon=place.lon,
        lat=place.lat,
        metres=place.metres,
        **said,
        created_at=moment,
        told_until=moment,
        next_at=rules.first_digest(clock.local(moment)),
    )


def _checked(wish: Wish) -> Place:
    place = wish.place
    if wish.every_days not in rules.RHYTHMS:
        raise invalid("every", _("请选择多久收一次。"))
    if not place.metres:
        if not (rules.is_prefix(place.area_code) and places.exists(place.area_code)):
            raise invalid("place", _("请选择一个社区，或在地图上点一下。"))
        return Place(place.area_code)
    located = None
    if place.metres in rules.RADII and place.lon is not None and place.lat is not None:
        located = places.locate(place.lon, place.lat)
    if located is None or not located.code:
        raise invalid("place", _("这一点不在本市，请重新选。"))
    return Place(located.code, round(place.lon or 0.0, 5), round(place.lat or 0.0, 5), place.metres)


def _confirm(subscription: Subscription, by: Actor) -> None:
    moment = clock.now()
    subscription.confirmed_at = subscription.told_until = moment
    subscription.next_at = rules.first_digest(clock.local(moment))
    subscription.save(update_fields=["confirmed_at", "told_until", "next_at"])
    audit.record(by, "channels:subscription:agree", link_name(subscription.pk), words=subscription.agreed_to)
