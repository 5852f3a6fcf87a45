"""`linli init` opens the three administrators once, and says what comes next."""

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import CatalogueVersion
from linli.kernel.accounts import Account
from linli.orgs.models import RoleGrant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.cli.prepare.prepare", lambda: None)


def test_the_three_administrators_are_opened_once(capsys: pytest.CaptureFixture[str]) -> None:
    names = {"system": "xi", "security": "an", "audit": "shen"}
    call_command("init", **names, language="en")
    printed = capsys.readouterr().out
    assert printed.count("shown only now") == 3
    assert set(RoleGrant.objects.values_list("account__username", "role")) == {
        ("xi", "system_admin"),
        ("an", "security_admin"),
        ("shen", "audit_admin"),
    }
    assert Account.objects.filter(must_change_password=True, is_staff=True).count() == 3
    assert CatalogueVersion.objects.count() == 1
    call_command("init", **names, no_input=True)
    assert "只显示这一次" not in capsys.readouterr().out
    assert Account.objects.count() == 3


def test_one_person_cannot_be_two_administrators() -> None:
    with pytest.raises(CommandError):
        call_command("init", system="xi", security="xi")


def test_it_asks_when_somebody_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["xi", "", "shen"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    call_command("init")
    assert set(Account.objects.values_list("username", flat=True)) == {"xi", "shen"}
