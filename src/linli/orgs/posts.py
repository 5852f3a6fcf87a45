"""What is done to posts: given, ended, and moved with the area they serve."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound, invalid
from linli.kernel.permissions import Permission, require, within
from linli.orgs import queries
from linli.orgs.models import Post, Worker
from linli.orgs.rules import Duty
from linli.places import queries as places


@transaction.atomic
def appoint(
    *,
    by: Actor,
    worker: Worker,
    area_code: str,
    duty: str,
    since: date | None = None,
    until: date | None = None,
) -> Post:
    """Give `worker` a post in the area `area_code` from `since` (today) to `until` (open) and return it.

    Raises:
        NotAllowed: `by` may not edit in that area, or would appoint themselves.
        InvalidInput: the area, the duty or the dates are wrong.
        Conflict: the worker holds this very post already.
    """
    require(by, Permission.ORGS_EDIT, area_code)
    if by.account_id is not None and worker.account_id == by.account_id:
        raise NotAllowed(_("不能给自己任职。"))
    since = since or clock.today()
    errors = []
    if not places.exists(area_code):
        errors.append(FieldError("area_code", _("没有这个区域编码。")))
    if duty not in set(Duty):
        errors.append(FieldError("duty", _("没有这个职务。")))
    if until is not None and until < since:
        errors.append(FieldError("until", _("结束日期早于开始日期。")))
    if errors:
        raise InvalidInput(errors)
    if Post.objects.filter(worker=worker, area_code=area_code, duty=duty, until=None).exists():
        raise Conflict(_("这位工作人员已在这里担任这个职务。"))
    post = Post.objects.create(worker=worker, area_code=area_code, duty=duty, since=since, until=until)
    audit.record(by, "orgs:post:appoint", f"worker:{worker.pk}", area=area_code, duty=duty)
    return post


@transaction.atomic
def end_post(*, by: Actor, post: Post, until: date | None = None) -> Post:
    """End `post` on `until` (today) and return it.

    Raises:
        NotAllowed: `by` may not edit in its area.
        InvalidInput: the day is before the post began.
    """
    kept = Post.objects.select_for_update().filter(pk=post.pk).first()
    if kept is None:
        raise NotFound
    require(by, Permission.ORGS_EDIT, kept.area_code)
    kept.until = until or clock.today()
    if kept.until < kept.since:
        raise invalid("until", _("结束日期早于开始日期。"))
    kept.save(update_fields=["until"])
    audit.record(by, "orgs:post:end", f"worker:{kept.worker_id}", area=kept.area_code, duty=kept.duty)
    return kept


def unstaffed_without(ending: Collection[Post]) -> set[str]:
    """Return the areas whose last full-time post (in them or below) is among `ending` (two queries)."""
    pks = [post.pk for post in ending]
    today = Post.objects.filter(queries.current(clock.today()), duty=Duty.FULL_TIME, worker__left_on=None)
    areas = set(today.filter(pk__in=pks).values_list("area_code", flat=True))
    staying = today.filter(within("area_code", areas)).exclude(pk__in=pks)
    served = set(staying.values_list("area_code", flat=True))
    return {area for area in areas if not any(code.startswith(area) for code in served)}


def going_on(code: str, on: date) -> QuerySet[Post]:
    """Return the posts in the area `code` itself that go on from the day `on`: those that would move."""
    return Post.objects.filter(Q(until=None) | Q(until__gte=on), area_code=code)


@transaction.atomic
def move_posts(*, by: Actor, code: str, successor: str, on: date) -> int:
    """Let those who serve the area `code` serve `successor` from the day `on`, and return how many posts.

    A post that had begun ends the day before and goes on as a new one; done again it finds nothing to move.

    Raises:
        NotAllowed: `by` may not edit in one of the two areas.
    """
    require(by, Permission.ORGS_EDIT, code)
    require(by, Permission.ORGS_EDIT, successor)
    found = list(going_on(code, on).select_for_update().order_by("pk"))
    for post in found:
        _move(post, successor, on)
    if found:
        audit.record(by, "orgs:post:move", f"area:{code}", successor=successor, count=len(found))
    return len(found)


def _move(post: Post, successor: str, on: date) -> None:
    """Let one post go on elsewhere from a day; where its holder has that post already, it only ends."""
    there = Post.objects.filter(worker=post.worker_id, area_code=successor, duty=post.duty)
    held = there.filter(Q(until=None) | Q(until__gte=on)).exists()
    if post.since >= on:
        post.area_code, post.until = successor, post.since if held else post.until
        post.save(update_fields=["area_code", "until"])
        return
    if not held:
        Post.objects.create(
            worker_id=post.worker_id, area_code=successor, duty=post.duty, since=on, until=post.until
        )
    post.until = on - timedelta(days=1)
    post.save(update_fields=["until"])
