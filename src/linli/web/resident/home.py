"""The resident's first page, and the list of what one has reported."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.models import Case
from linli.kernel import clock
from linli.people import queries as people
from linli.web.shell import cards, preferences
from linli.web.shell.cards import Card
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

ON_HOME = 6


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the one thing a resident comes for, the box to follow a report, and what is going on."""
    if preferences.letters(request):
        return render(request, "resident/home.html")
    newest = Case.objects.filter(public=True).order_by("-created_at")[:ON_HOME]
    return render(request, "resident/home.html", {"cases": _shown(newest)})


@require_safe
def mine(request: Request) -> HttpResponse:
    """Show what the signed-in resident has reported."""
    account = request.actor.account_id
    found = queries.reported_by(account) if account is not None else []
    contact = people.contact_of(account) if account is not None else None
    proved = contact is not None and contact.phone_proved_at is not None
    return render(request, "resident/mine.html", {"cases": _shown(found), "proved": proved})


def _shown(found: Iterable[Case]) -> list[Card]:
    now, shelf = clock.now(), Shelf()
    return [cards.public_card(case, now, shelf) for case in found]
