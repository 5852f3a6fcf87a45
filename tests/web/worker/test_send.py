"""The outbox's door: each record once, and when it cannot be, the reason in words."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases import handling, queries
from linli.cases.models import Case, Picture, Signal, Step
from linli.kernel import clock, ids
from linli.kernel.accounts import Account
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")

Send = Callable[..., Any]


def sender(browser: Client) -> Send:
    """Return how a phone sends: with its account's tag and a key, unless told otherwise."""
    tag = browser.get("/worker/token/").json()["account"]

    def send(**record: Any) -> Any:
        return browser.post("/worker/send/", {"account": tag, "key": ids.token(), **record})

    return send


def here(**more: Any) -> dict[str, Any]:
    return {"kind": "report", "lon": city.IN_G1[0], "lat": city.IN_G1[1], **more}


def picture() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (60, 40), "green").save(data, "JPEG")
    return SimpleUploadedFile("photo-1.jpg", data.getvalue(), "image/jpeg")


def test_a_record_sent_twice_is_one_case(sign_in: SignIn) -> None:
    send, key = sender(sign_in(Role.GRID_WORKER)), ids.token()
    first = send(**here(key=key, matter_code=city.RUBBISH, seconds_ago=3600, pictures=picture()))
    again = send(**here(key=key, matter_code=city.RUBBISH, seconds_ago=3700, pictures=picture()))
    assert first.json() == again.json()
    assert first.json()["result"] == "done"
    case = Case.objects.get()
    assert case.number == first.json()["number"]
    assert timedelta(minutes=59) < clock.now() - case.occurred_at < timedelta(minutes=61)
    assert Picture.objects.count() == 1


def test_who_filled_in_the_place_is_kept_with_the_signal(sign_in: SignIn) -> None:
    said = here(matter_code=city.RUBBISH, point_from="phone", address_from="near", address="幸福小区3号楼")
    assert sender(sign_in(Role.GRID_WORKER))(**said).json()["result"] == "done"
    assert Signal.objects.get().payload == {"point": "phone", "address": "near"}


def test_a_small_thing_is_settled_in_ones_own_grid_only(sign_in: SignIn) -> None:
    send = sender(sign_in(Role.GRID_WORKER))
    done = send(**here(kind="settle", matter_code=city.RUBBISH))
    assert done.json()["result"] == "done"
    assert Case.objects.get().ending == "on_spot"
    elsewhere = send(kind="settle", matter_code=city.RUBBISH, lon=city.IN_G4[0], lat=city.IN_G4[1])
    assert (elsewhere.status_code, elsewhere.json()["result"]) == (403, "refused")
    assert "改为上报" in elsewhere.json()["words"]
    assert Case.objects.count() == 1


def test_a_move_sent_twice_is_made_once(sign_in: SignIn) -> None:
    case, key = city.handling_case(), ids.token()
    send = sender(sign_in(Role.DEPARTMENT))
    said = {"kind": "move", "number": case.number, "move": "done", "note": "已清运", "seen": case.version}
    answers = [send(key=key, **said, pictures=picture()).json() for _ in range(2)]
    assert [answer["result"] for answer in answers] == ["done", "done"]
    assert Step.objects.filter(case=case, move="done").count() == 1
    assert Picture.objects.count() == 1


def test_a_move_is_answered_alike_after_the_case_left_ones_sight(sign_in: SignIn) -> None:
    case, key = city.handling_case(), ids.token()
    send = sender(sign_in(Role.DEPARTMENT))
    said = {"kind": "move", "number": case.number, "move": "send_back", "reason": "不是我们的路段"}
    assert send(key=key, **said).json()["result"] == "done"
    case.refresh_from_db()
    assert case.body_code == ""
    assert send(key=key, **said).json()["result"] == "done"


