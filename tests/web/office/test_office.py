"""The office in a browser's steps: each administrator's own part, and every save through an action."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib import admin as django_admin
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation

from linli.kernel.accounts import Account
from linli.kernel.audit import AuditEntry
from linli.orgs.models import (
    Organisation,
    PartyMembership,
    PartyOrganisation,
    Post,
    RoleGrant,
    Worker,
)
from linli.orgs.rules import Role
from linli.places import atlas, rules
from linli.places.models import Area, Building, Edition, Layer, Overlay
from linli.web.office import accounts, areas, bodies, serving
from linli.wiring.office import NAVIGATION

STREET, COMMUNITY, GRID = "320412001", "320412001001", "320412001001001"
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def city(db: None, settings: Any) -> Iterator[None]:
    """One grid and what it lies in; second factors are tested elsewhere."""
    settings.SECOND_FACTOR = False
    for code in ("320412", STREET, COMMUNITY, GRID):
        parent = rules.parent_code(code)
        Area.objects.create(code=code, name=code, level=rules.level_of(code), parent_id=parent)
    Edition.objects.create(topic="areas", stamp="office")
    atlas.expire()
    yield
    atlas.expire()


def enter(role: Role, area_code: str = "") -> Client:
    """Return the browser of one who holds `role`."""
    account = Account.objects.create_user(role.value, is_staff=True)
    RoleGrant.objects.create(account=account, role=role, area_code=area_code)
    client = Client()
    client.force_login(account)
    return client


def page(model: str, what: str, *args: object) -> str:
    """Return the address of a page of the office."""
    return reverse(f"admin:{model}_{what}", args=args)


def said(answer: Any) -> str:
    """Return what the page says after an act."""
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def act(client: Client, model: str, action: str, row: Any, reason: str = "核实无误") -> str:
    """Choose one row, an action and a reason in a list, say yes, and return what the page says."""
    form = {"action": action, "_selected_action": [row.pk], "reason": reason, "confirmed": "1"}
    return said(client.post(page(model, "changelist"), form))


READ_BY = {
    Role.SYSTEM_ADMIN: {
        "orgs_organisation",
        "orgs_partyorganisation",
        "orgs_partymembership",
        "orgs_worker",
        "orgs_post",
        "orgs_rolegrant",
        "kernel_account",
        "kernel_outboxevent",
        "kernel_job",
        "channels_gateway",
        "channels_delivery",
        "places_area",
        "places_overlay",
        "places_building",
    },
    Role.SECURITY_ADMIN: {
        "orgs_organisation",
        "orgs_partyorganisation",
        "orgs_partymembership",
        "orgs_worker",
        "orgs_post",
        "orgs_rolegrant",
        "kernel_account",
        "axes_accessattempt",
    },
    Role.AUDIT_ADMIN: {"kernel_auditentry", "axes_accesslog", "orgs_rolegrant"},
}
PAGES = set().union(*READ_BY.values())


@pytest.mark.parametrize("role", READ_BY)
def test_each_administrator_opens_their_own_part(role: Role) -> None:
    """Their lists open, also with a search, and stand on the front page; those of others answer 403."""
    client = enter(role)
    for model in PAGES:
        answer = client.get(page(model, "changelist"), {"q": "聚"})
        assert answer.status_code == (200 if model in READ_BY[role] else 403), model
    home = client.get(reverse("admin:index")).content.decode()
    for model in PAGES:
        assert (page(model, "changelist") in home) is (model in READ_BY[role]), model


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.INSPECTOR])
def test_others_have_no_office(role: Role) -> None:
    """They are sent home, strangers to the site's own sign-in."""
    client = enter(role, "320412")
    assert client.get(reverse("admin:index"), follow=True).redirect_chain[-1] == ("/", 302)
    answer = Client().get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_policy_is_loosened_only_here() -> None:
    """The library's scripts run in the office and nowhere else."""
    client = enter(Role.SYSTEM_ADMIN)
    inside = client.get(reverse("admin:index")).headers["Content-Security-Policy"]
    assert "'unsafe-eval'" in inside
    assert "script-src 'self' 'unsafe-inline'" not in inside
    assert "unsafe" not in client.get("/").headers["Content-Security-Policy"]


