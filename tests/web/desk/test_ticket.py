"""A call becomes a case with a number to read out."""

import pytest

from linli.cases.models import Case
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def test_a_call_is_filed_and_its_number_read_out(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    said = {"key": "c1", "text": "路灯不亮", "address": "桃园路", "lon": city.IN_G1[0], "lat": city.IN_G1[1]}
    answer = browser.post("/desk/ticket/", {**said, "name": "张三", "phone": "13800138000"}, follow=True)
    case = Case.objects.get()
    assert case.source == "hotline"
    assert case.number in answer.content.decode()
    assert browser.post("/desk/ticket/", {"key": "c2"}).status_code == 422
