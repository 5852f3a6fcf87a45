"""The city's page: figures and map agree, each number opens its list, scope holds."""

import json
from datetime import timedelta
from typing import Any

import pytest

from linli.cases.models import Case
from linli.insight import actions as insight
from linli.insight import rules
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS, SYSTEM, Grant
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs
from linli.orgs.rules import Role
from linli.web.city import asked, classes, trend
from tests.cases import city
from tests.web.conftest import SignIn


def test_counts_fall_into_five_classes_and_none_is_apart() -> None:
    scale = classes.scale([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share=False)
    assert [scale.index(value) for value in (None, 0, 1, 3, 5, 7, 10)] == [0, 0, 1, 1, 2, 3, 5]
    assert [words for _index, words in scale.legend()] == ["0", "1–3", "4–5", "6–7", "8–9", "10 及以上"]


def test_few_different_counts_make_few_classes() -> None:
    scale = classes.scale([2, 2, 2], share=False)
    assert scale.index(2) == 1
    assert len(scale.legend()) == 2


def test_shares_have_fixed_steps() -> None:
    scale = classes.scale([], share=True)
    assert [scale.index(value) for value in (None, 0.0, 0.6, 0.8, 0.9, 1.0)] == [0, 1, 2, 3, 4, 5]
    assert scale.words(0.876) == "88%"
    assert scale.words(None) == "没有数据"


@pytest.fixture
def _busy(town: None) -> None:
    """Three cases in hand in one street, one of them overdue, and all counted."""
    for _turn in range(3):
        city.handling_case()
    oldest = min(Case.objects.values_list("pk", flat=True))
    Case.objects.filter(pk=oldest).update(due_at=clock.now() - timedelta(hours=1))
    insight.refresh_all()


@pytest.mark.usefixtures("_busy")
def test_the_leader_sees_figures_map_and_lists(sign_in: SignIn) -> None:
    browser = sign_in(Role.CITY_LEADER)
    page = browser.get("/city/", {"show": "open"}).content.decode()
    assert "全市" in page
    assert "乙街道环卫所超期最多：1 件" in page
    assert "/city/cases/?show=open" in page
    areas = json.loads(browser.get("/city/values.json", {"show": "open"}).content)["areas"]
    assert areas["320402001"][1] == "在办 3"
    assert areas["320402001"][0] > 0
    assert areas["320402002"] == [0, "在办 0"]
    deeper = browser.get("/city/", {"area": "320402001001", "show": "open"}).content.decode()
    assert "一网格" in deeper


@pytest.mark.usefixtures("_busy")
def test_every_number_opens_exactly_its_cases(sign_in: SignIn) -> None:
    browser = sign_in(Role.CITY_LEADER)
    for key, count in (("open", 3), ("overdue", 1), ("today", 3), ("closed_30", 0)):
        page = browser.get("/city/cases/", {"show": key}).content.decode()
        assert page.count('<article class="card') == count, key
    whole = browser.get("/city/cases/", {"show": "closed_30", "part": "whole"}).content.decode()
    assert whole.count('<article class="card') == 3
    assert browser.get("/city/cases/", {"show": "unled"}).status_code == 404
    assert browser.get("/city/cases/", {"show": "open", "after": "x"}).status_code == 422


@pytest.mark.usefixtures("_busy")
def test_the_screen_asks_again_cheaply(sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    browser = sign_in(Role.CITY_LEADER)
    first = browser.get("/city/live/", headers={"Linli-Poll": "1"})
    told = json.loads(first.content)
    assert told["tiles"]["overdue"] == ["1", "", "bad"]
    assert "垃圾" in told["parts"]["feed"]
    for address in ("/city/", "/city/live/", "/city/values.json"):
        browser.get(address)
        with django_assert_max_num_queries(15):
            browser.get(address)
    again = browser.get("/city/values.json")
    assert browser.get("/city/values.json", headers={"If-None-Match": again["ETag"]}).status_code == 304


@pytest.mark.usefixtures("_busy")
def test_points_are_clustered_for_the_zoom(sign_in: SignIn) -> None:
    browser = sign_in(Role.CITY_LEADER)
    box = "119.8,31.6,120.0,31.8"
    (far,) = json.loads(
        browser.get("/city/dots.geojson", {"box": box, "zoom": "11", "show": "open"}).content
    )["features"]
    assert (far["properties"]["count"], far["properties"]["overdue"]) == (3, 1)
    near = json.loads(browser.get("/city/dots.geojson", {"box": box, "zoom": "18", "show": "open"}).content)
    assert {each["properties"]["tone"] for each in near["features"]} == {"open", "overdue"}
    assert all(each["properties"]["url"].startswith("/desk/cases/") for each in near["features"])
    late = json.loads(
        browser.get("/city/dots.geojson", {"box": box, "zoom": "18", "show": "overdue"}).content
    )
    assert len(late["features"]) == 1
    for wrong in (
        {"box": "1,2,3", "zoom": "3"},
        {"box": "a,b,c,d", "zoom": "3"},
        {"box": box, "zoom": "far"},
    ):
        assert browser.get("/city/dots.geojson", wrong).status_code == 422


@pytest.mark.usefixtures("town")
def test_meanings_are_one_press_away(sign_in: SignIn) -> None:
    page = sign_in(Role.CITY_LEADER).get("/city/definitions/").content.decode()
    for indicator in rules.INDICATORS.values():
        assert f'id="{indicator.key}"' in page
        assert str(indicator.definition) in page


def test_a_sentence_says_what_the_weeks_say() -> None:
    def line(*counts: int) -> trend.Line:
        return trend.Line("06", "市容环境类", list(counts))

    assert trend.sentence([]) == "近三个月还没有上报"
    assert trend.sentence([line(*[0] * 8, 9)]) == "近四周没有上报"
    assert trend.sentence([line(1, 1, 1, 1, 2, 2, 2, 2, 0)]) == "近四周市容环境类最多，8 件，比前四周多 100%"
    assert trend.sentence([line(4, 4, 4, 4, 2, 2, 2, 2, 0)]) == "近四周市容环境类最多，8 件，比前四周少 50%"
    assert trend.sentence([line(2, 2, 2, 2, 2, 2, 2, 2, 0)]) == "近四周市容环境类最多，8 件，与前四周持平"


def test_a_number_opens_the_list_behind_it() -> None:
    assert asked.inbox(area="320402", tab="overdue", body="") == "/desk/?area=320402&tab=overdue"
    assert asked.behind(SYSTEM, "overdue", "320402") == "/city/cases/?area=320402&show=overdue"
    assert asked.behind(SYSTEM, "unled", "") == "/city/coverage/?"
    assert asked.behind(ANONYMOUS, "overdue", "320402") == ""
    assert asked.nets(SYSTEM, city.G1) == "/city/nets/?area=320402001001"
    assert asked.nets(SYSTEM, "320402001") == asked.nets(ANONYMOUS, city.G1) == ""


@pytest.mark.usefixtures("_busy")
def test_who_sees_numbers_only_is_led_to_nothing_that_is_closed(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = Grant(frozenset({Permission.INSIGHT_SEE}), "")
    monkeypatch.setattr(orgs, "_grants", lambda _held: (only,))
    browser = sign_in(Role.CITY_LEADER)
    pages = [
        browser.get(path, {"area": area, "show": "open"}).content.decode()
        for path in ("/city/", "/city/coverage/")
        for area in ("", "320402001001", city.G1)
    ]
    assert all("/city/cases/" not in page and "/city/nets/" not in page for page in pages)
    assert all("/desk/?" not in page for page in pages)
    assert "/city/coverage/" in pages[0]
    for path, words in (("/city/cases/", "数字您可以看"), ("/city/nets/", "谁在岗")):
        answer = browser.get(path, {"area": "320402001001", "show": "open"})
        assert answer.status_code == 403
        assert words in answer.content.decode()


@pytest.mark.usefixtures("town")
def test_a_desk_sees_its_own_area_only(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    assert "乙街道" in browser.get("/city/").content.decode()
    assert browser.get("/city/", {"area": "320402002"}).status_code == 403
    assert browser.get("/city/values.json", {"area": ""}).status_code == 403
    assert browser.get("/city/coverage/", {"area": "320402002"}).status_code == 403


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("query", [{"area": "999999"}, {"show": "ranking"}, {"by": "7"}])
def test_what_does_not_exist_is_not_found(sign_in: SignIn, query: dict[str, str]) -> None:
    assert sign_in(Role.CITY_LEADER).get("/city/", query).status_code == 404


@pytest.mark.usefixtures("town")
def test_gaps_are_named(sign_in: SignIn) -> None:
    page = sign_in(Role.CITY_LEADER).get("/city/coverage/").content.decode()
    assert "没有专职网格员的网格：4 个" in page
    assert "一网格" in page


@pytest.mark.usefixtures("town")
def test_residents_see_no_figures(sign_in: SignIn) -> None:
    assert sign_in(Role.RESIDENT).get("/city/").status_code == 403
