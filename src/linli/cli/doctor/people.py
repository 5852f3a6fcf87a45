"""The accounts: who runs the place, and whether their doors are locked."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.cli.doctor.finding import Finding, advice, fine, unsafe
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs.models import ROLE_NAMES, RoleGrant
from linli.orgs.queries import current
from linli.orgs.rules import ADMINISTRATORS


def administrators() -> Iterator[Finding]:
    """Whether each of the three administrators exists."""
    today = current(clock.today())
    held = RoleGrant.objects.filter(today, role__in=ADMINISTRATORS, account__is_active=True)
    roles = set(held.values_list("role", flat=True))
    for role in ADMINISTRATORS:
        if role not in roles:
            yield advice(
                _("还没有%(role)s") % {"role": ROLE_NAMES[role]},
                f"linli account create NAME --role {role}",
            )
    if len(roles) == len(ADMINISTRATORS):
        yield fine(_("系统、安全、审计三个管理员都已设立"))


def second_factors() -> Iterator[Finding]:
    """Whether everybody who works here signs in with a second factor."""
    if not settings.SECOND_FACTOR:
        if not settings.DEMO:
            yield unsafe(_("没有要求两步验证"), _("去掉 LINLI_SECOND_FACTOR=0。"))
        return
    bare = Account.objects.filter(is_staff=True, is_active=True).exclude(
        pk__in=Authenticator.objects.values("user")
    )
    used = bare.filter(last_login__isnull=False).count()
    fresh = bare.filter(last_login=None).count()
    if used:
        yield unsafe(
            _("%(count)d 个工作人员账号用过却没有两步验证") % {"count": used},
            _("请他们登录并绑定验证器；不再使用的账号请停用。"),
        )
    if fresh:
        yield advice(
            _("%(count)d 个工作人员账号从未登录") % {"count": fresh},
            _("一次性密码不要久放；不需要的账号请停用。"),
        )
    if not used and not fresh:
        yield fine(_("工作人员都已绑定两步验证"))


def demo_accounts() -> Iterator[Finding]:
    """Whether accounts of a demo are left in a real city."""
    if settings.DEMO:
        return
    left = Account.objects.filter(Q(username__startswith="demo-") | Q(username="admin"), is_active=True)
    for account in left:
        yield unsafe(
            _("默认或演示账号 %(account)s 仍可登录") % {"account": account.username},
            _("停用它，为每个人建立自己的账号。"),
        )
