"""The list behind a number: exactly the cases that an indicator counts, and what it means."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight import queries as insight
from linli.insight import rules
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, may
from linli.web.city import asked as asking
from linli.web.city import figures
from linli.web.city.asked import Asked
from linli.web.shell import cards
from linli.web.shell.paging import with_query
from linli.web.shell.problems import problem
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

A_PAGE = 50


@never_cache
@require_safe
def behind(request: Request) -> HttpResponse:
    """List the cases that the indicator ?show= counts in ?area=; with ?part=whole, those of its denominator.

    Raises:
        NotFound: there is no such indicator, or it counts areas instead of cases.
    """
    area = asking.area_asked(request)
    key, whole = request.GET.get("show", ""), request.GET.get("part") == "whole"
    indicator = rules.INDICATORS.get(key)
    if indicator is None or not rules.lists_cases(indicator):
        raise NotFound
    if not may(request.actor, Permission.CASES_SEE, area):
        words = _("数字您可以看，一件件的案件归办案的岗位看。如果您需要，请找本单位的管理员。")
        return problem(request, HTTPStatus.FORBIDDEN, _("数字后面的案件您看不了"), words)
    what = Asked(area, key, asking.FINER[len(area)])
    found = insight.behind(request.actor, key, area, whole=whole)
    after = request.GET.get("after", "")
    cases, following = insight.page_behind(found, key, after, A_PAGE)
    reading = figures.readings(request, what)[key]
    now, shelf = clock.now(), Shelf()
    page = {
        "heading": what.name,
        "back": asking.Asked(area, key if key in asking.SHOWN else asking.SHOWN[0], what.level).home(area),
        "tile": figures.tile(request.actor, reading, what),
        "parts": _parts(request.actor, what, whole) if indicator.denominator else [],
        "cases": [
            cards.desk_card(case, now, shelf, reverse("desk:case", args=[case.number])) for case in cases
        ],
        "first_url": with_query(request, after=None) if after else "",
        "next_url": with_query(request, after=following) if following else "",
    }
    return render(request, "city/behind.html", page)


def _parts(by: Actor, what: Asked, whole: bool) -> list[dict[str, object]]:
    return [
        {
            "name": rules.COUNT_NAMES[name],
            "url": asking.behind(by, what.show, what.area, whole=each),
            "current": each is whole,
        }
        for name, each in ((what.indicator.numerator, False), (what.indicator.denominator, True))
    ]
