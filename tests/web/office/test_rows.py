"""The rows of lists are those of the library, and what ours leave out is nowhere used."""

from datetime import date
from typing import Any

import pytest
from django.contrib import admin as django_admin
from django.test import Client
from django.urls import reverse
from django.utils import translation
from unfold.templatetags.unfold_list import items_for_result, result_headers

from linli.kernel.accounts import Account
from linli.orgs.models import Organisation, Post, RoleGrant, Worker
from linli.orgs.rules import Role
from linli.places import rules
from linli.places.models import Area, Building
from linli.web.office.rows import LEFT_OUT, rows

GRID = "320412001001001"


@pytest.fixture
def client(db: None, settings: Any) -> Client:
    """The browser of a system administrator, in a city with names that could be taken for markup."""
    settings.SECOND_FACTOR = False
    for code in ("320412", "320412001", "320412001001", GRID):
        parent = rules.parent_code(code)
        Area.objects.create(code=code, name=f"<b>{code}", level=rules.level_of(code), parent_id=parent)
    Building.objects.create(
        code="B/1 ä", grid_code=GRID, name="<甲> & 乙", address='东路"1"号', lon=1.5, lat=2.5
    )
    Building.objects.create(
        code="~key~", grid_code=GRID, name="", address="a", floors=1200, retired_on=date(2026, 1, 2)
    )
    above = Organisation.objects.create(code="a", name="<i>上", kind="crew", area_code="320412")
    Organisation.objects.create(code="b", name="下", kind="crew", area_code="320412", parent=above)
    worker = Worker.objects.create(name="<工>", organisation=above)
    Post.objects.create(worker=worker, area_code=GRID, duty="full_time", since=date(2026, 1, 2))
    account = Account.objects.create_user("<keeper>", is_staff=True)
    RoleGrant.objects.create(account=account, role=Role.SYSTEM_ADMIN)
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize("model", [Area, Building, Organisation, Worker, Post, RoleGrant, Account])
@pytest.mark.parametrize("asked", ["", "?o=-1.2&_popup=1", "?q=a"])
def test_a_row_is_what_the_library_makes_of_it(client: Client, model: Any, asked: str) -> None:
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    answer = client.get(reverse(f"admin:{name}_changelist") + asked)
    with translation.override("en" if asked else "zh-hans"):
        cl = answer.context["cl"]
        theirs = [[str(cell) for cell in items_for_result(cl, row, None)] for row in cl.result_list]
        ours = [[str(cell) for cell in cells] for cells in rows(cl, list(result_headers(cl)))]  # type: ignore[no-untyped-call]
    assert ours == theirs
    assert asked or ours


def test_a_list_shows_its_rows(client: Client) -> None:
    shown = client.get(reverse("admin:places_building_changelist")).content.decode()
    assert shown.count('<tr class="data-row') == 2
    assert "&lt;甲&gt; &amp; 乙" in shown
    assert "<甲>" not in shown


def test_an_empty_list_says_so(client: Client) -> None:
    answer = client.get(reverse("admin:places_building_changelist"), {"q": "nowhere"})
    assert 'id="result_list"' not in answer.content.decode()
    assert reverse("admin:places_building_add") in answer.content.decode()


def test_no_list_wants_what_the_rows_leave_out() -> None:
    """What the library can do beside would be lost in silence."""
    for model, kept in django_admin.site._registry.items():
        wanted = {name for name in LEFT_OUT if getattr(kept, name, None)}
        assert not wanted, model
        for column in kept.list_display:
            assert isinstance(column, str), (model, column)
            told = getattr(kept, column, None)
            assert not getattr(told, "dropdown", False), (model, column)
