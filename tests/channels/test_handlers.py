"""A retired area's followers and news go on in its successor."""

import pytest

from linli.channels import actions, handlers, queries
from linli.channels.actions import Place, Wish
from linli.channels.models import Subscription
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.places.events import AreaRetired
from tests.cases import city
from tests.channels.test_publishing import COMMUNITY, publish

pytestmark = pytest.mark.usefixtures("town")
OTHER = "320402001002"


def test_followers_and_news_go_on_in_the_successor() -> None:
    account = Account.objects.create(username="wang")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    actions.subscribe(by=me, wish=Wish(Place(COMMUNITY), 1, "zh-hans", "同意"))
    publish()
    handlers.follow_area(AreaRetired(COMMUNITY, "2026-11-24", ""))
    assert Subscription.objects.get().area_code == COMMUNITY
    handlers.follow_area(AreaRetired(COMMUNITY, "2026-11-24", OTHER))
    assert Subscription.objects.get().area_code == OTHER
    assert [one.title for one in queries.news_at(OTHER)] == ["周四停水"]
    with pytest.raises(NotAllowed):
        actions.follow_area(by=city.DESK, code=OTHER, successor=COMMUNITY)
