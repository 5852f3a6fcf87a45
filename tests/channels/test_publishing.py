"""News: who may publish where, what is refused, when it shows, and how it is withdrawn."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from linli.channels import actions, queries
from linli.channels.models import Happening, News
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.orgs import rules as orgs
from linli.places import queries as places
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
COMMUNITY = city.G1[:12]
DESK = city.actor("丙社区", orgs.Role.COMMUNITY_DESK, COMMUNITY)


def publish(by: Actor = DESK, **changed: Any) -> News:
    """Publish a notice for the community, with something changed."""
    said: dict[str, Any] = {
        "key": "one",
        "area_code": COMMUNITY,
        "title": "周四停水",
        "body": "8 点到 12 点",
        "signed": "丙社区居委会",
    }
    return actions.publish(by=by, **{**said, **changed})


def titles(code: str) -> list[str]:
    """Return the titles that show in an area."""
    return [one.title for one in queries.news_at(code)]


def test_a_notice_shows_where_it_is_for() -> None:
    publish()
    publish(by=city.DESK, key="two", area_code="320402001", title="街道办事")
    publish(by=city.actor("全市", orgs.Role.STREET_DESK, ""), key="three", area_code="", title="全市提醒")
    assert set(titles(COMMUNITY)) == {"周四停水", "街道办事", "全市提醒"}
    assert set(titles("320402001002")) == {"街道办事", "全市提醒"}
    assert set(titles("320402002001")) == {"全市提醒"}


def test_the_same_press_publishes_once() -> None:
    assert publish() == publish(title="别的")
    assert Happening.objects.count() == 1
    assert AuditEntry.objects.filter(verb="channels:news:publish").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_press_at_once_publishes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have looked for an earlier one before either writes, where the database lets two in at once."""
    both, real = threading.Barrier(2), places.exists

    def checked(code: str) -> bool:
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return real(code)

    def press(title: str) -> News:
        try:
            return publish(title=title)
        finally:
            connection.close()

    monkeypatch.setattr(places, "exists", checked)
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(copy_context().run, press, title) for title in ("周四停水", "别的")]
        one, other = (job.result(timeout=30) for job in jobs)
    assert one.pk == other.pk
    assert one.title == other.title
    assert (News.objects.count(), Happening.objects.count()) == (1, 1)
    assert AuditEntry.objects.filter(verb="channels:news:publish").count() == 1


@pytest.mark.parametrize("area", ["320402001002", "320402001", ""])
def test_nobody_publishes_beyond_their_area(area: str) -> None:
    with pytest.raises(NotAllowed):
        publish(area_code=area)
    assert not News.objects.exists()


@pytest.mark.parametrize("by", [city.RESIDENT, city.WORKER, city.CLEANERS, city.LEADER])
def test_publishing_is_the_desks(by: Actor) -> None:
    with pytest.raises(NotAllowed):
        publish(by=by)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"body": ""}, "body"),
        ({"body": "字" * 4001}, "body"),
        ({"area_code": f"{COMMUNITY}999"}, "area_code"),
        ({"until": city.MONDAY_9 - timedelta(days=1)}, "until"),
        ({"since": city.MONDAY_9 + timedelta(days=400)}, "since"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        publish(**changed)
    assert field in [error.field for error in fault.value.errors]
    assert not News.objects.exists()


def test_it_shows_from_its_beginning_to_its_end() -> None:
    begins, ends = city.MONDAY_9 + timedelta(hours=2), city.MONDAY_9 + timedelta(hours=5)
    news = publish(since=begins, until=ends)
    assert titles(COMMUNITY) == []
    with clock.at(begins):
        assert titles(COMMUNITY) == ["周四停水"]
        assert queries.news(news.pk) == news
    with clock.at(ends), pytest.raises(NotFound):
        queries.news(news.pk)


def test_it_never_claims_an_earlier_beginning() -> None:
    assert publish(since=city.MONDAY_9 - timedelta(days=30)).since == city.MONDAY_9


def test_a_withdrawn_notice_is_shown_to_nobody_and_kept() -> None:
    news = publish()
    with pytest.raises(InvalidInput):
        actions.withdraw(by=DESK, news=news, reason=" ")
    with pytest.raises(NotAllowed):
        actions.withdraw(by=city.OTHER_DESK, news=news, reason="不对")
    actions.withdraw(by=DESK, news=news, reason="时间写错")
    with pytest.raises(Conflict):
        actions.withdraw(by=DESK, news=news, reason="时间写错")
    assert titles(COMMUNITY) == []
    assert not Happening.objects.exists()
    assert [one.pk for one in queries.news_kept(DESK)] == [news.pk]
    assert not queries.news_kept(city.OTHER_DESK).exists()
    assert AuditEntry.objects.get(verb="channels:news:withdraw").reason == "时间写错"