def test_an_organisation_is_entered_changed_and_retired() -> None:
    """Through the actions: audit, faults at their fields, a reason to retire."""
    client = enter(Role.SYSTEM_ADMIN)
    add = page("orgs_organisation", "add")
    form = {"code": "wy", "name": "物业", "kind": "property_manager", "uscc": "123", "area_code": "9"}
    answer = client.post(add, form)
    assert answer.status_code == 200
    faults = answer.context["adminform"].form.errors
    assert set(faults) == {"uscc", "area_code"}
    client.post(add, {**form, "uscc": "", "area_code": GRID, "duties": "sanitation greening"})
    body = Organisation.objects.get()
    assert body.duties == ["greening", "sanitation"]
    change = page("orgs_organisation", "change", body.pk)
    assert "greening sanitation" in client.get(change).content.decode()
    client.post(change, {"name": "新物业", "kind": "property_manager", "area_code": GRID})
    body.refresh_from_db()
    assert (body.code, body.name) == ("wy", "新物业")
    assert "原因" in act(client, "orgs_organisation", "retire", body, reason="")
    act(client, "orgs_organisation", "retire", body)
    body.refresh_from_db()
    assert body.retired_on
    verbs = AuditEntry.objects.filter(stream="organisation:wy").order_by("seq")
    assert [entry.verb.split(":")[-1] for entry in verbs] == ["open", "change", "retire"]


def test_an_area_is_renamed_and_retired() -> None:
    """Through the actions of places; one that holds others in use cannot go, and the page says so."""
    client = enter(Role.SYSTEM_ADMIN)
    change = page("places_area", "change", GRID)
    client.post(change, {"name": "聚新一网格"})
    assert Area.objects.get(code=GRID).name == GRID
    client.post(change, {"name": "聚新一网格", "confirmed": "1"})
    assert Area.objects.get(code=GRID).name == "聚新一网格"
    answer = client.post(page("places_area", "change", STREET), {"name": "街", "retire_on": "2026-01-01"})
    assert answer.context["adminform"].form.errors
    assert Area.objects.get(code=STREET).name == STREET
    going = {"name": "聚新一网格", "retire_on": "2026-01-01", "reason": "并入二网格"}
    client.post(change, {**going, "confirmed": "1"})
    assert Area.objects.get(code=GRID).retired_on
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "又改"}).status_code == 403
    assert AuditEntry.objects.filter(reason="并入二网格").exists()


def test_the_party_s_tree() -> None:
    """Founded, moved with a reason, dissolved; a level that does not fit is told."""
    client = enter(Role.SYSTEM_ADMIN)
    add = page("orgs_partyorganisation", "add")
    town = {"code": "t", "name": "镇", "kind": "territory", "level": "town_committee", "area_code": STREET}
    branch = {"code": "b", "name": "支部", "kind": "grid", "level": "estate_branch", "area_code": GRID}
    client.post(add, town)
    client.post(add, branch)
    top, low = PartyOrganisation.objects.order_by("-code")
    answer = client.post(page("orgs_partyorganisation", "change", top.pk), {**town, "parent": low.pk})
    assert "parent" in answer.context["adminform"].form.errors
    moved = {**branch, "parent": top.pk, "reason": "区划调整"}
    client.post(page("orgs_partyorganisation", "change", low.pk), moved)
    low.refresh_from_db()
    assert low.parent == top
    assert AuditEntry.objects.get(verb="orgs:party:move").reason == "区划调整"
    report = {"organisation": low.pk, "name": "李四", "reports_to": COMMUNITY, "because": "lives"}
    client.post(page("orgs_partymembership", "add"), {**report, "since": "2026-01-01"})
    membership = PartyMembership.objects.get()
    act(client, "orgs_partymembership", "end", membership)
    membership.refresh_from_db()
    assert membership.until
    act(client, "orgs_partyorganisation", "dissolve", low)
    low.refresh_from_db()
    assert low.retired_on


