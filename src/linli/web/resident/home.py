"""The resident's first page: one thing to do, and the way to what was done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.web.shell.request import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the one thing a resident comes for, and the box to follow a report."""
    return render(request, "resident/home.html")
