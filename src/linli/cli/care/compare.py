"""Writes the two rules side by side, as they have watched over the city's own people."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from linli.care import queries
from linli.kernel.actor import SYSTEM
from linli.places import queries as places


def lines(since: date) -> Iterator[str]:
    """Yield the table as text, one line a district; a sentence when there is nothing yet."""
    found = queries.side_by_side(SYSTEM, since)
    if not found:
        yield _("还没有可对照的：两种规则都看过的静默，要等下一次动静才知道结果。")
        return
    yield "\t".join(
        (_("区"), _("按个人作息多余上门"), _("按整日无动静多余上门"), _("代价"), _("询问得到回答"))
    )
    for each in found:
        price = "–" if each.price is None else f"{each.price:g}"
        answered = "–" if each.answered is None else f"{each.answered:.0%}"
        yield "\t".join((places.name(each.district), str(each.rhythm), str(each.published), price, answered))
