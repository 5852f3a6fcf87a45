"""The shell's parts: bar, clock words, forms of moves, pages by cursor, pictures, the demo's door."""

import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import translation
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from linli.cases.models import Case
from linli.kernel import clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role
from linli.web.shell import (
    acts,
    cards,
    choices,
    clockwords,
    context,
    demo,
    navigation,
    paging,
    photos,
    points,
    states,
)
from linli.web.shell.shelf import Shelf
from tests.cases import city
from tests.web.conftest import SignIn


def labels(actor: object) -> list[str]:
    """Return the bar's words for `actor`."""
    return [item.label for item in navigation.menu(actor, "/desk/", 0)]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_bar_and_the_front_follow_what_one_may_do() -> None:
    assert labels(ANONYMOUS) == labels(city.RESIDENT) == ["首页", "反映", "身边", "社区", "我的"]
    assert labels(city.DESK) == ["案件", "待办", "上报", "关照", "城市", "公告", "消息"]
    assert labels(city.WORKER) == ["待办", "上报", "网格图", "人和楼", "关照", "消息"]
    assert labels(city.LEADER) == ["案件", "城市", "消息"]
    homes = [navigation.home(each) for each in (city.RESIDENT, city.DESK, city.INSPECTOR, city.LEADER)]
    assert homes == ["/", "/desk/", "/worker/", "/city/"]


@pytest.mark.usefixtures("town")
def test_the_clock_speaks_in_the_limits_own_unit() -> None:
    with clock.at(city.MONDAY_9):
        case = city.handling_case()
        assert clockwords.of(case, clock.now(), Shelf()).words == "还剩 4 工作时"
        assert clockwords.of(case, clock.now() + timedelta(hours=2), Shelf()).words == "还剩 2 工作时"
        late = clockwords.of(case, clock.now() + timedelta(days=1), Shelf())
        assert (late.words, late.tone) == ("超 4 工作时", "overdue")
        assert clockwords.expected(case, clock.now()) == "预计今天前办好"
        assert clockwords.expected(case, clock.now() + timedelta(days=1)) == "比说好的晚了，正在催"
        assert clockwords.of(city.closed(), clock.now(), Shelf()).words == ""


@pytest.mark.usefixtures("town")
def test_a_public_card_keeps_the_reporters_words_and_address_to_itself() -> None:
    card = cards.public_card(city.reported(text="张三家门口"), clock.now(), Shelf())
    assert "张三" not in f"{card}"
    assert "幸福小区" not in f"{card}"
    assert card.place == "丙社区 一网格"


def test_every_state_has_a_shape_and_a_word() -> None:
    assert all(look.shape and str(look.plain) for look in states.LOOKS.values())
    assert states.look("handling", paused=True) is states.PAUSED


@pytest.mark.usefixtures("town")
def test_a_moves_form_asks_what_the_table_says() -> None:
    case = city.filed()
    asked = acts.ask("dispatch", case, city.DESK, "/x/")
    assert list(asked.form.fields) == ["body", "helpers", "worker", "note"]
    assert asked.form.fields["body"].initial == case.likely_body
    assert asked.form.fields["body"].required
    assert not asked.form.fields["note"].required


@pytest.mark.usefixtures("town")
def test_choices_put_the_likely_first() -> None:
    case = city.reported()
    assert choices.matters(case)[1][0] == "看起来是"
    assert choices.bodies(case, "ROADS")[1][0] == "ROADS"
    assert choices.limit_words(4, "work_hour") == "4 工作时"
    with translation.override("en"):
        said = [
            choices.limit_words(Decimal(n), unit)
            for n in ("1", "2.5")
            for unit in ("work_day", "urgent_hour")
        ]
    assert said == ["1 work day", "1 urgent hour", "2.5 work days", "2.5 urgent hours"]


@pytest.mark.django_db
def test_pages_by_cursor_skip_and_repeat_nothing(rf: RequestFactory) -> None:
    for turn in range(5):
        Account.objects.create(username=f"a{turn}")
    first = paging.page_of(rf.get("/x/?q=1"), Account.objects.all(), 3)
    second = paging.page_of(rf.get(first.next_url), Account.objects.all(), 3)
    names = [each.username for each in (*first.rows, *second.rows)]
    assert names == ["a4", "a3", "a2", "a1", "a0"]
    assert (first.first_url, second.first_url, second.next_url) == ("", "/x/?q=1", "")


