"""A change that touches open cases is shown first, asked about once, and then does what was said."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.kernel import outbox
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.orgs import actions, posts
from linli.orgs.models import Organisation, Post, RoleGrant, Worker
from linli.orgs.rules import Role
from linli.places.models import Area
from tests.cases import city
from tests.web.conftest import SignIn

TODAY = "2026-11-23"


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    """The system administrator's browser."""
    return sign_in(Role.SYSTEM_ADMIN)


def change(client: Client, code: str, **fields: Any) -> str:
    """Send the form of an area and return the page's text."""
    name = Area.objects.get(code=code).name
    answer = client.post(reverse("admin:places_area_change", args=[code]), {"name": name, **fields})
    return answer.content.decode()


def act(client: Client, model: str, action: str, row: Any, **fields: Any) -> str:
    """Choose a row and an action with a reason, and return the page's text."""
    form = {"action": action, "_selected_action": [row.pk], "reason": "核实无误", **fields}
    return client.post(reverse(f"admin:{model}_changelist"), form).content.decode()


def test_retiring_a_grid_says_what_moves_and_moves_it(client: Client) -> None:
    """The open cases, the posts: as many as were said; nothing before the yes."""
    first, second = city.filed(), city.handling_case()
    worker = actions.enlist_worker(by=SYSTEM, name="张三", area_code=city.G1, phone="13812345678")
    posts.appoint(by=SYSTEM, worker=worker, area_code=city.G1, duty="full_time", since=date(2020, 1, 1))
    going = {"retire_on": TODAY, "successor": city.G2, "reason": "合并"}
    page = change(client, city.G1, **going)
    assert "2 件未办结案件改归二网格" in page
    assert "岗位 1 个" in page
    assert first.number in page
    assert Area.objects.get(code=city.G1).retired_on is None
    assert not AuditEntry.objects.filter(verb="places:area:retire").exists()
    change(client, city.G1, **going, confirmed="1")
    while outbox.deliver():
        pass
    assert Area.objects.get(code=city.G1).retired_on == date.fromisoformat(TODAY)
    moved = Case.objects.filter(grid_code=city.G2, closed_at=None)
    assert set(moved) == {first, second}
    assert {case.due_at for case in moved} == {first.due_at, second.due_at}
    assert Post.objects.filter(area_code=city.G2, until=None).count() == 1
    assert AuditEntry.objects.get(verb="places:area:retire").reason == "合并"


def test_retiring_without_a_successor_says_that_cases_stay(client: Client) -> None:
    """Under the old code; the desk above hears of them."""
    case = city.filed()
    page = change(client, city.G1, retire_on=TODAY, reason="撤销")
    assert "1 件未办结案件留在原编码下" in page
    change(client, city.G1, retire_on=TODAY, reason="撤销", confirmed="1")
    while outbox.deliver():
        pass
    case.refresh_from_db()
    assert case.grid_code == city.G1
    assert Area.objects.get(code=city.G1).retired_on is not None


def test_what_cannot_be_done_is_told_instead_of_asked(client: Client) -> None:
    """The rehearsal finds it: a street with communities in use does not go."""
    page = change(client, "320402001", retire_on=TODAY, reason="撤销")
    assert "请先停用" in page
    assert "confirmed" not in page


def test_a_new_name_touches_no_case(client: Client) -> None:
    """It says how many show it, and changes nothing of them."""
    case = city.filed()
    page = change(client, city.G1, name="第一网格")
    assert "1 件未办结案件显示新名称" in page
    change(client, city.G1, name="第一网格", confirmed="1")
    was = (case.due_at, case.body_code, case.version)
    case.refresh_from_db()
    assert (case.due_at, case.body_code, case.version) == was
    assert Area.objects.get(code=city.G1).name == "第一网格"


def test_a_retired_body_keeps_its_open_cases(client: Client) -> None:
    """As was said: those it leads stay until the desk gives them to another."""
    case, waiting = city.handling_case(), city.filed()
    body = Organisation.objects.get(code="CLEAN1")
    page = act(client, "orgs_organisation", "retire", body)
    assert "1 件未办结案件仍由乙街道环卫所主办" in page
    assert "1 件未办结案件本拟派给它" in page
    body.refresh_from_db()
    assert body.retired_on is None
    act(client, "orgs_organisation", "retire", body, confirmed="1")
    body.refresh_from_db()
    case.refresh_from_db()
    assert body.retired_on is not None
    assert (case.body_code, case.state) == ("CLEAN1", "handling")
    assert Case.objects.get(pk=waiting.pk).body_code == ""


