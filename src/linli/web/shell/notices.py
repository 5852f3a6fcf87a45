"""The in-app inbox of a signed-in person; opening it marks what it shows as read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.channels import actions as channels
from linli.channels import queries
from linli.web.shell.paging import page_of
from linli.web.shell.request import Request


@never_cache
@login_required
@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show the newest notices, the unread ones marked, and take them as read."""
    page = page_of(request, queries.inbox(request.actor), size=30)
    unread = [notice.pk for notice in page.rows if notice.read_at is None]
    answer = render(request, "shell/notices.html", {"page": page, "unread": set(unread)})
    if unread:
        channels.mark_read(by=request.actor)
    return answer
