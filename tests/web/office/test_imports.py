"""Files taken in by the office: faults row by row, a preview that is true, all or nothing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.kernel.audit import AuditEntry
from linli.kernel.uploads import Upload
from linli.orgs.models import Organisation, Post, Worker
from linli.orgs.rules import Role
from linli.places.models import Area
from tests.cases import city
from tests.web.conftest import SignIn

ROSTER = "姓名,电话,区域编码,职务\n张三,13812345678,{grid},专职\n李四,13912345678,{grid},志愿者\n"


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    """The system administrator's browser."""
    return sign_in(Role.SYSTEM_ADMIN)


def upload(client: Client, kind: str, text: str, **fields: Any) -> str:
    """Upload one table and return the address of its preview."""
    file = SimpleUploadedFile("表.csv", text.encode())
    answer = client.post(reverse("admin:import_choose", args=[kind]), {"chosen": file, **fields})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_roster_is_shown_then_taken_in(client: Client) -> None:
    """Nothing before the yes; then exactly what was counted; the file is used up."""
    address = upload(client, "roster", ROSTER.format(grid=city.G1))
    page = client.get(address).content.decode()
    assert "新增 4" in page
    assert "13812345678" not in page
    assert "没有错误" in page
    assert not Worker.objects.exists()
    assert not AuditEntry.objects.filter(verb="orgs:roster:import").exists()
    client.post(address, {"confirmed": "1"})
    assert (Worker.objects.count(), Post.objects.count()) == (2, 2)
    assert AuditEntry.objects.filter(verb="orgs:roster:import").count() == 1
    assert not Upload.objects.exists()
    again = client.post(address, {"confirmed": "1"}, follow=True).content.decode()
    assert "已经用过或过期" in again
    assert Worker.objects.count() == 2


def test_faults_are_told_row_by_row(client: Client) -> None:
    """With column, value and what to do; also as a file; nothing is taken in."""
    text = ROSTER.format(grid=city.G1) + "王五,12,999,站长\n"
    address = upload(client, "roster", text)
    answer = client.get(address)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<td>4</td>" in page
    assert "没有这个职务" in page
    assert "错误" in client.get(f"{address}?as=csv").content.decode("utf-8-sig")
    assert client.post(address, {"confirmed": "1"}).status_code == 422
    assert not Worker.objects.exists()


def test_areas_say_what_becomes_of_open_cases(client: Client) -> None:
    """A new name, and grids that are not in the file: told, and left alone."""
    city.filed()
    address = upload(client, "areas", f"编码,名称\n{city.G1},新一网格\n", crs="wgs84")
    page = client.get(address).content.decode()
    assert "更新 1" in page
    assert "1 件未办结案件留在原网格" in page
    assert "1 个在用区域不在文件里" in page
    assert city.G2 in page
    client.post(address, {"confirmed": "1"})
    assert Area.objects.get(code=city.G1).name == "新一网格"
    assert Area.objects.get(code=city.G2).retired_on is None


def test_organisations_and_party_come_as_tables(client: Client) -> None:
    """With an empty table to start from; a repeated import changes nothing."""
    headers = client.get(reverse("admin:import_template", args=["organisations"])).content.decode("utf-8-sig")
    assert headers.startswith("编码,名称,类别")
    text = f"编码,名称,类别,区域编码\nWY9,新物业,property_manager,{city.G1}\n"
    address = upload(client, "organisations", text)
    assert "新增 1" in client.get(address).content.decode()
    client.post(address, {"confirmed": "1"})
    assert Organisation.objects.get(code="WY9").area_code == city.G1
    again = client.get(upload(client, "organisations", text)).content.decode()
    assert "未变 1" in again
    party = f"编码,名称,类别,层级,所在区域编码\nP1,支部,grid,estate_branch,{city.G1}\n"
    assert "新增 1" in client.get(upload(client, "party", party)).content.decode()


def test_what_is_no_table_is_refused_in_words(client: Client) -> None:
    """An empty file never becomes an upload; a picture is told to be no table."""
    answer = client.post(reverse("admin:import_choose", args=["roster"]), {})
    assert answer.status_code == 200
    assert not Upload.objects.exists()
    page = client.get(upload(client, "roster", "\n"), follow=True).content.decode()
    assert "是空的" in page


def test_imports_are_for_those_who_may(sign_in: SignIn) -> None:
    """Another's upload is nobody's; security and audit administrators import nothing."""
    system, security = sign_in(Role.SYSTEM_ADMIN), sign_in(Role.SECURITY_ADMIN)
    address = upload(system, "roster", ROSTER.format(grid=city.G1))
    assert security.get(reverse("admin:import_choose", args=["areas"])).status_code == 403
    assert security.get(address).status_code == 403
    assert system.get(reverse("admin:import_choose", args=["cats"])).status_code == 404