def test_a_picture_is_for_those_who_may_see_the_case(client: Client, sign_in: SignIn) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    said = {"key": "p", "text": "垃圾", "lon": city.IN_G1[0], "lat": city.IN_G1[1]}
    client.post("/report/", {**said, "pictures": [SimpleUploadedFile("a.png", out.getvalue(), "image/png")]})
    case = Case.objects.get()
    photo = photos.of(case)[0]
    assert client.get(photo.url).status_code == 404
    assert client.get(f"{photo.small}&key={crypto.link_key(case.number)}").status_code == 200
    answer = sign_in(Role.STREET_DESK).get(photo.url)
    assert answer["Content-Type"] == "image/jpeg"
    assert sign_in(Role.RESIDENT).get(photo.url).status_code == 404
    assert client.get("/pictures/20200101/none.jpg").status_code == 404


@pytest.mark.django_db
def test_the_demos_door_is_open_on_the_demo_only(client: Client, settings: object) -> None:
    Account.objects.create(username="demo-desk", display_name="街道工作台")
    settings.DEMO = False  # type: ignore[attr-defined]
    assert demo.roles() == []
    assert client.post("/shell/enter/", {"username": "demo-desk"}).status_code == 404
    settings.DEMO = True  # type: ignore[attr-defined]
    assert "街道工作台" in client.get("/accounts/login/").content.decode()
    Account.objects.create(username="real-person")
    assert client.post("/shell/enter/", {"username": "real-person"}).status_code == 404
    assert client.post("/shell/enter/", {"username": "demo-desk"}).headers["Location"] == "/shell/start/"
    assert client.get("/shell/start/").status_code == 302


@pytest.mark.usefixtures("town")
def test_a_visitor_of_the_demo_goes_on_with_a_case_as_those_who_serve_it(
    client: Client, settings: object
) -> None:
    case = city.handling_case()
    for number, (role, body) in enumerate(
        [(Role.INSPECTOR, ""), (Role.DEPARTMENT, case.body_code), (Role.STREET_DESK, "")]
    ):
        account = Account.objects.create(
            username=f"d{number}", display_name=role, password=make_password(None)
        )
        organisation = Organisation.objects.get(code=body) if body else None
        RoleGrant.objects.create(
            account=account, role=role, area_code=case.street_code, organisation=organisation
        )
    settings.DEMO = False  # type: ignore[attr-defined]
    assert demo.serving(case) == []
    settings.DEMO = True  # type: ignore[attr-defined]
    found = demo.serving(case)
    assert [each.username for each in found] == ["d2", "d1", "d0"]
    went = client.post("/shell/enter/", {"username": "d1", "next": found[1].next})
    assert went.headers["Location"] == f"/worker/cases/{case.number}/"
    away = client.post("/shell/enter/", {"username": "d1", "next": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/shell/start/"


def test_large_letters_are_not_for_the_crowded_desk(rf: RequestFactory) -> None:
    for path, classes in (("/", "elder letters-1"), ("/desk/", "")):
        request = rf.get(path)
        request.COOKIES["linli_elder"] = "1"
        assert context.Shell(request).classes == classes


@pytest.mark.usefixtures("town")
def test_points_carry_their_state_and_their_page() -> None:
    case = city.handling_case()
    [feature] = json.loads(points.as_geojson([case], "desk:case").content)["features"]
    assert feature["properties"]["url"] == f"/desk/cases/{case.number}/"
    assert feature["properties"]["words"] == "处置中"


@pytest.mark.usefixtures("town")
def test_many_cards_look_things_up_once(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    found, shelf = [city.handling_case() for _turn in range(5)], Shelf()
    with django_assert_max_num_queries(3):
        shown = [cards.desk_card(case, clock.now(), shelf, "/x/") for case in found]
    assert {card.body for card in shown} == {"乙街道环卫所"}
    assert (shelf.name("unknown"), shelf.name("")) == ("unknown", "")
