"""What each change of master data does, in sentences: the reads stand below, the words here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import effects
from linli.channels.models import Delivery, Gateway
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.orgs import posts
from linli.orgs import queries as orgs
from linli.orgs.models import Organisation, Post, RoleGrant, Worker
from linli.orgs.rules import Duty
from linli.people import queries as people
from linli.places import queries as places
from linli.places.models import Area
from linli.web.office.preview import Effect, stays


def of_renaming(area: Area, name: str) -> list[Effect]:
    """Return what a new name does: open cases show it, nothing else changes."""
    told = Effect(_("%(was)s改名为%(will)s。") % {"was": area.name, "will": name})
    return [told, stays(effects.in_area(area.code), _("显示新名称，时限和责任单位都不变"))]


def of_retiring(area: Area, on: date, successor: Area | None) -> list[Effect]:
    """Return what moves to the successor when an area is retired, or what stays when there is none."""
    told = Effect(_("%(name)s（%(code)s）自%(day)s起停用，不能恢复；历史记录保留。") % _named(area, on))
    touched = effects.in_area(area.code)
    moving = posts.going_on(area.code, on).count()
    if successor is None:
        where = _("留在原编码下，并通知上级工作台逐件办结")
        return [told, stays(touched, where), Effect(_posts_stay(moving))]
    facts = {"count": touched.count, "name": successor.name}
    words = ngettext(
        "%(count)d 件未办结案件改归%(name)s，时限不变，每件记一步。",
        "%(count)d 件未办结案件改归%(name)s，时限不变，每件记一步。",
        touched.count,
    )
    more = {
        "posts": moving,
        "buildings": places.buildings_in(area.code),
        "households": people.households_in(area.code),
    }
    rest = _("同时归入：岗位 %(posts)d 个，楼栋 %(buildings)d 幢，住户 %(households)d 户。") % more
    moved = Effect(words % facts, touched.some) if touched.count else stays(touched, "")
    return [told, moved, Effect(rest)]


def _named(area: Area, on: date) -> dict[str, str]:
    return {"name": area.name, "code": area.code, "day": on.isoformat()}


def _posts_stay(count: int) -> str:
    words = ngettext("%(count)d 个岗位不移动。", "%(count)d 个岗位不移动。", count)
    return words % {"count": count}


def of_retiring_bodies(bodies: Sequence[Organisation]) -> list[Effect]:
    """Return what stays with bodies that are taken out of service, and what goes elsewhere from now on."""
    return [effect for body in bodies for effect in _of_retiring_body(body)]


def _of_retiring_body(body: Organisation) -> list[Effect]:
    found = [stays(effects.led_by(body.code), _("仍由%(name)s主办，直到工作台改派") % {"name": body.name})]
    if (helped := effects.helped_by(body.code)).count:
        found.append(stays(helped, _("由它协办，仍是它的任务")))
    if (waiting := effects.likely_for(body.code)).count:
        found.append(stays(waiting, _("本拟派给它，派遣时要另选单位")))
    return [*found, Effect(_("新案件不再派给它。"))]


def of_dismissing(workers: Sequence[Worker]) -> list[Effect]:
    """Return what workers leave behind: cases in hand, posts that end, grids without a full-time worker."""
    held = Post.objects.filter(worker__in=workers).select_related("worker__account").order_by("pk")
    return [
        _of_losing(_without_posts(held)),
        *_of_ending([post for post in held if post.until is None], held),
    ]


def of_ending(held: Sequence[Post]) -> list[Effect]:
    """Return what the end of posts leaves behind, all of them ended together."""
    return [*_of_ending(held, held), _of_losing(_without_posts(held))]


def _without_posts(ending: Iterable[Post]) -> list[Actor]:
    """Return who acts for each account that loses posts, without them."""
    lost: dict[Account, list[int]] = defaultdict(list)
    for post in ending:
        if post.worker.account is not None:
            lost[post.worker.account].append(post.pk)
    return [orgs.actor_without(account, posts=pks) for account, pks in lost.items()]


def _of_ending(told: Iterable[Post], ending: Collection[Post]) -> list[Effect]:
    bare = posts.unstaffed_without(ending)
    return [_end_of(post, bare) for post in told]


def _end_of(post: Post, bare: Collection[str]) -> Effect:
    facts = {"area": places.name(post.area_code) or post.area_code, "code": post.area_code}
    facts["duty"] = str(post.get_duty_display())
    if post.duty == Duty.FULL_TIME and post.area_code in bare:
        return Effect(_("%(area)s（%(code)s）的%(duty)s岗位结束，此后那里没有专职网格员。") % facts)
    return Effect(_("%(area)s（%(code)s）的%(duty)s岗位结束。") % facts)


def _of_losing(after: Iterable[Actor]) -> Effect:
    """Return what happens to the cases in hand of accounts that may not act on them afterwards."""
    return stays(effects.out_of_hand(after), _("由其承办，留在原单位，由单位另派人"))


def of_closing(accounts: Sequence[Account]) -> list[Effect]:
    """Return what happens when accounts are shut."""
    return [_of_losing(Actor(id="", name="", account_id=account.pk) for account in accounts)]


def of_revoking(grants: Sequence[RoleGrant]) -> list[Effect]:
    """Return what happens when roles are taken away."""
    told = [
        Effect(
            _("%(name)s不再是%(role)s。")
            % {"name": str(grant.account), "role": str(grant.get_role_display())}
        )
        for grant in grants
    ]
    lost: dict[Account, list[int]] = defaultdict(list)
    for grant in grants:
        lost[grant.account].append(grant.pk)
    return [*told, _of_losing(orgs.actor_without(account, roles=pks) for account, pks in lost.items())]


def of_stopping(gateway: Gateway) -> list[Effect]:
    """Return what waits when a gateway is switched off: it stays, and is sent when the gateway runs again."""
    waiting = gateway.deliveries.filter(state=Delivery.State.WAITING).count()
    words = ngettext(
        "%(count)d 条待发送的通知留着，重新启用后再发。",
        "%(count)d 条待发送的通知留着，重新启用后再发。",
        waiting,
    )
    return [
        Effect(_("%(name)s停用后不再发送通知；案件照常办理，站内消息不受影响。") % {"name": gateway.name}),
        Effect(words % {"count": waiting}),
    ]
