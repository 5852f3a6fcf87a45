"""An elder without a key: asked for on a phone, known by two facts, and the gate opens once."""

import json
from typing import Any

from playwright.sync_api import expect

from tests.e2e.people import barriers, fits, somebody
from tests.live import Site

FIND = """
import json
from linli.care import openings, queries
from linli.care.models import Plan
from linli.cli.demo import elders
from linli.kernel import clock
plans = list(Plan.objects.select_related("elder").order_by("pk")[:elders.ELDERS])
plan = plans[(elders.falls_silent(clock.today()) + 5) % elders.ELDERS]
known = openings.known(plan)
said = {"phone": known.phone[-4:], "kin_name": known.kin[0][0]}
print("FOUND " + json.dumps({"own": f"/care/{plan.code}/{queries.elder_key(plan)}/", "said": said}))
"""


def found(site: Site) -> Any:
    """Return the page of an elder whose day of silence is not near, and two facts by which they are known."""
    lines = site.run("shell", "-c", FIND).splitlines()
    return json.loads(next(line for line in lines if line.startswith("FOUND ")).removeprefix("FOUND "))


def test_a_forgotten_key(live_site: Site, browser: Any) -> None:
    who = found(live_site)
    with live_site.page(browser, phone=True) as elder:
        for _ in range(60):  # until the clock has started the demo's gates
            elder.goto(who["own"])
            if elder.get_by_role("button", name="请开北门").count():
                break
            elder.wait_for_timeout(1000)
        elder.get_by_role("button", name="请开北门").click()
        expect(elder.get_by_text("请留意电话")).to_be_visible()
        assert fits(elder)
        assert barriers(elder) == []
        with somebody(live_site, browser, "worker", phone=True) as worker:
            worker.goto("/worker/care/doors/")
            worker.locator('a[href*="/worker/care/doors/"] strong').first.click()
            for name, words in who["said"].items():
                worker.locator(f"#id_{name}").fill(words)
            assert fits(worker)
            assert barriers(worker) == []
            worker.get_by_role("button", name="核对", exact=True).click()
            worker.get_by_role("button", name="现在开门").click()
            worker.get_by_role("button", name="确定").click()
            expect(worker.get_by_text("门开了，老人和家人看得到")).to_be_visible(timeout=30_000)
        expect(elder.get_by_text("门开了，请进")).to_be_visible(timeout=30_000)
        expect(elder.get_by_role("heading", name="开门记录")).to_be_visible()
