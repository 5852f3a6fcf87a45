"""On the demo every role is one press: the made-up city's own accounts, and only there."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.care import queries as care
from linli.care.models import Alert, Kin, Plan
from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs import queries as orgs
from linli.orgs.models import Post, RoleGrant
from linli.orgs.rules import Role as Duty
from linli.places import queries as places
from linli.web.shell.request import Request

PREFIX = "demo-"
"""The demo's builder gives its role accounts user names that begin so."""


NAMES = {
    "resident": _("居民"),
    "worker": _("网格员"),
    "community": _("社区工作台"),
    "street": _("街道工作台"),
    "department": _("处置部门"),
    "inspector": _("核查员"),
    "leader": _("城市领导"),
    "system": _("系统管理员"),
    "security": _("安全管理员"),
    "audit": _("审计管理员"),
}
"""What each role is called on the sign-in page, in the order of a report's way."""


@dataclass(frozen=True)
class Role:
    """One role to try: its account, what it is called, who has it, where, and the page to begin with."""

    username: str
    name: str
    who: str
    where: str = ""
    next: str = ""


def roles() -> list[Role]:
    """Return the demo's role accounts; none outside the demo."""
    if not settings.DEMO:
        return []
    found = Account.objects.filter(username__startswith=PREFIX, is_active=True)
    today = orgs.current(clock.today())
    grants = RoleGrant.objects.filter(today, account__in=found).exclude(area_code="")
    posts = Post.objects.filter(today, worker__account__in=found)
    areas = dict(posts.values_list("worker__account", "area_code"))
    areas |= dict(grants.values_list("account", "area_code"))
    shown = [
        Role(
            each.username,
            str(NAMES.get(each.username.removeprefix(PREFIX), str(each))),
            str(each),
            _place(areas.get(each.pk, "")),
        )
        for each in found
    ]
    order = list(NAMES)
    return sorted(shown, key=lambda role: order.index(key) if (key := role.username[5:]) in order else 99)


def serving(case: Case) -> list[Role]:
    """Return who has to do with a case, in the order of its way, for a visitor of the demo to go on as.

    Nobody outside the demo, and nobody for a case that lies in no grid.
    """
    if not settings.DEMO or not case.grid_code:
        return []
    street = case.grid_code[:9]
    desk = f"{reverse('desk:inbox')}?tab=all&q={case.number}"
    work = reverse("worker:case", args=[case.number])
    way = (
        ("street", Q(role=Duty.STREET_DESK, area_code=street), desk),
        ("department", Q(role=Duty.DEPARTMENT, organisation__code=case.body_code), work),
        ("inspector", Q(role=Duty.INSPECTOR, area_code=street), work),
    )
    today = orgs.current(clock.today())
    found = []
    for key, which, page in way:
        grant = RoleGrant.objects.filter(today, which).select_related("account", "organisation").first()
        if grant is not None:
            body = grant.organisation
            where = body.name if body is not None else _place(street)
            found.append(Role(grant.account.username, str(NAMES[key]), str(grant.account), where, page))
    return found


def care_pages() -> list[tuple[str, str]]:
    """Return the names and addresses of an elder's page and a family's; none outside the demo.

    They are those of the elder about whom an alert is open, else of any elder under plan.
    """
    if not settings.DEMO:
        return []
    alert = Alert.objects.filter(cleared_at=None).select_related("plan").order_by("opened_at").first()
    plan = alert.plan if alert else Plan.objects.filter(ended_at=None).order_by("pk").first()
    if plan is None:
        return []
    found = [(_("老人自己的页面"), (plan.code, care.elder_key(plan)))]
    kin = Kin.objects.filter(plan=plan).order_by("place").first()
    if kin is not None:
        found.append((_("家人的页面"), (kin.page, care.kin_key(kin))))
    return [(str(name), reverse("resident:care", args=key)) for name, key in found]


def _place(code: str) -> str:
    return " ".join(places.names(code)[-2:])


@require_POST
def enter(request: Request) -> HttpResponse:
    """Sign into one of the accounts of the demo's city: of a role, or of anybody to whom no password belongs.

    Raises:
        Http404: this is no demo, or no such account.
    """
    username = request.POST.get("username", "")
    account = Account.objects.filter(username=username, is_active=True).first() if settings.DEMO else None
    if account is None or not (username.startswith(PREFIX) or not account.has_usable_password()):
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    page = request.POST.get("next", "")
    return redirect(page if url_has_allowed_host_and_scheme(page, None) else "shell:start")
