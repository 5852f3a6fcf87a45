"""My community: chosen by place, name or list; its news, matters, servants and telephone."""

import pytest
from django.test import Client

from linli.channels import actions as channels
from linli.channels.models import News
from linli.orgs import rules as orgs
from linli.orgs.models import Organisation
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
COMMUNITY = city.G1[:12]
DESK = city.actor("丙社区", orgs.Role.COMMUNITY_DESK, COMMUNITY)


def publish(body: str = "8 点到 12 点", title: str = "周四停水") -> int:
    """Publish a notice and return its id."""
    news = channels.publish(
        by=DESK, key=title, area_code=COMMUNITY, title=title, body=body, signed="丙社区居委会"
    )
    return news.pk


def test_the_community_shows_its_news_matters_and_telephone(client: Client) -> None:
    publish()
    Organisation.objects.create(
        code="OFFICE",
        name="丙社区居委会",
        kind="community_office",
        area_code=COMMUNITY,
        phone="0519-01234567",
    )
    shown, hidden = city.reported(), city.reported(public=False)
    page = client.get(f"/here/{COMMUNITY}/").content.decode()
    assert "周四停水" in page
    assert shown.number in page
    assert hidden.number not in page
    assert 'href="tel:0519-01234567"' in page


def test_without_a_telephone_it_is_the_hotline(client: Client) -> None:
    assert 'href="tel:12345"' in client.get(f"/here/{COMMUNITY}/").content.decode()


@pytest.mark.parametrize("code", ["999999999999", "320402", city.G1, "abc"])
def test_what_is_no_community_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/here/{code}/").status_code == 404
    assert client.post(f"/here/{code}/mine/").status_code == 404


def test_a_chosen_community_is_remembered(client: Client) -> None:
    assert "您住在哪个社区" in client.get("/here/").content.decode()
    assert client.post(f"/here/{COMMUNITY}/mine/").status_code == 302
    assert client.get("/here/").headers["Location"] == f"/here/{COMMUNITY}/"
    assert "您住在哪个社区" in client.get("/here/?change=1").content.decode()


def test_it_is_found_by_place_by_name_and_in_the_list(client: Client) -> None:
    at = {"lon": str(city.IN_G1[0]), "lat": str(city.IN_G1[1])}
    assert client.get("/here/", at).headers["Location"] == f"/here/{COMMUNITY}/"
    assert "不在本市" in client.get("/here/", {"lon": "2.35", "lat": "48.85"}).content.decode()
    assert f"/here/{COMMUNITY}/" in client.get("/here/", {"q": "丙社区"}).content.decode()
    assert "没有找到" in client.get("/here/", {"q": "<b>𠮷</b>"}).content.decode()
    assert "?in=320402" in client.get("/here/").content.decode()
    assert f"/here/{COMMUNITY}/" in client.get("/here/", {"in": "320402001"}).content.decode()


def test_news_is_text_and_never_markup(client: Client) -> None:
    pk = publish('<script>alert(1)</script>\n=HYPERLINK("x")', "<b>停水</b>")
    for url in (f"/news/{pk}/", f"/here/{COMMUNITY}/"):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;b&gt;停水&lt;/b&gt;" in page


def test_withdrawn_news_is_not_found(client: Client) -> None:
    pk = publish()
    channels.withdraw(by=DESK, news=News.objects.get(pk=pk), reason="写错")
    assert client.get(f"/news/{pk}/").status_code == 404
    assert "周四停水" not in client.get(f"/here/{COMMUNITY}/").content.decode()
