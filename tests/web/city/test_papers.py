"""The pages of the three nets and of the monthly report, and the files they give."""

import json

import pytest

from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")
COMMUNITY = "320402001001"


def test_the_nets_of_a_community_name_their_holes(sign_in: SignIn) -> None:
    browser = sign_in(Role.CITY_LEADER)
    page = browser.get("/city/nets/", {"area": city.G1}).content.decode()
    assert "丙社区的三张网" in page
    assert "2 个网格中 0 个有着落" in page
    assert "社区和街道的党组织还没有录入。" in page
    values = json.loads(browser.get("/city/nets/values.json", {"area": COMMUNITY}).content)
    assert values["areas"][city.G1] == [0, "没有网格党支部、没有专职网格员、没有社区民警"]
    assert browser.get("/city/nets/", {"area": "320402001"}).status_code == 404


def test_the_nets_keep_the_scope(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    assert browser.get("/city/nets/", {"area": COMMUNITY}).status_code == 200
    assert browser.get("/city/nets/", {"area": "320402002001"}).status_code == 403


def test_the_report_is_read_and_taken(sign_in: SignIn) -> None:
    browser = sign_in(Role.CITY_LEADER)
    page = browser.get("/city/report/", {"area": "320402"}).content.decode()
    assert "甲区" in page
    assert "按区域" in page
    for form, ending in (("word", "docx"), ("excel", "xlsx")):
        answer = browser.get(f"/city/report/{form}/", {"area": "320402"})
        assert answer.content[:2] == b"PK"
        assert answer["Content-Disposition"].endswith(f".{ending}")
    assert browser.get("/city/report/", {"month": "1999-01"}).status_code == 404
    assert sign_in(Role.STREET_DESK).get("/city/report/word/", {"area": "320402"}).status_code == 403
