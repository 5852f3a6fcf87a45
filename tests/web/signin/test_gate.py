"""Signing in, in a browser's steps: first password, second factor, lockout, idle sessions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.audit import AuditEntry
from linli.web.shell.request import POLL
from linli.web.signin import gate

pytestmark = pytest.mark.django_db
PASSWORD = "Bamboo-and-Plum-7"
CHOSEN = "Osmanthus-by-Lake-9"


@pytest.fixture(autouse=True)
def strict(settings: Any) -> Iterator[None]:
    """A real city, not a demo; no limits left over from another test."""
    settings.SECOND_FACTOR = True
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def resident() -> Account:
    """One who reports."""
    return Account.objects.create_user("resident", password=PASSWORD)


@pytest.fixture
def worker() -> Account:
    """One who serves, without a second factor yet."""
    return Account.objects.create_user("worker", password=PASSWORD, is_staff=True)


def sign_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    """Fill in the sign-in form."""
    return client.post(reverse("account_login"), {"login": username, "password": password})


def code_of(secret: str) -> str:
    """Return what the authenticator app shows now."""
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def test_a_resident_is_simply_in(client: Client, resident: Account) -> None:
    """No second factor is asked; the sign-in is in the audit."""
    assert sign_in(client, "resident").status_code == 302
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.get(stream=f"account:{resident.pk}").verb == "kernel:account:sign_in"


def test_the_first_password_must_be_changed(client: Client, resident: Account) -> None:
    """Every page leads to the form until it is done; weak and unchanged passwords are refused."""
    resident.must_change_password = True
    resident.save()
    sign_in(client, "resident")
    form = reverse("account_change_password")
    assert client.get("/").headers["Location"] == form
    for weak in ("123", PASSWORD, "resident12"):
        answer = client.post(form, {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        assert answer.status_code == 200
    answer = client.post(form, {"oldpassword": PASSWORD, "password1": CHOSEN, "password2": CHOSEN})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200
    resident.refresh_from_db()
    assert resident.check_password(CHOSEN)
    assert not resident.must_change_password
    assert AuditEntry.objects.filter(verb="kernel:account:change_password").count() == 1


def test_staff_set_up_a_second_factor_first(client: Client, worker: Account) -> None:
    """Every page leads to the set-up; with it done, sign-in asks for a code."""
    sign_in(client, "worker")
    setup = reverse("mfa_activate_totp")
    assert client.get("/").headers["Location"] == setup
    assert client.get(setup).status_code == 200
    secret = client.session["mfa.totp.secret"]
    shown = client.post(setup, {"code": code_of(secret)}, follow=True)
    assert shown.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert client.get("/").status_code == 200
    kept = Authenticator.objects.get(user=worker, type="totp")
    assert secret not in str(kept.data)

    cache.clear()
    again = Client()
    assert sign_in(again, "worker").headers["Location"] == reverse("mfa_authenticate")
    assert not again.get("/").wsgi_request.user.is_authenticated
    assert again.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    again.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert again.get("/").wsgi_request.user == worker


def test_a_second_factor_taken_away_is_asked_for_again(client: Client, worker: Account) -> None:
    """At the latest after a minute, even in an open session."""
    TOTP.activate(worker, "JBSWY3DPEHPK3PXP")
    client.force_login(worker)
    assert client.get("/").status_code == 200
    Authenticator.objects.all().delete()
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_programs_and_fragments_are_told_why(client: Client, worker: Account) -> None:
    """The API gets JSON, a fragment of a page a redirect that htmx follows."""
    client.force_login(worker)
    answer = client.get("/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    answer = client.get("/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("mfa_activate_totp")


def test_the_demo_may_do_without(client: Client, worker: Account, settings: Any) -> None:
    """With the second factor switched off, staff are simply in."""
    settings.SECOND_FACTOR = False
    sign_in(client, "worker")
    assert client.get("/").status_code == 200


def test_five_wrong_passwords_lock_out(client: Client, resident: Account) -> None:
    """The sixth try is refused even with the right one, says for how long, and not from elsewhere."""
    for _ in range(5):
        answer = sign_in(client, "resident", "wrong-password")
    assert answer.status_code == 429
    answer = sign_in(client, "resident")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "15 分钟" in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert sign_in(elsewhere, "resident").status_code == 302


def test_a_shut_account_stays_out(client: Client, resident: Account) -> None:
    """It cannot sign in, and its open session ends with the next request."""
    client.force_login(resident)
    resident.is_active = False
    resident.save()
    assert not client.get("/").wsgi_request.user.is_authenticated
    assert sign_in(Client(), "resident").status_code in {200, 302}
    assert not AuditEntry.objects.exists()


def test_idle_sessions_end(client: Client, worker: Account, resident: Account) -> None:
    """Staff after half an hour, residents after two weeks; being there pushes the end on, a poll does not."""
    TOTP.activate(worker, "JBSWY3DPEHPK3PXP")
    client.force_login(worker)
    client.get("/")
    assert client.session.get_expiry_age() == 30 * 60
    assert client.cookies["sessionid"]["max-age"] == 30 * 60
    before = client.session[gate.SEEN]
    with clock.at(clock.now() + timedelta(minutes=5)):
        client.get("/", headers={POLL: "1"})
        assert client.session[gate.SEEN] == before
        client.get("/")
        assert client.session[gate.SEEN] > before
    home = Client()
    home.force_login(resident)
    home.get("/")
    assert home.session.get_expiry_age() == 14 * 24 * 3600


def test_a_stranger_costs_no_session(client: Client, django_assert_num_queries: Any) -> None:
    """Without a cookie nobody is looked up and no session is made."""
    client.get("/")
    assert not Session.objects.exists()


def test_nobody_is_a_superuser() -> None:
    """The command that would make one is refused."""
    with pytest.raises(ValueError, match="no superuser"):
        Account.objects.create_superuser("root", password=PASSWORD)


def test_residents_sign_up_by_themselves_where_the_city_lets_them(client: Client, settings: Any) -> None:
    """They are no staff, even when they say so; and where it is closed nobody is taken in."""
    form = {"username": "new", "password1": CHOSEN, "password2": CHOSEN, "is_staff": "1"}
    client.post(reverse("account_signup"), form)
    assert not Account.objects.get(username="new").is_staff
    settings.SIGN_UP = False
    Client().post(reverse("account_signup"), {**form, "username": "late"})
    assert not Account.objects.filter(username="late").exists()


def test_the_second_factor_is_changed_only_with_the_password(client: Client, worker: Account) -> None:
    """A quarter of an hour after signing in it is asked for again."""
    client.force_login(worker)
    TOTP.activate(worker, "JBSWY3DPEHPK3PXP")
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=worker).exists()


def test_no_reset_by_mail(client: Client) -> None:
    """Accounts hold no address, so the page says whom to ask."""
    assert client.get("/accounts/password/reset/").status_code == 404
    assert "请找社区或管理员重设" in client.get(reverse("account_login")).content.decode()


def test_language_may_be_chosen_before_anything_else(client: Client, worker: Account) -> None:
    """The form that must be filled in first can be read."""
    client.force_login(worker)
    answer = client.post(reverse("shell:language"), {"language": "en", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    assert client.get("/help/").status_code == 200
