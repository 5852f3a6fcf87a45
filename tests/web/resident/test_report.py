"""A resident reports: what is said becomes a case; what is wrong is told beside its field."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.models import Case
from linli.kernel import crypto
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")

SAID = {
    "key": "one-press",
    "text": "3号楼门口垃圾桶满了，没人清",
    "lon": str(city.IN_G1[0]),
    "lat": str(city.IN_G1[1]),
    "address": "幸福小区3号楼",
    "public": "on",
}


def photo(name: str = "a.jpg") -> SimpleUploadedFile:
    """Return a small picture as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_a_report_becomes_a_case_and_leads_to_its_secret_page(client: Client) -> None:
    answer = client.post("/report/", {**SAID, "pictures": [photo(), photo("b.jpg")]})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/t/{case.number}/{crypto.link_key(case.number)}/?sent=1"
    assert (case.grid_code, case.public, case.source) == (city.G1, True, "resident_report")
    assert case.pictures.count() == 2
    page = client.get(answer.headers["Location"]).content.decode()
    assert case.number in page
    assert "收到了，谢谢您" in page


def test_no_consent_is_presumed(client: Client) -> None:
    page = client.get("/report/").content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert sorted(re.findall(r'name="(consent|public)"', "".join(boxes))) == ["consent", "public"]
    assert not [box for box in boxes if "checked" in box]
    client.post("/report/", {name: value for name, value in SAID.items() if name != "public"})
    assert not Case.objects.get().public


def test_a_double_press_files_once(client: Client) -> None:
    first, second = client.post("/report/", SAID), client.post("/report/", SAID)
    assert Case.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"text": ""}, "请填写这一项"),
        ({"lon": "", "lat": "", "address": ""}, "请在地图上点一下位置，或写明地址"),
        ({"lon": "abc"}, "这里要填数字"),
        ({"lon": "2.35", "lat": "48.85"}, "不在本市"),
        ({"phone": "12", "consent": "on"}, "不是有效的电话号码"),
        ({"phone": "13800138000"}, "请勾选同意"),
        ({"text": "字" * 2001}, "最多"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(
    client: Client, changed: dict[str, str], words: str
) -> None:
    answer = client.post("/report/", {**SAID, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还有几处要改" in page
    assert words in page
    assert not Case.objects.exists()


def test_what_is_no_picture_is_refused(client: Client) -> None:
    bad = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = client.post("/report/", {**SAID, "pictures": [bad]})
    assert answer.status_code == 422
    assert "不是可以识别的图片" in answer.content.decode()


def test_rare_characters_and_markup_stay_text(client: Client) -> None:
    text = "𠮷野家门口<script>alert(1)</script>😀䶮"
    answer = client.post("/report/", {**SAID, "text": text})
    assert Case.objects.get().description == text
    page = client.get(answer.headers["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "𠮷野家门口&lt;script&gt;alert(1)&lt;/script&gt;😀䶮" in page


def test_a_flood_from_one_device_is_slowed(client: Client, settings: object) -> None:
    settings.REPORTS_PER_DEVICE = 2  # type: ignore[attr-defined]
    client.get("/report/")
    for turn in range(3):
        answer = client.post("/report/", {**SAID, "key": f"press-{turn}"})
    assert answer.status_code == 429
    assert "分钟后再试" in answer.content.decode()


def test_words_suggest_the_matter(client: Client) -> None:
    page = client.post("/report/matters/", {"text": "路灯不亮"}).content.decode()
    assert "看起来是这类事" in page
    assert re.search(r'value="\d{5}" checked', page)
    assert client.post("/report/matters/", {"text": ""}).content.decode().strip() == ""


@pytest.mark.parametrize("path", ["/report/matters/", "/where/"])
def test_words_and_places_stand_in_no_address(path: str) -> None:
    said = {"text": "路灯不亮", "lon": str(city.IN_G1[0]), "lat": str(city.IN_G1[1])}
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path, said).status_code == 405
    assert strict.post(path, said).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get("/report/").content.decode())
    assert token
    assert strict.post(path, {**said, "csrfmiddlewaretoken": token.group(1)}).status_code == 200


def test_a_point_is_told_in_words(client: Client) -> None:
    inside = client.post("/where/", {"lon": str(city.IN_G1[0]), "lat": str(city.IN_G1[1])}).content.decode()
    assert "丙社区 一网格" in inside
    assert "不在本市" in client.post("/where/", {"lon": "2.35", "lat": "48.85"}).content.decode()
    assert client.post("/where/", {"lon": "nan", "lat": "x"}).status_code == 400
