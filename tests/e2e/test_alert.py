"""A silence in a new city climbs its ladder before the family, the desk and the worker, who ends it."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.people import barriers, fits, somebody
from tests.live import Site

PAGE = re.compile(r"http\S*(/care/\S+)")


def family(site: Site) -> str:
    """Return the address of the page of the family whose elder gives no sign."""
    found = PAGE.search(site.run("demo", "--small"))
    assert found
    return found.group(1)


def shown(page: Page, path: str) -> None:
    """Open a page again and again until the clock has raised the alert."""
    for _ in range(60):
        page.goto(path)
        if page.get_by_text("一段时间没有动静").count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError("no alert was raised within a minute")


def test_an_alert_climbs_and_is_ended_by_the_worker(live_site: Site, browser: Any) -> None:
    path = family(live_site)
    with live_site.page(browser, phone=True) as kin:
        shown(kin, path)
        assert fits(kin)
        assert barriers(kin) == []
        expect(kin.get_by_role("button", name="联系上了，平安")).to_be_visible()
        live_site.run("shell", "-c", CLIMB)
        with somebody(live_site, browser, "community", phone=False) as desk:
            desk.goto("/desk/care/")
            alerts = desk.locator('section[aria-labelledby="alerts"] li')
            expect(alerts).to_have_count(1)
            who = alerts.locator("strong").inner_text().strip()
        with somebody(live_site, browser, "worker", phone=True) as worker:
            worker.goto("/worker/care/")
            worker.locator('a[href*="/worker/alerts/"]').first.click()
            expect(worker.get_by_role("heading", level=1)).to_have_text(who)
            expect(worker.get_by_text("后没有动静")).to_be_visible()
            expect(worker.get_by_text("设备在线")).to_be_visible()
            expect(worker.locator(".timeline")).to_contain_text("已通知：老人")
            assert fits(worker)
            assert barriers(worker) == []
            worker.get_by_role("button", name="我去看看").click()
            worker.wait_for_load_state()
            worker.get_by_role("button", name="平安").click()
            worker.wait_for_load_state()
        with somebody(live_site, browser, "community", phone=False) as desk:
            desk.goto("/desk/care/")
            expect(desk.get_by_text("眼下没有告警。")).to_be_visible()
        kin.goto(path)
        expect(kin.get_by_text("一段时间没有动静")).to_have_count(0)


CLIMB = """
from datetime import timedelta
from linli.care import actions
from linli.care.models import Alert
from linli.kernel import clock
for _step in range(12):
    alert = Alert.objects.get(cleared_at=None)
    if alert.steps.filter(rung="grid", kind="called").exists():
        assert alert.steps.filter(rung="ask", kind="called").exists(), "the elder was not asked first"
        assert alert.steps.filter(rung="kin", kind="called").exists(), "the family was not called"
        break
    with clock.at(max(alert.next_at, clock.now())):
        actions.climb()
else:
    raise SystemExit("nobody was sent")
"""
