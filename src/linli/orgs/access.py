"""What is done to accounts and roles: opening, granting, taking away; each act is in the audit."""

from datetime import date

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, ids
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed
from linli.kernel.permissions import Permission, require
from linli.orgs import rules
from linli.orgs.models import ROLE_NAMES, Organisation, RoleGrant
from linli.orgs.rules import Role
from linli.places import queries as places

_valid_username = UnicodeUsernameValidator()


@transaction.atomic
def open_account(
    *, by: Actor, username: str, display_name: str = "", language: str = "zh-hans", staff: bool = True
) -> tuple[Account, str]:
    """Open an account and return it with its one-time password, to be changed at the first sign-in.

    Raises:
        NotAllowed: `by` may not manage accounts.
        InvalidInput: the user name is malformed or taken.
    """
    require(by, Permission.ACCOUNTS_MANAGE, "")
    username = username.strip()
    errors = []
    try:
        _valid_username(username)
    except ValidationError:
        errors.append(FieldError("username", _("用户名只能用文字、数字和 @ . + - _ 。")))
    if not 0 < len(username) <= 150:
        errors.append(FieldError("username", _("请填写用户名，最长150个字符。")))
    elif Account.objects.filter(username__iexact=username).exists():
        errors.append(FieldError("username", _("这个用户名已被使用。")))
    if len(display_name) > 60:
        errors.append(FieldError("display_name", _("姓名最长60个字。")))
    if errors:
        raise InvalidInput(errors)
    account = Account(username=username, display_name=display_name.strip(), language=language, is_staff=staff)
    password = _give_password(account)
    audit.record(by, "kernel:account:open", f"account:{account.pk}", staff=staff)
    return account, password


@transaction.atomic
def reset_password(*, by: Actor, account: Account) -> str:
    """Give `account` a new one-time password, sign it out everywhere, and return the password.

    Raises:
        NotAllowed: `by` may not manage accounts.
    """
    require(by, Permission.ACCOUNTS_MANAGE, "")
    password = _give_password(account)
    audit.record(by, "kernel:account:reset_password", f"account:{account.pk}")
    return password


def _give_password(account: Account) -> str:
    password = ids.token(12)
    account.set_password(password)
    account.must_change_password = True
    account.save()
    return password


@transaction.atomic
def reset_second_factor(*, by: Actor, account: Account, reason: str) -> None:
    """Take the second factor of `account` away (a lost telephone), so that it sets up a new one.

    Raises:
        NotAllowed: `by` is not the security administrator.
    """
    require(by, Permission.SECURITY_MANAGE, "")
    Authenticator.objects.filter(user=account).delete()
    audit.record(by, "kernel:account:reset_second_factor", f"account:{account.pk}", reason)


@transaction.atomic
def unlock(*, by: Actor, attempt: AccessAttempt, reason: str) -> None:
    """Forget the wrong passwords of `attempt`, so that its account can sign in from there again at once.

    Raises:
        NotAllowed: `by` is not the security administrator.
    """
    require(by, Permission.SECURITY_MANAGE, "")
    audit.record(by, "kernel:account:unlock", "lockouts", reason, username=str(attempt.username)[:60])
    attempt.delete()


@transaction.atomic
def close_account(*, by: Actor, account: Account, reason: str) -> None:
    """Shut `account`: it can no longer sign in, and an open session ends with its next request.

    Raises:
        NotAllowed: `by` may not manage accounts.
        Conflict: it is the account of `by`.
    """
    require(by, Permission.ACCOUNTS_MANAGE, "")
    if by.account_id == account.pk:
        raise Conflict(_("不能停用自己的账号。"))
    _switch(by, account, False, reason)


@transaction.atomic
def reopen_account(*, by: Actor, account: Account, reason: str) -> None:
    """Let a shut `account` sign in again.

    Raises:
        NotAllowed: `by` may not manage accounts.
    """
    require(by, Permission.ACCOUNTS_MANAGE, "")
    _switch(by, account, True, reason)


