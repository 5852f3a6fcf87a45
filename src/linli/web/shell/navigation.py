"""Which pages stand in the bar, by what the actor may do."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission

WORK = frozenset(
    {Permission.CASES_HANDLE, Permission.CASES_SETTLE, Permission.CASES_CHECK, Permission.CASES_VERIFY}
)
DESK = frozenset({Permission.CASES_FILE, Permission.CASES_DISPATCH, Permission.HOTLINE_TAKE})
OVERSEE = frozenset({Permission.CASES_SUPERVISE, Permission.CASES_REVIEW})
CITY = frozenset({Permission.INSIGHT_SEE})
KEEP = frozenset(
    {Permission.ACCOUNTS_MANAGE, Permission.SECURITY_MANAGE, Permission.AUDIT_SEE, Permission.CATALOGUE_EDIT}
)
STAFF = WORK | DESK | OVERSEE | CITY | KEEP


Row = tuple[bool, str, str, str, int]


@dataclass(frozen=True)
class Item:
    """One entry of the bar."""

    url: str
    label: str
    icon: str
    current: bool = False
    count: int = 0


def held(actor: Actor) -> frozenset[Permission]:
    """Return everything the actor may do somewhere."""
    return frozenset(permission for grant in actor.grants for permission in grant.permissions)


def is_staff(actor: Actor) -> bool:
    """Return whether `actor` has work to do here, not only reports to make."""
    return bool(held(actor) & STAFF)


def home(actor: Actor) -> str:
    """Return the address of the front that is this actor's own."""
    mine = held(actor)
    if mine & DESK:
        return reverse("desk:inbox")
    if mine & WORK:
        return reverse("worker:home")
    if mine & CITY:
        return reverse("city:home")
    return reverse("admin:index") if mine & KEEP else reverse("resident:home")


def menu(actor: Actor, path: str, unread: int) -> list[Item]:
    """Return the bar's entries for `actor`, the one that holds `path` marked."""
    mine = held(actor)
    rows = _of_staff(mine, unread) if mine & STAFF else _of_residents(unread)
    here = max((url for _shown, url, *_rest in rows if path.startswith(url)), key=len, default="")
    return [Item(url, label, icon, url == here, count) for shown, url, label, icon, count in rows if shown]


def _of_staff(mine: frozenset[Permission], unread: int) -> list[Row]:
    on_foot = bool(mine & WORK) and not mine & (DESK | OVERSEE)
    return [
        (bool(mine & (DESK | OVERSEE)), reverse("desk:inbox"), _("案件"), "tray", 0),
        (bool(mine & WORK), reverse("worker:home"), _("待办"), "tasks", 0),
        (bool(mine & (WORK | DESK)), reverse("worker:report"), _("上报"), "report", 0),
        (on_foot, reverse("worker:plan"), pgettext("tab", "网格图"), "map", 0),
        (on_foot and Permission.PEOPLE_LOOK in mine, reverse("worker:people"), _("人和楼"), "people", 0),
        (
            Permission.CARE_SEE in mine,
            reverse("worker:care" if on_foot else "desk:care"),
            _("关照"),
            "alarm",
            0,
        ),
        (bool(mine & CITY), reverse("city:home"), _("城市"), "city", 0),
        (bool(mine & KEEP), reverse("admin:index"), _("管理"), "lock", 0),
        (Permission.NEWS_PUBLISH in mine, reverse("desk:news"), _("公告"), "news", 0),
        (True, reverse("shell:notices"), _("消息"), "bell", unread),
    ]


def _of_residents(unread: int) -> list[Row]:
    return [
        (True, reverse("resident:home"), _("首页"), "home", 0),
        (True, reverse("resident:report"), _("反映"), "report", 0),
        (True, reverse("resident:nearby"), _("身边"), "map", 0),
        (True, reverse("resident:choose"), pgettext("tab", "社区"), "people", 0),
        (True, reverse("resident:mine"), _("我的"), "me", unread),
    ]
