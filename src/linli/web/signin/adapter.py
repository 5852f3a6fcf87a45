"""How accounts sign in and change their password; every sign-in is in the audit."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor

ENTERED = "entered"
"""The session's key for when the person signed in, in seconds."""

JUST_NOW_SECONDS = 15 * 60
"""How long a password counts as given just now: enough to set up an authenticator app."""


def own(account: Account) -> Actor:
    """Return the account itself as the one who acts, for what one does to one's own way in."""
    return Actor(id=f"account:{account.pk}", name=str(account), account_id=account.pk)


class AccountAdapter(DefaultAccountAdapter):
    """Residents may open an account by themselves; staff get theirs from an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether residents may sign up by themselves (LINLI_SIGN_UP)."""
        return bool(settings.SIGN_UP)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Keep the sign-in in the audit, then go on."""
        audit.record(own(user), "kernel:account:sign_in", f"account:{user.pk}")
        request.session[ENTERED] = clock.now().timestamp()
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say nothing of a sign-in: the page that follows shows who one is."""
        if message_template != "account/messages/logged_in.txt":
            super().add_message(request, level, message_template, *args, **kwargs)

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse weak passwords, and the present one when it is to be changed."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.pk and user.check_password(cleaned):
            raise ValidationError(_("新密码不能和现在的密码相同。"))
        return cleaned

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        """Set the password that the person chose; a one-time password is thereby done with."""
        user.must_change_password = False
        super().set_password(user, password)
        audit.record(own(user), "kernel:account:change_password", f"account:{user.pk}")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before the second factor is changed, unless it was given just now."""
        entered = self.request.session.get(ENTERED, 0.0)
        return bool(clock.now().timestamp() - entered > JUST_NOW_SECONDS)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the front page, and from there to what else is to be done first."""
        return str(settings.LOGIN_REDIRECT_URL)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address; the door of the server has already read past our proxies."""
        return client_address(request)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are sealed like personal data."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return crypto.decrypt(encrypted_text)


def client_address(request: HttpRequest) -> str:
    """Return the address that `request` came from."""
    return str(request.META.get("REMOTE_ADDR", ""))