def _switch(by: Actor, account: Account, active: bool, reason: str) -> None:
    account.is_active = active
    account.save(update_fields=["is_active"])
    audit.record(by, f"kernel:account:{'reopen' if active else 'close'}", f"account:{account.pk}", reason)


@transaction.atomic
def rename_account(*, by: Actor, account: Account, display_name: str, language: str) -> None:
    """Change how `account` is called and addressed.

    Raises:
        NotAllowed: `by` may not manage accounts and it is not their own.
    """
    if by.account_id != account.pk:
        require(by, Permission.ACCOUNTS_MANAGE, "")
    account.display_name = display_name.strip()[:60]
    account.language = language
    account.save(update_fields=["display_name", "language"])
    audit.record(by, "kernel:account:rename", f"account:{account.pk}")


@transaction.atomic
def grant_role(
    *,
    by: Actor,
    account: Account,
    role: str,
    area_code: str = "",
    organisation: Organisation | None = None,
    since: date | None = None,
    until: date | None = None,
) -> RoleGrant:
    """Grant `role` over `area_code` ("" is the city) to `account` from `since` (today) to `until` (open).

    Raises:
        NotAllowed: `by` is not the security administrator, or would grant to themselves.
        InvalidInput: the role, the area, the organisation or the dates do not fit.
        Conflict: the account holds another administrator role, or this very grant.
    """
    require(by, Permission.SECURITY_MANAGE, "")
    if by.account_id == account.pk:
        raise NotAllowed(_("不能给自己授权。"))
    since = since or clock.today()
    if errors := _faults_of_grant(role, area_code, organisation, since, until):
        raise InvalidInput(errors)
    Account.objects.select_for_update().get(pk=account.pk)
    running = RoleGrant.objects.filter(Q(until=None) | Q(until__gte=since), account=account)
    if clash := rules.clashing(running.values_list("role", flat=True), role):
        raise Conflict(
            _("三员分立：这个账号已是%(role)s，不能再任另一种管理员。") % {"role": ROLE_NAMES[Role(clash)]}
        )
    if running.filter(role=role, area_code=area_code, organisation=organisation).exists():
        raise Conflict(_("这个账号已有同样的授权。"))
    granted = RoleGrant.objects.create(
        account=account, role=role, area_code=area_code, organisation=organisation, since=since, until=until
    )
    if role != Role.RESIDENT and not account.is_staff:
        account.is_staff = True
        account.save(update_fields=["is_staff"])
    body = organisation.code if organisation else ""
    audit.record(
        by, "kernel:role:grant", f"account:{account.pk}", role=role, area=area_code, organisation=body
    )
    return granted


def _faults_of_grant(
    role: str, area_code: str, organisation: Organisation | None, since: date, until: date | None
) -> list[FieldError]:
    if role not in set(Role):
        return [FieldError("role", _("没有这个角色。"))]
    found = []
    if role in rules.ADMINISTRATORS and area_code:
        found.append(FieldError("area_code", _("管理员的范围是全市，请留空。")))
    elif area_code and not places.exists(area_code):
        found.append(FieldError("area_code", _("没有这个区域编码。")))
    elif not area_code and role in rules.NEED_AN_AREA:
        found.append(FieldError("area_code", _("请填写这个角色管辖的区域编码。")))
    if role in rules.OF_A_BODY and organisation is None:
        found.append(FieldError("organisation", _("请选择这个角色所代表的组织。")))
    if until is not None and until < since:
        found.append(FieldError("until", _("结束日期早于开始日期。")))
    return found


@transaction.atomic
def revoke_role(*, by: Actor, grant: RoleGrant, reason: str) -> None:
    """Take the role away at once; who held it and when stays in the audit.

    Raises:
        NotAllowed: `by` is not the security administrator.
    """
    require(by, Permission.SECURITY_MANAGE, "")
    audit.record(
        by,
        "kernel:role:revoke",
        f"account:{grant.account_id}",
        reason,
        role=grant.role,
        area=grant.area_code,
        since=grant.since.isoformat(),
    )
    grant.delete()
