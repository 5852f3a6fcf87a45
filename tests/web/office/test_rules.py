"""Catalogue and holidays in the office: edited as data, shown first, for new cases only."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.cases import notices
from linli.cases.catalogue import current
from linli.cases.models import Case
from linli.kernel.audit import AuditEntry
from linli.orgs.rules import Role
from tests.cases import city
from tests.cases.test_notices import NOTICE_2027
from tests.web.conftest import SignIn


@pytest.fixture
def client(sign_in: SignIn, settings: Any, tmp_path: Path) -> Client:
    """The system administrator's browser, in a city whose own files lie nowhere else."""
    settings.HOME, settings.LINLI_CATALOGUE = tmp_path, ""
    return sign_in(Role.SYSTEM_ADMIN)


def form_of(client: Client, code: str) -> dict[str, str]:
    """Return what the form of a matter holds as it is opened."""
    shown = client.get(reverse("admin:catalogue_matter", args=[code])).context["shown"]
    forms = [shown.form, *shown.conditions, *shown.responsible]
    fields = [(field.html_name, field.value()) for form in forms for field in form]
    return {name: str(value) for name, value in fields if value is not None} | {"based_on": shown.based_on}


def test_a_limit_is_changed_for_new_cases_only(client: Client) -> None:
    """Shown with how many open cases keep the old one; then it counts for the next report."""
    old = city.filed()
    address = reverse("admin:catalogue_matter", args=[city.RUBBISH])
    form = form_of(client, city.RUBBISH) | {"c0-limit": "9", "reason": "市里新规定"}
    page = client.post(address, form).content.decode()
    assert "改动 1 处" in page
    assert "1 件未办结案件沿用上报时的规则" in page
    digest = current().digest
    client.post(address, form | {"confirmed": "1"})
    assert current().digest != digest
    due = Case.objects.get(pk=old.pk).due_at
    assert due == old.due_at
    assert city.filed().limit == 9
    assert AuditEntry.objects.get(verb="cases:catalogue:revise").reason == "市里新规定"


def test_conditions_and_bodies_are_added_and_removed(client: Client) -> None:
    """A new condition takes the next number, an emptied one goes; a body of one street is one row more."""
    address = reverse("admin:catalogue_matter", args=[city.MANHOLE])
    form = form_of(client, city.MANHOLE)
    count = len(current().conditions_of(city.MANHOLE))
    words = ("file_condition", "file_condition_en", "close_condition", "close_condition_en")
    form |= {f"c0-{name}": "" for name in (*words, "limit", "note")}
    form |= {f"c{count}-{name}": "新条件" for name in words} | {f"c{count}-limit": "3"}
    form |= {f"c{count}-unit": "work_day"}
    form |= {"r1-area": "320402001", "r1-trade": "sanitation", "r1-level": "street", "reason": "试点"}
    client.post(address, form | {"confirmed": "1"})
    ids = [each.id for each in current().conditions_of(city.MANHOLE)]
    assert ids == [f"{city.MANHOLE}-{at}" for at in range(2, count + 2)]
    row = current().responsible(city.MANHOLE, city.G1)
    assert row is not None
    assert (row.area, row.trade) == ("320402001", "sanitation")


def test_the_catalogue_says_what_it_does_not_take(client: Client) -> None:
    """A trade that is not there, a limit that is no number; nothing is kept."""
    address = reverse("admin:catalogue_matter", args=[city.RUBBISH])
    digest = current().digest
    form = form_of(client, city.RUBBISH) | {"c0-limit": "很快", "r0-helpers": "magic", "reason": "x"}
    page = client.post(address, form | {"confirmed": "1"}).content.decode()
    assert "很快" in page
    assert "magic" in page
    form = form_of(client, city.RUBBISH) | {"c0-limit": "9", "reason": "x", "based_on": "old"}
    assert "别人" in client.post(address, form | {"confirmed": "1"}).content.decode()
    assert current().digest == digest


def test_a_whole_table_is_replaced(client: Client) -> None:
    """Downloaded, changed, uploaded, shown, kept; a table with a fault is told and not kept."""
    kept = client.get(reverse("admin:catalogue_file", args=["topics.csv"])).content.decode("utf-8-sig")
    address = reverse("admin:catalogue_replace", args=["topics.csv"])

    def send(text: str) -> str:
        file = SimpleUploadedFile("topics.csv", text.encode())
        return client.post(address, {"file": file, "reason": "改名"}).content.decode()

    assert "出现了不止一次" in send(kept + "waste,又一个,Again\n")
    page = client.post(
        address,
        {"file": SimpleUploadedFile("x.csv", kept.replace("垃圾与保洁", "垃圾").encode()), "reason": "改名"},
    )
    hidden = dict(page.context["hidden"]) | {"confirmed": "1"}
    client.post(address, hidden)
    assert {topic.name for topic in current().topics} >= {"垃圾"}
    assert client.get(reverse("admin:catalogue_replace", args=["passwords"])).status_code == 404


def test_matters_are_found_and_made(client: Client) -> None:
    """By the words of residents; a new one with its own code."""
    page = client.get(reverse("admin:catalogue"), {"q": "自来水井盖"}).content.decode()
    assert "01001" in page
    assert "06010" not in page
    address = reverse("admin:catalogue_matter", args=["new"])
    named = {"name": "测试事项", "name_en": "Test", "plain": "测试", "plain_en": "Test", "topic": "waste"}
    form = {"code": "06900", **named, "public": "0", "reason": "试点", "r0-trade": "sanitation"}
    client.post(address, form | {"r0-level": "street", "confirmed": "1"})
    made = current().matter("06900")
    assert made is not None
    assert made.name == "测试事项"
    assert "已有事项" in client.post(address, form | {"r0-level": "street"}).content.decode()


def test_a_notice_is_shown_and_loaded(client: Client) -> None:
    """The days, the deadlines that move; then it counts and is gone from the uploads."""
    file = SimpleUploadedFile("2027.csv", NOTICE_2027.encode())
    answer = client.post(reverse("admin:calendar"), {"file": file})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "2027 年：放假 8 天，调休上班 1 天" in page
    assert "没有未办结案件的期限改变" in page
    assert not notices.own_folder().exists()
    client.post(answer.headers["Location"], {"confirmed": "1"})
    assert [path.name for path in notices.own_folder().glob("*.csv")] == ["2027.csv"]
    assert "本市上传" in client.get(reverse("admin:calendar")).content.decode()


def test_a_wrong_notice_is_told(client: Client) -> None:
    """What is missing is named; nothing is loaded."""
    file = SimpleUploadedFile("2027.csv", "date,kind,name\n2027-05-01,off,劳动节\n".encode())
    answer = client.post(reverse("admin:calendar"), {"file": file}, follow=True)
    assert answer.status_code == 422
    assert "2027-01-01" in answer.content.decode()
    assert not notices.own_folder().exists()


def test_rules_are_the_system_administrator_s(sign_in: SignIn) -> None:
    """Nobody else sees or changes them."""
    for role in (Role.SECURITY_ADMIN, Role.STREET_DESK):
        browser = sign_in(role)
        for name in ("admin:catalogue", "admin:calendar"):
            assert browser.get(reverse(name)).status_code == 403
