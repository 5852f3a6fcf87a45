"""News: a desk tells everybody in an area something; what was wrong is withdrawn, never rewritten."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.channels.actions.happening import happened, unhappen
from linli.channels.models import Happening, News
from linli.channels.rules import LONGEST_NEWS, LONGEST_SHOWN, LONGEST_TITLE, is_prefix
from linli.kernel import audit, clock, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput
from linli.kernel.permissions import Permission, require
from linli.places import queries as places


@transaction.atomic
def publish(
    *,
    by: Actor,
    key: str,
    area_code: str,
    title: str,
    body: str,
    signed: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> News:
    """Publish a notice for all in an area and return it; the same `key` twice, at once too, gives the first.

    Args:
        by: who publishes.
        key: names this press of the button.
        area_code: for whom; "" is the whole city.
        title: one line.
        body: plain text; it is never read as markup.
        signed: in whose name, e.g. the office's.
        since: from when it shows; now when not given, and never earlier.
        until: until when it shows; for good when not given.

    Raises:
        NotAllowed: `by` may not publish there.
        InvalidInput: a field is wrong; names each.
    """
    require(by, Permission.NEWS_PUBLISH, area_code)
    if earlier := News.objects.filter(key=key).first():
        return earlier
    moment = clock.now()
    begins = max(since or moment, moment)
    title, body, signed = " ".join(title.split()), body.strip(), " ".join(signed.split())
    if faults := _faults(area_code, title, body, begins, until):
        raise InvalidInput(faults)
    news = News(
        key=key,
        area_code=area_code,
        title=title,
        body=body,
        signed=signed[:100],
        author_id=by.account_id,
        published_at=moment,
        since=begins,
        until=until,
    )
    if not rows.insert_unless_there(news):
        return News.objects.get(key=key)
    happened(
        key=_key(news),
        kind=Happening.Kind.NEWS,
        at=begins,
        area_code=area_code,
        words=dict.fromkeys(dict(settings.LANGUAGES), title),
        link=settings.NEWS_LINK.format(id=news.pk),
    )
    audit.record(by, "channels:news:publish", f"news:{news.pk}", area=area_code, title=title)
    return news


@transaction.atomic
def withdraw(*, by: Actor, news: News, reason: str) -> News:
    """Take a notice back: from now on nobody is shown it or told of it; it stays in the record.

    Raises:
        NotAllowed: `by` may not publish there.
        InvalidInput: no reason was given.
        Conflict: it was withdrawn already.
    """
    kept = News.objects.select_for_update().get(pk=news.pk)
    require(by, Permission.NEWS_PUBLISH, kept.area_code)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise InvalidInput([FieldError("reason", _("请写明为什么撤下。"))])
    if kept.withdrawn_at is not None:
        raise Conflict(_("这条公告已经撤下了。"))
    kept.withdrawn_at = clock.now()
    kept.save(update_fields=["withdrawn_at"])
    unhappen(_key(kept))
    audit.record(by, "channels:news:withdraw", f"news:{kept.pk}", reason)
    return kept


def _key(news: News) -> str:
    return f"news:{news.pk}"


def _faults(
    area_code: str, title: str, body: str, since: datetime, until: datetime | None
) -> list[FieldError]:
    found = []
    if area_code and not (is_prefix(area_code) and places.exists(area_code)):
        found.append(FieldError("area_code", _("没有这个区域编码。")))
    if not title:
        found.append(FieldError("title", _("请写标题。")))
    elif len(title) > LONGEST_TITLE:
        found.append(FieldError("title", _("标题最长60个字，请写短一点。")))
    if not body:
        found.append(FieldError("body", _("请写正文。")))
    elif len(body) > LONGEST_NEWS:
        found.append(FieldError("body", _("正文最长4000个字。")))
    if until is not None and until <= since:
        found.append(FieldError("until", _("结束时间要晚于开始时间。")))
    if since - clock.now() > LONGEST_SHOWN:
        found.append(FieldError("since", _("开始时间不能晚于一年以后。")))
    return found
