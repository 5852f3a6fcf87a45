"""The worker's pages about elders: masked until opened, one tap each, and visits."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.care import actions, saying
from linli.care.actions import stepping
from linli.care.models import Alert, AlertStep, Plan
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.orgs.rules import Role
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.cases import city
from tests.web.conftest import SignIn

WHY = {"zh-hans": "昨晚21:18后没有动静，请先电话。", "en": "Nothing since 21:18 last night."}


@pytest.fixture
def alert(plan: Plan) -> Alert:
    """An alert in the first grid."""
    actions.expect(plan=plan, ask_at=clock.now(), visit_at=clock.now(), reason=WHY)
    assert actions.raise_due() == 1
    return Alert.objects.get()


def text(browser: Client, address: str) -> str:
    """Return a page as text."""
    return browser.get(address).content.decode()


def test_who_and_where_only_when_opened(alert: Alert, sign_in: SignIn) -> None:
    """Opening is one tap, and the elder sees it."""
    browser, address = sign_in(Role.GRID_WORKER), f"/worker/alerts/{alert.code}/"
    assert "吴**" in text(browser, "/worker/care/")
    page = text(browser, address)
    assert WHY["zh-hans"] in page
    browser.cookies["django_language"] = "en"
    assert WHY["en"] in text(browser, address)
    for clear in ("吴秀英", "3号楼201", "13812340001"):
        assert clear not in page
        assert clear in browser.post(address).content.decode()
    assert AuditEntry.objects.filter(verb="care:plan:look", stream=f"care:{alert.plan.code}").count() == 3


@pytest.mark.parametrize(
    ("what", "kind", "outcome"),
    [
        ("coming", "coming", ""),
        ("pass", "skipped", ""),
        ("help", "needs_help", ""),
        ("emergency", "emergency", ""),
        ("safe", "cleared", "safe"),
        ("away", "cleared", "away"),
        ("device", "cleared", "device"),
        ("helped", "cleared", "helped"),
    ],
)
def test_one_tap_each(alert: Alert, sign_in: SignIn, what: str, kind: str, outcome: str) -> None:
    browser = sign_in(Role.GRID_WORKER)
    browser.post(f"/worker/alerts/{alert.code}/do/{what}/")
    alert.refresh_from_db()
    assert alert.outcome == outcome
    assert alert.steps.filter(kind=kind).exists()
    assert browser.post(f"/worker/alerts/{alert.code}/do/dance/").status_code == 404


def test_elsewhere_nothing_shows(alert: Alert, sign_in: SignIn) -> None:
    for role in (Role.DEPARTMENT, Role.INSPECTOR, Role.RESIDENT):
        browser = sign_in(role)
        assert browser.get(f"/worker/alerts/{alert.code}/").status_code == 404
        assert browser.get("/worker/care/").status_code == 403


def test_a_visit_in_one_tap(plan: Plan, sign_in: SignIn) -> None:
    """Due ones are listed; a second tap of the same page is one visit."""
    Plan.objects.filter(pk=plan.pk).update(next_visit_on=clock.today() - timedelta(days=1))
    browser, address = sign_in(Role.GRID_WORKER), f"/worker/care/{plan.code}/visit/"
    assert "已过期" in text(browser, "/worker/care/")
    for _again in range(2):
        browser.post(address, {"key": "k", "outcome": "well"})
    assert plan.visits.count() == 1
    assert "已过期" not in text(browser, "/worker/care/")
    page = browser.post(address, {"key": "k2", "outcome": "gone"}, follow=True).content.decode()
    assert "探访结果" in page
    assert city.G1 not in page


def test_the_history_is_in_the_readers_language(alert: Alert, sign_in: SignIn) -> None:
    stepping.step(alert, AlertStep.Kind.CALLED, by=SYSTEM, to={}, rung="ask", who=saying.ELDER)
    browser, address = sign_in(Role.GRID_WORKER), f"/worker/alerts/{alert.code}/"
    assert "已通知：老人" in text(browser, address)
    browser.cookies["django_language"] = "en"
    assert "Called：The elder" in text(browser, address)
