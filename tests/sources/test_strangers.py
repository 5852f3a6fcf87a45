"""Reporters without an account: known by digests, slowed when many."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from linli.kernel import clock
from linli.kernel.errors import TooMany
from linli.kernel.limits import RequestCount
from linli.sources import strangers

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_an_address_behind_our_own_proxies_only(settings: Settings) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 1.2.3.4")
    assert strangers.client_address(request) == "10.0.0.1"
    settings.PROXIES = 1
    assert strangers.client_address(request) == "1.2.3.4"
    settings.PROXIES = 5
    assert strangers.client_address(request) == "6.6.6.6"
    assert strangers.client_address(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"


def test_an_ipv6_subscriber_is_one_network() -> None:
    assert strangers.network("2001:db8:1:2:3::4") == strangers.network("2001:db8:1:2:ffff::1")
    assert strangers.network("1.2.3.4") == "1.2.3.4"
    assert strangers.network("nonsense") == "nonsense"


def test_the_address_is_never_kept() -> None:
    who = strangers.stranger(RequestFactory().get("/", REMOTE_ADDR="1.2.3.4"))
    assert "1.2.3.4" not in who.address
    assert who.device == ""


def test_a_device_is_remembered_by_a_signed_cookie() -> None:
    response = HttpResponse()
    strangers.remember(RequestFactory().get("/"), response)
    cookie = response.cookies[strangers.COOKIE]
    assert cookie["httponly"]
    back = RequestFactory().get("/")
    back.COOKIES[strangers.COOKIE] = cookie.value
    assert strangers.stranger(back).device
    again = HttpResponse()
    strangers.remember(back, again)
    assert not again.cookies
    back.COOKIES[strangers.COOKIE] = "forged"
    assert strangers.stranger(back).device == ""


@pytest.mark.django_db
def test_a_flood_is_slowed_for_the_hour(settings: Settings) -> None:
    settings.REPORTS_PER_DEVICE, settings.REPORTS_PER_ADDRESS = 2, 3
    phone, other = strangers.Stranger("a" * 32, "d" * 32), strangers.Stranger("a" * 32)
    with clock.at(NOON):
        strangers.slow(phone, "resident_report")
        strangers.slow(phone, "resident_report")
        with pytest.raises(TooMany):
            strangers.slow(phone, "resident_report")
        strangers.slow(other, "resident_report")
        with pytest.raises(TooMany) as caught:
            strangers.slow(other, "resident_report")
        assert caught.value.retry_after <= 3600
    with clock.at(NOON + timedelta(hours=1)):
        strangers.slow(phone, "resident_report")
    assert not RequestCount.objects.filter(key__contains="1.2.3.4").exists()
