"""Who reported a case is looked at with a reason only, and the look is kept."""

import pytest

from linli.cases.models import Case
from linli.kernel.audit import AuditEntry
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def test_a_look_at_the_reporter_needs_a_reason_and_is_logged(sign_in: SignIn) -> None:
    browser = sign_in(Role.STREET_DESK)
    said = {"key": "c1", "text": "路灯不亮", "address": "桃园路", "lon": city.IN_G1[0], "lat": city.IN_G1[1]}
    browser.post("/desk/ticket/", {**said, "name": "张三", "phone": "13800138000"})
    path = f"/desk/cases/{Case.objects.get().number}/reporter/"
    assert "13800138000" not in browser.get(path).content.decode()
    assert browser.post(path, {"reason": ""}).status_code == 422
    assert "13800138000" in browser.post(path, {"reason": "现场找不到位置，要电话确认"}).content.decode()
    assert AuditEntry.objects.get(verb="people:contact:look").reason == "现场找不到位置，要电话确认"


def test_there_is_nothing_to_look_at_where_nobody_left_a_contact(sign_in: SignIn) -> None:
    case = city.reported()
    assert sign_in(Role.STREET_DESK).get(f"/desk/cases/{case.number}/reporter/").status_code == 404