def test_one_who_comes_second_hears_who_was_first(sign_in: SignIn) -> None:
    case = city.handling_case()
    send = sender(sign_in(Role.DEPARTMENT))
    handling.done(by=city.CLEANERS, case=case.number, note="已清运")
    said = {"kind": "move", "number": case.number, "move": "done", "note": "我也清了", "seen": case.version}
    answer = send(**said)
    assert (answer.status_code, answer.json()["result"]) == (409, "conflict")
    assert "王环卫" in answer.json()["words"]
    assert answer.json()["url"] == f"/worker/cases/{case.number}/"


def test_a_case_that_left_ones_sight_is_refused_in_words(sign_in: SignIn) -> None:
    case = city.handling_case()
    send = sender(sign_in(Role.DEPARTMENT))
    handling.transfer(by=city.CLEANERS, case=case.number, body="ROADS", reason="不是我们的路段")
    answer = send(kind="move", number=case.number, move="done", note="已清运")
    assert answer.json()["result"] == "refused"
    assert "不归您办" in answer.json()["words"]


def test_this_is_it_joins_the_open_case(sign_in: SignIn) -> None:
    case, key = city.handling_case(), ids.token()
    send = sender(sign_in(Role.GRID_WORKER))
    answers = [
        send(**here(key=key, kind="join", number=case.number, text="桶边又堆了", pictures=picture())).json()
        for _ in range(2)
    ]
    assert [answer["number"] for answer in answers] == [case.number] * 2
    assert Case.objects.count() == 1
    assert case.signals.count() == 2
    last = queries.history(case)[-1]
    assert (last.move, last.note) == ("add_note", "桶边又堆了")
    assert Picture.objects.get().case_id == case.pk


def test_an_ended_case_takes_no_more_and_says_so(sign_in: SignIn) -> None:
    case = city.closed()
    answer = sender(sign_in(Role.GRID_WORKER))(**here(kind="join", number=case.number))
    assert answer.json()["result"] == "conflict"
    assert "已结案" in answer.json()["words"]
    assert case.signals.count() == 1


def test_the_record_of_another_account_waits_for_that_account(sign_in: SignIn) -> None:
    send = sender(sign_in(Role.GRID_WORKER))
    answer = send(**here(matter_code=city.RUBBISH, account="0" * 24))
    assert (answer.status_code, answer.json()["result"]) == (409, "other")
    assert not Case.objects.exists()


def test_one_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.post("/worker/send/", here(key=ids.token(), account="x"))
    assert (answer.status_code, answer.json()["result"]) == (401, "signin")


@pytest.mark.parametrize(
    "record",
    [
        {"kind": "report", "matter_code": "99999"},
        {"kind": "report"},
        {"kind": "report", "matter_code": city.RUBBISH, "point_from": "dream"},
        {"kind": "sing"},
        {"kind": "report", "matter_code": city.RUBBISH, "key": "short"},
        {"kind": "report", "matter_code": city.RUBBISH, "seconds_ago": "-5"},
        {"kind": "join"},
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(sign_in: SignIn, record: dict[str, str]) -> None:
    answer = sender(sign_in(Role.GRID_WORKER))(**{**here(), **record})
    assert (answer.status_code, answer.json()["result"]) == (422, "wrong")
    assert answer.json()["errors"]
    assert not Signal.objects.exists()


def test_a_move_without_its_words_names_the_field(sign_in: SignIn) -> None:
    case = city.handling_case()
    answer = sender(sign_in(Role.DEPARTMENT))(kind="move", number=case.number, move="done")
    assert answer.json()["errors"][0]["field"] == "note"


def test_a_forged_form_is_refused(sign_in: SignIn) -> None:
    sign_in(Role.GRID_WORKER)
    account = Account.objects.get(username=f"{Role.GRID_WORKER}-one")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    tag = strict.get("/worker/token/").json()["account"]
    record = here(matter_code=city.RUBBISH, account=tag, key=ids.token())
    assert strict.post("/worker/send/", record).status_code == 403
    token = strict.get("/worker/token/").json()["token"]
    assert strict.post("/worker/send/", record, headers={"X-CSRFToken": token}).json()["result"] == "done"