def test_a_worker_who_leaves_keeps_nothing_back(client: Client) -> None:
    """The cases in hand stay with the body; the grid without a full-time worker is named."""
    case = city.handling_case()
    account = Account.objects.create_user("zhang")
    Case.objects.filter(pk=case.pk).update(worker=account)
    worker = Worker.objects.create(name="张三", account=account)
    Post.objects.create(worker=worker, area_code=city.G1, duty="full_time", since=date(2020, 1, 1))
    page = act(client, "orgs_worker", "dismiss", worker)
    assert "1 件未办结案件由其承办，留在原单位" in page
    assert "此后那里没有专职网格员" in page
    act(client, "orgs_worker", "dismiss", worker, confirmed="1")
    worker.refresh_from_db()
    case.refresh_from_db()
    assert worker.left_on is not None
    assert case.body_code == "CLEAN1"
    assert not Post.objects.filter(until=None).exists()


def test_who_may_still_act_keeps_the_cases_in_hand(sign_in: SignIn) -> None:
    """One of two roles, or of a role and a post, may go; the warning comes with the last."""
    case = city.handling_case()
    account = Account.objects.create_user("zhang", is_staff=True)
    Case.objects.filter(pk=case.pk).update(worker=account)
    body = Organisation.objects.get(code="CLEAN1")
    since = date(2020, 1, 1)
    first, second = (
        RoleGrant.objects.create(account=account, role=role, area_code=area, organisation=of, since=since)
        for role, area, of in ((Role.GRID_WORKER, city.G1, None), (Role.DEPARTMENT, "", body))
    )
    worker = Worker.objects.create(name="张三", account=account)
    post = Post.objects.create(worker=worker, area_code=city.G1, duty="part_time", since=since)
    warned = "1 件未办结案件由其承办"
    admin, security = sign_in(Role.SYSTEM_ADMIN), sign_in(Role.SECURITY_ADMIN)
    both = [first.pk, second.pk]
    assert warned not in act(security, "orgs_rolegrant", "revoke", first)
    assert warned not in act(security, "orgs_rolegrant", "revoke", first, _selected_action=both)
    assert warned not in act(admin, "orgs_post", "end", post)
    assert warned in act(admin, "kernel_account", "close", account)
    Post.objects.all().delete()
    assert warned in act(security, "orgs_rolegrant", "revoke", first, _selected_action=both)
    second.delete()
    assert warned in act(security, "orgs_rolegrant", "revoke", first)


def test_posts_roles_and_accounts_say_what_they_leave(sign_in: SignIn, client: Client) -> None:
    """Each asks once; the role goes only after the yes."""
    account = Account.objects.create_user("li", is_staff=True)
    grant = RoleGrant.objects.create(account=account, role=Role.INSPECTOR, area_code="320402")
    worker = Worker.objects.create(name="李四")
    post = Post.objects.create(worker=worker, area_code=city.G1, duty="volunteer", since=date(2020, 1, 1))
    assert "岗位结束" in act(client, "orgs_post", "end", post)
    assert "没有未办结案件受影响" in act(client, "kernel_account", "close", account)
    security = sign_in(Role.SECURITY_ADMIN)
    assert "不再是" in act(security, "orgs_rolegrant", "revoke", grant)
    assert RoleGrant.objects.filter(pk=grant.pk).exists()
    act(security, "orgs_rolegrant", "revoke", grant, confirmed="1")
    assert not RoleGrant.objects.filter(pk=grant.pk, until=None).exists()


def test_two_who_leave_together_leave_their_grid_to_nobody(client: Client) -> None:
    """Each alone leaves the other behind; both together leave nobody, and that is said."""
    chosen = [Worker.objects.create(name=name) for name in ("张三", "李四")]
    for worker in chosen:
        Post.objects.create(worker=worker, area_code=city.G1, duty="full_time", since=date(2020, 1, 1))
    assert "此后那里没有专职网格员" not in act(client, "orgs_worker", "dismiss", chosen[0])
    both = [worker.pk for worker in chosen]
    page = act(client, "orgs_worker", "dismiss", chosen[0], _selected_action=both)
    assert "此后那里没有专职网格员" in page
    held = [post.pk for post in Post.objects.all()]
    assert "此后那里没有专职网格员" in act(client, "orgs_post", "end", chosen[0], _selected_action=held)
