"""The city's page: figures and map agree, each number opens its list, scope holds."""

import json

import pytest

from linli.insight import actions as insight
from linli.orgs.rules import Role
from linli.places.rules import Level
from linli.web.city import classes, outlines, views
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


@pytest.mark.usefixtures("town")
def test_the_leader_sees_figures_map_and_lists(sign_in: SignIn) -> None:
    for _turn in range(3):
        city.handling_case()
    insight.refresh_now()
    insight.refresh_spans()
    browser = sign_in(Role.CITY_LEADER)
    page = browser.get("/city/", {"show": "open"}).content.decode()
    assert "全市" in page
    assert "乙街道" in page
    assert "/desk/?tab=open" in page
    values = json.loads(browser.get("/city/values.geojson", {"show": "open"}).content)
    by_name = {each["properties"]["name"]: each["properties"] for each in values["features"]}
    assert by_name["乙街道"]["label"].endswith("3")
    assert by_name["乙街道"]["value"] > 0
    assert by_name["丁街道"]["value"] == 0
    deeper = browser.get(by_name["乙街道"]["url"]).content.decode()
    assert "一网格" in deeper


@pytest.mark.usefixtures("town")
def test_the_coloured_outlines_are_those_of_the_level() -> None:
    found = outlines.simple(Level.STREET, "")
    assert [each["properties"]["name"] for each in found] == ["乙街道", "丁街道"]
    assert outlines.simple(Level.STREET, "") is found


def test_a_number_opens_the_list_behind_it() -> None:
    assert views.inbox(area="320402", tab="overdue", body="") == "/desk/?area=320402&tab=overdue"


@pytest.mark.usefixtures("town")
def test_a_desk_sees_its_own_area_only(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    assert "乙街道" in browser.get("/city/").content.decode()
    assert browser.get("/city/", {"area": "320402002"}).status_code == 403
    assert browser.get("/city/values.geojson", {"area": ""}).status_code == 403
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
