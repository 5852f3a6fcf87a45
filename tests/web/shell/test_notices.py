"""Notices: one's own, counted in the bar until they are opened."""

from django.test import Client

from linli.channels.models import Notice
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs.rules import Role
from tests.web.conftest import SignIn


def test_notices_are_ones_own_and_read_by_opening(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    mine = Account.objects.get(username="street_desk-one")
    other = Account.objects.create(username="other")
    for at, (account, subject) in enumerate([(mine, "有新案件"), (other, "别人的事")]):
        Notice.objects.create(
            key=f"k{at}", account=account, event="x", subject=subject, created_at=clock.now()
        )
    assert 'class="count">1' in browser.get("/desk/").content.decode()
    page = browser.get("/notices/").content.decode()
    assert "有新案件" in page
    assert "别人的事" not in page
    assert page.index("<h1") < page.index("<h2") < page.index("<h3"), "no heading is left out"
    assert 'class="count"' not in browser.get("/desk/").content.decode()
    assert "/accounts/login/" in Client().get("/notices/").headers["Location"]