def test_a_worker_with_a_post_and_an_account() -> None:
    """Enlisted and appointed at once; the telephone is never shown again; then linked, ended, dismissed."""
    client = enter(Role.SYSTEM_ADMIN)
    form = {"name": "张三", "new_phone": "13812345678", "area_code": GRID, "duty": "full_time"}
    client.post(page("orgs_worker", "add"), form)
    worker = Worker.objects.get()
    assert worker.posts.get().area_code == GRID
    change = page("orgs_worker", "change", worker.pk)
    assert "13812345678" not in client.get(change).content.decode()
    account = Account.objects.create_user("zs")
    client.post(change, {"name": "张三丰", "is_party_member": "on", "account": account.pk})
    worker.refresh_from_db()
    assert (worker.name, worker.phone_mask, worker.account) == ("张三丰", "138****5678", account)
    added = {"worker": worker.pk, "area_code": COMMUNITY, "duty": "liaison", "since": "2026-01-01"}
    client.post(page("orgs_post", "add"), added)
    post = Post.objects.get(duty="liaison")
    act(client, "orgs_post", "end", post)
    post.refresh_from_db()
    assert post.until
    act(client, "orgs_worker", "dismiss", worker)
    worker.refresh_from_db()
    assert worker.left_on


def test_a_street_sees_only_its_own() -> None:
    """Rows of other streets are not listed, not opened, and not entered."""
    client = enter(Role.STREET_DESK, STREET)
    near = Organisation.objects.create(code="near", name="近", kind="company", area_code=GRID)
    far = Organisation.objects.create(code="far", name="远", kind="company", area_code="320402001")
    stranger = Worker.objects.create(name="外人")
    listed = client.get(page("orgs_organisation", "changelist")).content.decode()
    assert "near" in listed
    assert "far" not in listed
    assert client.get(page("orgs_organisation", "change", near.pk)).status_code == 200
    assert client.get(page("orgs_organisation", "change", far.pk)).status_code == 302
    assert client.get(page("orgs_worker", "change", stranger.pk)).status_code == 302
    assert b"account" not in client.get(page("orgs_worker", "add")).content.split(b"<form")[-1]
    form = {"code": "x", "name": "x", "kind": "company", "area_code": "320412"}
    answer = client.post(page("orgs_organisation", "add"), form)
    assert "没有权限" in str(answer.context["adminform"].form.non_field_errors())


def test_accounts_are_the_system_administrator_s() -> None:
    """The one-time password is said once; shut and opened again; the security administrator cannot."""
    client, other = enter(Role.SYSTEM_ADMIN), enter(Role.SECURITY_ADMIN)
    form = {"username": "wang", "display_name": "王芳", "language": "zh-hans"}
    answer = client.post(page("kernel_account", "add"), form)
    account = Account.objects.get(username="wang")
    password = said(answer).split("：")[-1].split()[0]
    assert account.check_password(password)
    client.post(page("kernel_account", "change", account.pk), {"display_name": "王小芳", "language": "en"})
    account.refresh_from_db()
    assert (account.username, account.display_name, account.language) == ("wang", "王小芳", "en")
    act(other, "kernel_account", "close", account)
    act(other, "kernel_account", "reset_password", account)
    account.refresh_from_db()
    assert account.is_active
    assert account.check_password(password)
    act(client, "kernel_account", "reset_password", account)
    act(client, "kernel_account", "close", account)
    account.refresh_from_db()
    assert not account.is_active
    assert not account.check_password(password)
    act(client, "kernel_account", "reopen", account)
    act(other, "kernel_account", "reset_second_factor", account)
    verbs = AuditEntry.objects.filter(stream=f"account:{account.pk}").order_by("-seq")
    assert [entry.verb.split(":")[-1] for entry in verbs[:2]] == ["reset_second_factor", "reopen"]


def test_roles_are_the_security_administrator_s() -> None:
    """Granted, refused when administrators would meet, revoked with a reason; no page deletes."""
    client = enter(Role.SECURITY_ADMIN)
    account = Account.objects.create_user("wang")
    add = page("orgs_rolegrant", "add")
    form = {"account": account.pk, "role": "system_admin", "since": "2026-01-01"}
    client.post(add, form)
    answer = client.post(add, {**form, "role": "audit_admin"})
    assert "三员分立" in str(answer.context["adminform"].form.non_field_errors())
    grant = RoleGrant.objects.get(account=account)
    assert client.post(page("orgs_rolegrant", "delete", grant.pk), {"post": "yes"}).status_code == 403
    act(client, "orgs_rolegrant", "revoke", grant)
    assert not RoleGrant.objects.filter(account=account).exists()
    assert enter(Role.SYSTEM_ADMIN).get(add).status_code == 403


