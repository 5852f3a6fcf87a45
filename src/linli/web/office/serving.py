"""Workers and their posts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, prefixes, within
from linli.orgs import actions, posts
from linli.orgs.models import DUTY_NAMES, Post, Worker
from linli.web.office import consequences
from linli.web.office.acting import ActingForm, OfficeAdmin, Reasoned


class WorkerForm(ActingForm):
    """What is said of a worker; the telephone is written, never read back."""

    new_phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("加密保存，不再显示；留空表示不改。"),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Worker
        fields = ("name", "organisation", "is_party_member", "account")

    def alter(self, row: Worker, given: dict[str, Any]) -> Worker:
        """Change them, and the account that they sign in with when that changed."""
        account = given.pop("account", row.account)
        phone = given.pop("new_phone")
        told = {**given, "phone": phone} if phone else given
        worker = actions.change_worker(by=self.actor, worker=row, **told)
        if account != worker.account:
            worker = actions.link_account(by=self.actor, worker=worker, account=account)
        return worker


class NewWorkerForm(WorkerForm):
    """A new worker with their first post."""

    area_code = forms.CharField(label=_("服务区域编码"), max_length=15, widget=UnfoldAdminTextInputWidget)
    duty = forms.ChoiceField(
        label=_("职务"), choices=list(DUTY_NAMES.items()), widget=UnfoldAdminSelectWidget
    )

    def enter(self, given: dict[str, Any]) -> Worker:
        """Enlist and appoint them."""
        area_code, duty = given.pop("area_code"), given.pop("duty")
        account, phone = given.pop("account", None), given.pop("new_phone")
        worker = actions.enlist_worker(by=self.actor, area_code=area_code, phone=phone, **given)
        posts.appoint(by=self.actor, worker=worker, area_code=area_code, duty=duty)
        if account is not None:
            worker = actions.link_account(by=self.actor, worker=worker, account=account)
        return worker


@admin.register(Worker)
class WorkerAdmin(OfficeAdmin):
    """People who serve."""

    form = WorkerForm
    action_form = Reasoned
    actions = ("dismiss",)
    list_display = ("name", "phone_mask", "organisation", "is_party_member", "account", "left_on")
    list_filter = ("is_party_member", ("left_on", admin.EmptyFieldListFilter))
    list_select_related = ("organisation", "account")
    search_fields = ("name", "organisation__name")
    autocomplete_fields = ("organisation", "account")
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the workers with a post where the reader may see."""
        rows = super().get_queryset(request)
        codes = prefixes(request.actor, Permission.ORGS_SEE)  # type: ignore[attr-defined]
        if "" in codes:
            return rows
        return rows.filter(pk__in=Post.objects.filter(within("area_code", codes)).values("worker"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; a new worker's also asks for the first post."""
        if obj is None:
            kwargs["form"] = NewWorkerForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; the account only for those who manage accounts."""
        fields = ["name", "new_phone", "organisation", "is_party_member"]
        if obj is None:
            fields += ["area_code", "duty"]
        return [*fields, "account"] if self.may(request, Permission.ACCOUNTS_MANAGE) else fields

    @admin.action(description=_("所选人员离岗"), permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """End the service of the chosen workers."""

        def do(by: Actor, row: Worker, reason: str) -> None:
            actions.dismiss_worker(by=by, worker=row, reason=reason)

        return self.each(request, queryset, do, consequences.of_dismissing)


class PostForm(ActingForm):
    """Who serves where as what."""

    class Meta:
        model = Post
        fields = ("worker", "area_code", "duty", "since", "until")

    def enter(self, given: dict[str, Any]) -> Post:
        """Appoint the worker."""
        return posts.appoint(by=self.actor, **given)


@admin.register(Post)
class PostAdmin(OfficeAdmin):
    """Posts: given and ended, never rewritten."""

    form = PostForm
    action_form = Reasoned
    scope = "area_code"
    actions = ("end",)
    list_display = ("worker", "area_code", "duty", "since", "until")
    list_filter = ("duty", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("worker",)
    search_fields = ("worker__name", "area_code")
    autocomplete_fields = ("worker",)
    ordering = ("area_code", "duty", "pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A post is ended, not changed."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=_("结束所选岗位"), permissions=["change"])
    def end(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """End the chosen posts today."""

        def do(by: Actor, row: Post, reason: str) -> None:
            posts.end_post(by=by, post=row)

        return self.each(request, queryset, do, consequences.of_ending)
