"""The pages that belong to nobody in particular: privacy, help, what the browser shows without network."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.people import queries as people
from linli.places import queries as places
from linli.web.shell import navigation
from linli.web.shell.request import Request


@require_safe
def start(request: Request) -> HttpResponse:
    """Lead one who has just signed in to their own front."""
    return redirect(navigation.home(request.actor))


@login_required
@require_safe
def account(request: Request) -> HttpResponse:
    """Show one's own account: where one serves, password, second factor, who looked at one's data."""
    own = request.actor.account_id
    contact = people.contact_of(own) if own is not None else None
    areas = sorted({grant.prefix for grant in request.actor.grants if grant.prefix})
    page = {
        "places": [" ".join(places.names(code)) for code in areas][:20],
        "looks": people.looks(request.actor, contact) if contact else [],
    }
    return render(request, "shell/account.html", page)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say in plain words what is kept of a person, why, how long, and who sees it."""
    return render(request, "shell/privacy.html")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Say how to use the pages and whom to call."""
    return render(request, "shell/help.html")


@require_safe
@cache_control(max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to our mark those who ask for it by the name of old."""
    return redirect(static("shell/mark.svg"))


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show what to do without network; kept on the device by the service worker."""
    return render(request, "shell/offline.html")
