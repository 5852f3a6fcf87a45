"""Saved views at the desk: keep the present list, rename, begin with, delete."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.cases import saved
from linli.kernel.errors import InvalidInput
from linli.web.desk import lists
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf


@login_required
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the list whose words came along under a name, and go back to it.

    Raises:
        NotAllowed: the reader sees no cases, or does not work in the office to share it with.
    """
    lists.require(request.actor)
    words = lists.asked(request.POST).words
    try:
        view = saved.save(
            by=request.actor,
            name=request.POST.get("name", ""),
            words=words,
            today=lists.today(),
            office=request.POST.get("office", ""),
        )
    except InvalidInput as fault:
        messages.warning(request, str(fault.errors[0].message))
        return redirect(lists.address("desk:inbox", words))
    if request.POST.get("first"):
        saved.begin_with(by=request.actor, view=view.pk)
    messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
    return redirect(lists.address("desk:inbox", words))


@never_cache
@login_required
@require_safe
def views(request: Request) -> HttpResponse:
    """Show the reader's views with what can be changed of them.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    lists.require(request.actor)
    mine = saved.views(request.actor)
    names = lists.office_names((view.office for view in mine), Shelf())
    found = [
        {
            "view": view,
            "url": lists.address("desk:inbox", view.words),
            "office": names[view.office],
        }
        for view in mine
    ]
    return render(request, "desk/views.html", {"views": found})


@login_required
@require_POST
def change(request: Request, view: int) -> HttpResponse:
    """Rename a view, delete it, or begin with it (or no longer), as the pressed button says.

    Raises:
        NotFound: there is no such view for the reader.
    """
    match request.POST.get("do"):
        case "rename":
            try:
                saved.rename(by=request.actor, view=view, name=request.POST.get("name", ""))
            except InvalidInput as fault:
                messages.warning(request, str(fault.errors[0].message))
        case "delete":
            saved.delete(by=request.actor, view=view)
            messages.success(request, _("视图已删除，案件都在。"))
        case "first":
            saved.begin_with(by=request.actor, view=view)
        case _:
            saved.begin_with(by=request.actor, view=None)
    return redirect("desk:views")
