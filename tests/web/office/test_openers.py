"""The office's page of gates that are opened from afar: the password goes in and never comes out."""

from django.test import Client

from linli.cli.demo.simgate import SimGate
from linli.devices.models import Device, Opener
from linli.kernel.audit import AuditEntry
from linli.orgs.rules import Role
from tests.devices.conftest import gate as gate
from tests.devices.conftest import group as group
from tests.web.conftest import SignIn
from tests.web.conftest import sign_in as sign_in

LIST = "/admin/devices/opener/"


def entered(browser: Client, gate: Device, **changed: str) -> str:
    """Send the form of a new one, and return the page after it."""
    form = {
        "device": str(gate.pk),
        "address": "http://10.1.2.3",
        "door": "1",
        "user": "u",
        "password": "geheim-7",
    }
    return browser.post(f"{LIST}add/", form | changed, follow=True).content.decode()


def test_entered_changed_and_dropped(gate: Device, sign_in: SignIn) -> None:
    browser = sign_in(Role.SYSTEM_ADMIN)
    assert "不用域名" in entered(browser, gate, address="http://gate.example.org")
    assert "密码要重填" in entered(browser, gate, password="")
    entered(browser, gate)
    opener = Opener.objects.get()
    page = browser.get(f"{LIST}{opener.pk}/change/").content.decode()
    assert "geheim-7" not in page
    browser.post(
        f"{LIST}{opener.pk}/change/", {"address": "http://10.1.2.3", "door": "2", "user": "", "password": ""}
    )
    opener.refresh_from_db()
    assert opener.door == 2
    chosen = {"action": "drop", "_selected_action": [opener.pk]}
    browser.post(LIST, chosen)
    assert Opener.objects.exists()
    browser.post(LIST, chosen | {"reason": "换了控制器"})
    assert not Opener.objects.exists()
    assert AuditEntry.objects.filter(verb="devices:opener:drop").count() == 1


def test_tried_out(gate: Device, sign_in: SignIn, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    browser = sign_in(Role.SYSTEM_ADMIN)
    with SimGate("u", "geheim-7").listening() as there:
        entered(browser, gate, address=there.address)
        chosen = {"action": "try_out", "_selected_action": [Opener.objects.get().pk]}
        assert "连上了" in browser.post(LIST, chosen, follow=True).content.decode()
        assert there.opened == []
    assert "没有连上" in browser.post(LIST, chosen, follow=True).content.decode()


def test_others_may_not(gate: Device, sign_in: SignIn) -> None:
    assert sign_in(Role.STREET_DESK).get(f"{LIST}add/").status_code == 403
    assert sign_in(Role.SECURITY_ADMIN).get(LIST).status_code == 403
