"""kill -9 of the clocks that raise alerts, at every kind of statement: each silence is told exactly once."""

import json
from pathlib import Path

import pytest

from tests.live import ROOT, Site

CLOCKS = f"""
import json, os, re, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from django.db import connection, connections
from django.db.models import Count
from linli.care import actions
from linli.care.actions import Arrangement
from linli.care.models import Alert, AlertStep, Plan, Watch
from linli.kernel import clock
from tests.care.conftest import agreed
from tests.cases import city

AT_ONCE = 4

def elders():
    for _each in range(AT_ONCE):
        name = f"老人{{Plan.objects.count()}}"
        plan = actions.make_plan(
            by=city.DESK, grid_code=city.G1, name=name, arranged=Arrangement(address="幸福小区")
        )
        actions.give_consent(by=city.DESK, plan=plan, agreement=agreed(since=clock.today()), name=name)
        actions.expect(plan=plan, ask_at=clock.now(), visit_at=clock.now(), reason={{"zh-hans": "没有动静"}})

def kind(sql):
    table = re.search(r'(?:FROM|INTO|UPDATE) "?(\\w+)', sql)
    return " ".join([sql.split()[0], table[1] if table else ""])

def begin(watch, limit=3):
    pid = os.fork()
    if pid:
        return pid
    with connection.execute_wrapper(watch):
        actions.look_ahead(), actions.raise_due(limit), actions.climb(limit)
    os._exit(0)

def ended(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def killed(at, before):
    def watch(execute, sql, params, many, context):
        mine = kind(sql) == at
        if mine and before:
            os.kill(os.getpid(), signal.SIGKILL)
        done = execute(sql, params, many, context)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    return watch

def work():
    now = clock.now()
    return Watch.objects.filter(ask_at__lte=now).exists() or Alert.objects.filter(next_at__lte=now).exists()

def learn():
    reading, writing = os.pipe()
    seen = set()
    def watch(execute, sql, params, many, context):
        if kind(sql) not in seen:
            seen.add(kind(sql))
            os.write(writing, (kind(sql) + "\\n").encode())
        return execute(sql, params, many, context)
    connections.close_all()
    assert ended(begin(watch)) == 0
    os.close(writing)
    return os.fdopen(reading).read().splitlines()

city.build()
elders()
kinds = learn()
missed, kills = [], 0
for place, at in enumerate(kinds):
    for before in (True, False)[: 1 if at.startswith("SELECT") else 2]:
        if not work():
            elders()
        connections.close_all()
        other = killed(kinds[(place + 7) % len(kinds)], not before)
        codes = [ended(pid) for pid in (begin(killed(at, before)), begin(other))]
        if codes[0] == 0:  # the other one was quicker and left nothing to do
            elders()
            connections.close_all()
            codes.append(ended(begin(killed(at, before), limit=200)))
        assert set(codes) <= {{0, -signal.SIGKILL}}, codes
        kills += codes.count(-signal.SIGKILL)
        missed += [at] if -signal.SIGKILL not in (codes[0], codes[-1]) else []
while work():
    connections.close_all()
    assert ended(begin(lambda execute, *rest: execute(*rest))) == 0
print(json.dumps({{
    "kinds": kinds,
    "kills": kills,
    "missed": missed,
    "elders": Plan.objects.count(),
    "alerts": Alert.objects.count(),
    "told": Alert.objects.values("plan").distinct().count(),
    "open": Alert.objects.filter(cleared_at=None).count(),
    "due": Watch.objects.exclude(ask_at=None).count(),
    "raised": AlertStep.objects.filter(kind="raised").count(),
    "twice": list(AlertStep.objects.exclude(rung="").exclude(kind="again")
        .values("alert", "rung", "kind", "who").annotate(n=Count("pk")).filter(n__gt=1)),
    "gaps": [pk for pk in Alert.objects.values_list("pk", flat=True)
        if [*AlertStep.objects.filter(alert=pk).order_by("seq").values_list("seq", flat=True)]
        != [*range(1, AlertStep.objects.filter(alert=pk).count() + 1)]],
}}))
"""


@pytest.mark.django_db
def test_killed_clocks_raise_no_alert_twice_and_miss_none(tmp_path: Path) -> None:
    """Two at a time: one dies before or right after a statement of each kind, the other at another one."""
    site = Site.prepared(tmp_path / "site")
    site.run("migrate", "--noinput", "--verbosity", "0")
    found = json.loads(site.run("shell", "--verbosity", "0", "-c", CLOCKS))
    elders = found["elders"]
    assert {"INSERT care_alert", "INSERT care_alertstep", "UPDATE care_watch"} <= set(found["kinds"])
    assert found["missed"] == []
    assert found["kills"] > len(found["kinds"]) >= 15
    assert (found["alerts"], found["told"], found["open"], found["raised"]) == (elders,) * 4
    assert (found["due"], found["twice"], found["gaps"]) == (0, [], [])
