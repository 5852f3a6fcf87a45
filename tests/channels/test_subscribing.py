"""Subscriptions and digests: agreed to with a code, told in the evening, ended and deleted at a press."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from linli.channels import actions, queries
from linli.channels.actions import Place, Wish, digests
from linli.channels.models import Delivery, Happening, Notice, Subscription
from linli.channels.rules import CODE_TRIES, CODES_OF_A_NETWORK, Channel, Kind
from linli.kernel import clock, crypto, outbox
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import InvalidInput, NotAllowed, NotFound, TooMany
from tests.cases import city
from tests.channels import fakes

pytestmark = pytest.mark.usefixtures("town")
COMMUNITY = city.G1[:12]
EVENING = city.MONDAY_9 + timedelta(hours=9)
MAIL = "wang@city.example"
HERE = Place(COMMUNITY)


@pytest.fixture
def mail() -> Iterator[Any]:
    """A mail server."""
    with fakes.smtp() as found:
        settings = {"host": "127.0.0.1", "port": str(found.port), "security": "none", "sender": "a@b.example"}
        actions.open_gateway(by=SYSTEM, name="邮件", kind=Kind.SMTP, settings=settings)
        yield found


def wish(place: Place = HERE, every: int = 1) -> Wish:
    """Return what somebody asks for."""
    return Wish(place, every, "zh-hans", "同意")


def follower(place: Place = HERE) -> Subscription:
    """Return the confirmed subscription of an e-mail address; the code is read from the waiting message."""
    asked = actions.ask(wish=wish(place), channel=Channel.EMAIL, address=MAIL, network="here")
    sealed = Delivery.objects.get(notice__key__contains=asked.token).sealed
    code = crypto.decrypt(sealed).split("验证码是 ")[1][:6]
    return actions.confirm(by=ANONYMOUS, token=asked.token, code=code, network="here")


def happen(key: str = "case:1:filed", at: tuple[float, float] = city.IN_G1, grid: str = city.G1) -> None:
    """Let something public happen."""
    words = {"zh-hans": "垃圾没人收：已受理", "en": "rubbish: accepted"}
    actions.happened(
        key=key,
        kind=Happening.Kind.CASE,
        at=clock.now(),
        area_code=grid,
        lon=at[0],
        lat=at[1],
        words=words,
        link="https://city.example/t/1/",
    )


def test_an_address_is_told_once_in_the_evening(mail: Any) -> None:
    found = follower()
    with clock.at(city.MONDAY_9 + timedelta(hours=1)):
        happen()
        happen()
        happen("case:2:filed")
        assert actions.send_digests() == 0, "not before the evening"
    with clock.at(EVENING):
        assert actions.send_digests() == 1
        assert actions.send_digests() == 0
        actions.send_waiting()
    _sender, recipient, text = mail.messages[-1]
    assert recipient == MAIL
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in text
    with clock.at(EVENING + timedelta(days=1)):
        assert actions.send_digests() == 0, "nothing happened since"
    assert Notice.objects.filter(
        event="channels.digest", key__startswith=f"subscription:{found.pk}:"
    ).exists()


def test_what_is_kept_of_an_address_is_sealed(mail: Any) -> None:
    found = follower()
    happen()
    with clock.at(EVENING):
        actions.send_digests()
    kept = [*Subscription.objects.all(), *Notice.objects.all(), *Delivery.objects.all()]
    assert MAIL not in str([vars(each) for each in kept])
    assert AuditEntry.objects.get(verb="channels:subscription:agree").data["words"] == "同意"
    assert found.confirmed_at == city.MONDAY_9


def test_a_digest_names_a_few_and_counts_the_rest() -> None:
    account = Account.objects.create(username="wang")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    actions.subscribe(by=me, wish=wish())
    for number in range(11):
        with clock.at(city.MONDAY_9 + timedelta(minutes=number + 1)):
            happen(f"case:{number}:filed")
    with clock.at(EVENING):
        actions.send_digests()
    notice = queries.inbox(me).get()
    assert notice.subject == "丙社区有 11 件新消息"
    assert notice.body.count("垃圾没人收") == 8
    assert "还有 3 件" in notice.body
    assert "/follow/stop/" in notice.body


def test_a_circle_hears_what_is_near_and_the_news_of_its_place() -> None:
    lon, lat = city.IN_G1
    circle = follower_in_demo(Place(lon=lon, lat=lat, metres=500))
    with clock.at(city.MONDAY_9 + timedelta(hours=1)):
        happen("near", (lon + 0.003, lat))
        happen("far", city.IN_G4, city.G4)
        news("ours", COMMUNITY)
        news("others", "320402002001")
        assert [each.key for each in digests.happenings(circle, clock.now())] in (
            ["near", "ours"],
            ["ours", "near"],
        )


def follower_in_demo(place: Place) -> Subscription:
    """Return a confirmed subscription of an account."""
    account = Account.objects.create(username="li")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    return actions.subscribe(by=me, wish=wish(place))


def news(key: str, code: str) -> None:
    """Let news be published."""
    actions.happened(
        key=key, kind=Happening.Kind.NEWS, at=clock.now(), area_code=code, words={"zh-hans": key}, link="x"
    )


def test_what_is_written_while_digests_are_told_is_told_the_next_day() -> None:
    follower_in_demo(HERE)
    with clock.at(EVENING - timedelta(hours=1)):
        happen("early")
    with clock.at(EVENING):
        assert actions.send_digests() == 1
    with clock.at(EVENING - timedelta(seconds=1)):
        happen("late")
    with clock.at(EVENING + timedelta(days=1)):
        assert actions.send_digests() == 1
        assert actions.send_digests() == 0
    bodies = list(Notice.objects.order_by("pk").values_list("body", flat=True))
    assert [body.count("垃圾没人收") for body in bodies] == [1, 1]


def test_a_weekly_digest_waits_a_week() -> None:
    account = Account.objects.create(username="wang")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    actions.subscribe(by=me, wish=wish(every=7))
    for day, told in ((0, 1), (1, 0), (6, 0), (7, 1)):
        with clock.at(EVENING + timedelta(days=day, minutes=-1)):
            happen(f"case:{day}:filed")
        with clock.at(EVENING + timedelta(days=day)):
            assert actions.send_digests() == told


def test_ending_deletes_everything(mail: Any) -> None:
    found = follower()
    happen()
    with clock.at(EVENING):
        actions.send_digests()
    key = crypto.link_key(f"subscription:{found.pk}")
    with pytest.raises(NotFound):
        actions.stop(by=ANONYMOUS, subscription=found.pk, key="x" * 20)
    with pytest.raises(NotFound):
        actions.stop(by=city.RESIDENT, subscription=found.pk)
    for _twice in range(2):
        actions.stop(by=ANONYMOUS, subscription=found.pk, key=key)
    assert not Subscription.objects.exists()
    assert not Notice.objects.filter(event="channels.digest").exists()
    assert AuditEntry.objects.filter(verb="channels:subscription:stop").count() == 1


def test_what_nobody_confirmed_is_told_nothing_and_forgotten(settings: Any) -> None:
    settings.DEMO = True
    actions.ask(wish=wish(), channel=Channel.SMS, address="13800138000", network="here")
    happen()
    with clock.at(EVENING):
        assert actions.send_digests() == 0
        assert actions.forget_unconfirmed(clock.now(), 10) == 1


def test_a_wrong_code_is_counted_though_nothing_begins(settings: Any) -> None:
    settings.DEMO = True
    asked = actions.ask(wish=wish(), channel=Channel.SMS, address="13800138000", network="here")
    wrong = f"{(int(asked.shown) + 1) % 1_000_000:06d}"
    for _try in range(CODE_TRIES):
        with pytest.raises(InvalidInput):
            actions.confirm(by=ANONYMOUS, token=asked.token, code=wrong, network="here")
    with pytest.raises(InvalidInput):
        actions.confirm(by=ANONYMOUS, token=asked.token, code=asked.shown, network="here")
    assert Subscription.objects.get().confirmed_at is None


def test_no_address_is_kept_where_no_code_may_be_sent(settings: Any) -> None:
    with pytest.raises(InvalidInput):
        actions.ask(wish=wish(), channel=Channel.SMS, address="13800138000", network="here")
    settings.DEMO = True
    for number in range(CODES_OF_A_NETWORK + 2):
        try:
            actions.ask(wish=wish(), channel=Channel.SMS, address=f"138001380{number:02d}", network="here")
        except TooMany:
            assert number >= CODES_OF_A_NETWORK
    assert Subscription.objects.count() == CODES_OF_A_NETWORK


def test_a_subscription_ends_after_its_time(mail: Any) -> None:
    follower()
    assert actions.forget_subscriptions(city.MONDAY_9, 10) == 0
    assert actions.forget_subscriptions(city.MONDAY_9 + timedelta(seconds=1), 10) == 1


@pytest.mark.parametrize(
    "place",
    [
        Place(""),
        Place("999999"),
        Place("32"),
        Place(lon=2.35, lat=48.85, metres=500),
        Place(lon=119.9, lat=31.7, metres=7),
    ],
)
def test_an_impossible_place_is_refused(place: Place) -> None:
    with pytest.raises(InvalidInput):
        actions.ask(wish=wish(place), channel=Channel.EMAIL, address=MAIL, network="here")
    assert not Subscription.objects.exists()


def test_one_follows_so_many_places_and_each_once() -> None:
    account = Account.objects.create(username="wang")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    codes = ["320402", "320402001", "320402002", COMMUNITY, "320402001002", "320402002001"]
    for code in [*codes, COMMUNITY, city.G1, city.G2, city.G3, city.G4]:
        actions.subscribe(by=me, wish=wish(Place(code)))
    assert len(queries.subscriptions(me)) == 10
    with pytest.raises(InvalidInput):
        actions.subscribe(by=me, wish=wish(Place(lon=city.IN_G1[0], lat=city.IN_G1[1], metres=500)))
    with pytest.raises(NotAllowed):
        actions.subscribe(by=ANONYMOUS, wish=wish())


def test_asked_again_the_last_wish_counts_but_no_stranger_changes_what_was_agreed(mail: Any) -> None:
    account = Account.objects.create(username="wang")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    actions.subscribe(by=me, wish=wish())
    assert actions.subscribe(by=me, wish=wish(every=7)).every_days == 7
    actions.ask(wish=wish(every=7), channel=Channel.EMAIL, address=MAIL, network="here")
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert follower().every_days == 1
    with clock.at(clock.now() + timedelta(minutes=4)):
        actions.ask(wish=wish(every=7), channel=Channel.EMAIL, address=MAIL, network="there")
    assert Subscription.objects.get(account=None).every_days == 1


def test_a_public_case_is_told_when_filed_and_closed_and_no_word_of_its_reporter() -> None:
    city.closed(text="我是张三，垃圾没人收", address="幸福小区3号楼101室")
    city.closed(public=False)
    while outbox.deliver():
        pass
    found = list(Happening.objects.order_by("pk"))
    assert [each.key.rsplit(":", 1)[1] for each in found] == ["filed", "closed"]
    assert "张三" not in str([each.words for each in found])
    assert set(found[0].words) == {"zh-hans", "en"}
    assert found[0].words["en"].isascii() or "：" in found[0].words["en"]
    assert actions.forget_happenings(clock.now() + timedelta(days=1), 10) == 2