def test_the_audit_is_only_read() -> None:
    """An entry opens; nothing adds, changes or deletes one."""
    client = enter(Role.AUDIT_ADMIN)
    entry = AuditEntry.objects.create(
        stream="x", seq=1, at="2026-01-01T00:00Z", actor="a", verb="v", prev="", hash=""
    )
    change = page("kernel_auditentry", "change", entry.pk)
    assert client.get(change).status_code == 200
    assert client.post(change, {"actor": "b"}).status_code == 403
    assert client.post(page("kernel_auditentry", "delete", entry.pk)).status_code == 403
    assert client.get(page("kernel_auditentry", "add")).status_code == 403


def test_lockouts_are_lifted_with_a_reason() -> None:
    """By the security administrator."""
    attempt = AccessAttempt.objects.create(username="w", ip_address="192.0.2.1", failures_since_start=5)
    client = enter(Role.SECURITY_ADMIN)
    act(client, "axes_accessattempt", "unlock", attempt)
    assert not AccessAttempt.objects.exists()


def test_the_office_speaks_english() -> None:
    """Every page that its modules register has English names."""
    client = enter(Role.SYSTEM_ADMIN)
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        home = client.get(reverse("admin:index")).content.decode()
    assert "Party organisation" in home
    assert {bodies.PartyOrganisationAdmin, serving.WorkerAdmin, accounts.AccountAdmin, areas.AreaAdmin}


def test_buildings_are_entered_changed_and_retired_through_actions() -> None:
    """A wrong grid is told at its field; a retired one is only read."""
    client = enter(Role.SYSTEM_ADMIN)
    add = page("places_building", "add")
    form = {"code": "B1", "grid_code": "320412001001009", "name": "1幢", "address": "幸福路1号"}
    assert "没有在用的网格" in client.post(add, form).content.decode()
    assert client.post(add, {**form, "grid_code": GRID, "floors": "6"}).status_code == 302
    building = Building.objects.get()
    assert (building.grid_code, building.floors, building.lon) == (GRID, 6, None)
    change = page("places_building", "change", "B1")
    assert client.post(change, {**form, "grid_code": GRID, "name": "甲幢"}).status_code == 302
    assert Building.objects.get().name == "甲幢"
    act(client, "places_building", "retire", building)
    assert Building.objects.get().retired_on is not None
    assert client.post(change, {**form, "name": "乙幢"}).status_code == 403
    assert AuditEntry.objects.filter(stream="building:B1").count() == 3


def test_the_areas_of_layers_are_renamed_and_retired() -> None:
    overlay = Overlay.objects.create(
        layer=Layer.objects.create(code="z", name="功能区"), code="Z1", name="旧"
    )
    client = enter(Role.SYSTEM_ADMIN)
    change = page("places_overlay", "change", overlay.pk)
    assert client.post(change, {"name": ""}).status_code == 200
    assert client.post(change, {"name": "新区"}).status_code == 302
    act(client, "places_overlay", "retire", overlay)
    overlay.refresh_from_db()
    assert (overlay.name, overlay.retired_on is not None) == ("新区", True)
    assert client.get(page("places_overlay", "changelist")).status_code == 200


def test_every_table_stands_in_the_menu() -> None:
    """Each that the office registers is led to, for those who may open it."""
    listed = {str(item["link"]) for group in NAVIGATION for item in group["items"]}
    for model in django_admin.site._registry:
        assert page(f"{model._meta.app_label}_{model._meta.model_name}", "changelist") in listed


def test_administrators_see_only_their_own_part() -> None:
    """In the menu as in the pages; the three meet nowhere but in the list of roles."""
    shown = {}
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        groups = enter(role).get(reverse("admin:index")).context["sidebar_navigation"]
        shown[role] = {str(item["link"]) for group in groups for item in group["items"]}
    assert shown[Role.AUDIT_ADMIN] & shown[Role.SYSTEM_ADMIN] == {page("orgs_rolegrant", "changelist")}
    assert reverse("admin:catalogue") in shown[Role.SYSTEM_ADMIN]
    assert page("axes_accessattempt", "changelist") in shown[Role.SECURITY_ADMIN] - shown[Role.SYSTEM_ADMIN]
