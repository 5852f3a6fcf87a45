"""Search: words, addresses, numbers and codes within the reader's scope, page by page."""

import pytest

from linli.cases import actions, inbox, search
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.kernel.actor import Actor
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def numbers(by: Actor, filters: Filters) -> list[str]:
    """Return the numbers of the first page."""
    return [case.number for case in inbox.inbox(by, filters).cases]


def test_search_within_scope() -> None:
    """Words, a part of an address, a number however grouped, a code; never another's case."""
    case = city.reported(text="垃圾桶翻倒，污水横流", address="幸福小区12号楼")
    other = city.reported(lon=city.IN_G4[0], text="垃圾桶翻倒", address="阳光花园")
    for text in (
        "污水横流",
        "翻倒 污水",
        "幸福小区",
        "12号楼",
        case.number,
        case.number.replace("-", ""),
        city.G1,
    ):
        assert numbers(city.DESK, Filters(text=text)) == [case.number], text
    assert numbers(city.DESK, Filters(text="垃圾桶")) == [case.number]
    assert numbers(city.LEADER, Filters(text="翻倒")) == [other.number, case.number]
    assert numbers(city.LEADER, Filters(text="翻倒", area="320402002")) == [other.number]
    assert numbers(city.DESK, Filters(text="阳光")) == numbers(city.DESK, Filters(text="' OR 1=1 --")) == []
    assert numbers(city.CLEANERS, Filters(text="垃圾桶")) == []
    actions.act(by=city.DESK, case=case.number, move="file", given={})
    actions.act(by=city.DESK, case=case.number, move="dispatch", given={})
    assert numbers(city.CLEANERS, Filters(text="垃圾桶")) == [case.number]
    assert Case.objects.count() == 2


def test_search_goes_on_page_by_page() -> None:
    made = [city.reported(text=f"井盖松动{place}") for place in range(5)]
    first = inbox.inbox(city.DESK, Filters(text="井盖"), limit=3)
    second = inbox.inbox(city.DESK, Filters(text="井盖"), first.next, limit=3)
    assert [case.pk for case in first.cases + second.cases] == [case.pk for case in reversed(made)]
    assert second.next == ""


def test_what_is_wiped_is_no_longer_found() -> None:
    """Retention takes a case out of the index."""
    case = city.reported(text="垃圾桶翻倒")
    search.remove(case)
    assert numbers(city.DESK, Filters(text="翻倒")) == []


def test_scopes() -> None:
    """Whole codes become tokens; anything else is everywhere, nothing is nowhere."""
    assert search.scope(["320402001"], ["A"]) == ["_a320402001", "_b41"]
    assert search.scope([""], []) == []
    assert search.scope([], []) is None
