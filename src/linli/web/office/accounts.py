"""Accounts and the roles granted to them."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission
from linli.orgs import access
from linli.orgs.models import RoleGrant
from linli.web.office import consequences
from linli.web.office.acting import ActingForm, OfficeAdmin, Reasoned


class AccountForm(ActingForm):
    """How an account is called; a new one gets a one-time password."""

    one_time = ""

    class Meta:
        model = Account
        fields = ("username", "display_name", "language")

    def enter(self, given: dict[str, Any]) -> Account:
        """Open the account."""
        account, self.one_time = access.open_account(by=self.actor, **given)
        return account

    def alter(self, row: Account, given: dict[str, Any]) -> Account:
        """Rename it; the sign-in name stays."""
        given.pop("username", None)
        access.rename_account(by=self.actor, account=row, **given)
        row.refresh_from_db()
        return row


@admin.register(Account)
class AccountAdmin(OfficeAdmin):
    """Ways in: opened and shut by the system administrator, second factors reset by the security one."""

    form = AccountForm
    action_form = Reasoned
    actions = ("reset_password", "close", "reopen", "reset_second_factor")
    list_display = ("username", "display_name", "is_staff", "is_active", "last_login", "must_change_password")
    list_filter = ("is_staff", "is_active", "must_change_password")
    search_fields = ("username", "display_name")
    ordering = ("username",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the sign-in name, once it is given."""
        return ("username",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Show a new account's one-time password, once."""
        if form.one_time:
            self._show(request, obj, form.one_time)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Whether the reader manages accounts."""
        return self.may(request, Permission.ACCOUNTS_MANAGE)

    def has_security_permission(self, request: HttpRequest) -> bool:
        """Whether the reader is the security administrator."""
        return self.may(request, Permission.SECURITY_MANAGE)

    def _show(self, request: HttpRequest, account: Account, password: str) -> None:
        words = _("%(account)s 的一次性密码（只显示这一次）：%(password)s")
        self.message_user(
            request, words % {"account": account.username, "password": password}, messages.WARNING
        )

    @admin.action(description=_("重设密码"), permissions=["manage"])
    def reset_password(self, request: HttpRequest, queryset: Any) -> None:
        """Give the chosen accounts new one-time passwords."""

        def do(by: Actor, row: Account, reason: str) -> None:
            self._show(request, row, access.reset_password(by=by, account=row))

        self.each(request, queryset, do)

    @admin.action(description=_("停用账号"), permissions=["manage"])
    def close(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Shut the chosen accounts."""

        def do(by: Actor, row: Account, reason: str) -> None:
            access.close_account(by=by, account=row, reason=reason)

        return self.each(request, queryset, do, consequences.of_closing)

    @admin.action(description=_("重新启用账号"), permissions=["manage"])
    def reopen(self, request: HttpRequest, queryset: Any) -> None:
        """Open the chosen accounts again."""

        def do(by: Actor, row: Account, reason: str) -> None:
            access.reopen_account(by=by, account=row, reason=reason)

        self.each(request, queryset, do)

    @admin.action(description=_("重设两步验证"), permissions=["security"])
    def reset_second_factor(self, request: HttpRequest, queryset: Any) -> None:
        """Take the second factors of the chosen accounts away."""

        def do(by: Actor, row: Account, reason: str) -> None:
            access.reset_second_factor(by=by, account=row, reason=reason)

        self.each(request, queryset, do)


class RoleGrantForm(ActingForm):
    """Which role over which area."""

    class Meta:
        model = RoleGrant
        fields = ("account", "role", "area_code", "organisation", "since", "until")

    def enter(self, given: dict[str, Any]) -> RoleGrant:
        """Grant the role."""
        return access.grant_role(by=self.actor, **given)


@admin.register(RoleGrant)
class RoleGrantAdmin(OfficeAdmin):
    """Roles: granted and revoked, never rewritten."""

    form = RoleGrantForm
    action_form = Reasoned
    actions = ("revoke",)
    list_display = ("account", "role", "area_code", "organisation", "since", "until")
    list_filter = ("role",)
    list_select_related = ("account", "organisation")
    search_fields = ("account__username", "account__display_name", "area_code", "organisation__name")
    autocomplete_fields = ("account", "organisation")
    ordering = ("role", "area_code", "pk")

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whether the reader is the security administrator."""
        return self.may(request, Permission.SECURITY_MANAGE)

    @admin.action(description=_("撤销所选授权"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Take the chosen roles away."""

        def do(by: Actor, row: RoleGrant, reason: str) -> None:
            access.revoke_role(by=by, grant=row, reason=reason)

        return self.each(request, queryset, do, consequences.of_revoking)
