"""The first page: one thing to do, a box to follow it, what is going on; and what one has reported."""

import pytest
from django.test import Client

from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def test_the_first_page_has_one_primary_action(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.split("<main", 1)[1].split("</main>", 1)[0].count('class="button primary') == 1
    assert 'href="/report/"' in page
    assert "这里还没有公开的事" in page


def test_it_shows_public_cases_only(client: Client) -> None:
    shown, hidden = city.reported(), city.reported(public=False)
    page = client.get("/").content.decode()
    assert shown.number in page
    assert hidden.number not in page


def test_without_an_account_ones_own_list_says_how_to_follow(client: Client) -> None:
    assert "没有登录也能查" in client.get("/me/").content.decode()
