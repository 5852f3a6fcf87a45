"""The desk publishes and withdraws; others do not."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.channels.models import News
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")
SAID = {
    "key": "one",
    "area_code": city.G1[:12],
    "title": "周四停水",
    "body": "8 点到 12 点",
    "signed": "乙街道",
}


def test_a_notice_is_published_once_and_withdrawn(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    page = browser.get(reverse("desk:news")).content.decode()
    assert "丙社区" in page
    assert "己社区" not in page
    for _twice in range(2):
        assert browser.post(reverse("desk:news"), SAID).status_code == 302
    news = News.objects.get()
    assert "周四停水" in browser.get(reverse("desk:news")).content.decode()
    withdraw = reverse("desk:withdraw_news", args=[news.pk])
    assert "请写明为什么撤下" in browser.post(withdraw, {"reason": ""}, follow=True).content.decode()
    assert "已撤下" in browser.post(withdraw, {"reason": "写错"}, follow=True).content.decode()
    assert "已经撤下了" in browser.post(withdraw, {"reason": "写错"}, follow=True).content.decode()
    news.refresh_from_db()
    assert news.withdrawn_at is not None


def test_faults_are_told_at_their_fields(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    answer = browser.post(reverse("desk:news"), {**SAID, "title": "", "until": "2020-01-01T08:00"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请写标题" in page
    assert "结束时间要晚于开始时间" in page
    assert browser.post(reverse("desk:news"), {**SAID, "area_code": city.G4[:12]}).status_code == 422
    assert not News.objects.exists()


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.GRID_WORKER, Role.DEPARTMENT, Role.CITY_LEADER])
def test_others_do_not_publish(sign_in: SignIn, role: Role) -> None:
    browser = sign_in(role)
    assert browser.get(reverse("desk:news")).status_code == 403
    assert browser.post(reverse("desk:news"), SAID).status_code == 403
    assert not News.objects.exists()


def test_a_strangers_notice_is_not_found(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    assert browser.post(reverse("desk:withdraw_news", args=[999]), {"reason": "x"}).status_code == 404
    assert Client().get(reverse("desk:news")).status_code in (302, 403)
