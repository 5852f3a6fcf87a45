"""Gates that are opened from afar: where their controllers listen; the password is written, never shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from linli.devices import openers
from linli.devices.models import Device, Opener
from linli.devices.rules import Kind
from linli.kernel.actor import Actor
from linli.kernel.errors import LinliError
from linli.kernel.permissions import Permission
from linli.web.office.acting import ActingForm, OfficeAdmin, Reasoned


class OpenerForm(ActingForm):
    """Which gate, where its controller listens, and the login."""

    user = forms.CharField(
        label=_("用户名"),
        required=False,
        max_length=openers.LONGEST,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("密码"),
        required=False,
        max_length=openers.LONGEST,
        strip=False,
        help_text=_("加密保存，不再显示。用户名和密码都留空就不变；换了地址要重填。"),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Opener
        fields = ("device", "address", "door")
        help_texts = {
            "address": _("如 http://10.1.2.3 或 https://10.1.2.3:8443，只填IP地址。"),
            "door": _("这个门在控制器上的编号，一般是 1。"),
        }

    def enter(self, given: dict[str, Any]) -> Opener:
        """Say how the gate is opened."""
        return openers.keep_opener(by=self.actor, **given)

    def alter(self, row: Opener, given: dict[str, Any]) -> Opener:
        """Say it anew; the gate stays."""
        given.pop("device", None)
        return openers.keep_opener(by=self.actor, device=row.device, **given)


@admin.register(Opener)
class OpenerAdmin(OfficeAdmin):
    """The gates that Linli may open, tried out without opening them."""

    form = OpenerForm
    action_form = Reasoned
    seen = Permission.DEVICES_SEE
    scope = "device__area_code"
    actions = ("try_out", "drop")
    list_display = ("device", "address", "door", "last_ok_at", "last_error")
    list_select_related = ("device",)
    search_fields = ("device__name", "device__code", "address")
    ordering = ("device__code",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what is asked, and for a known one how it went."""
        asked = ("device", "address", "door", "user", "password")
        return (*asked, "kept_at", "last_ok_at", "last_error") if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what stays."""
        return ("device", "kept_at", "last_ok_at", "last_error") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer gates in service alone."""
        if db_field.name == "device":
            gates: QuerySet[Device] = Device.objects.filter(
                kind=Kind.GATE, retired_on=None, opener__isnull=True
            )
            kwargs["queryset"] = gates.order_by("name", "code")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with the user name that is kept; the password stays empty."""
        kwargs["fields"] = ("address", "door") if obj else ("device", "address", "door")
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            form.base_fields["user"].widget.attrs["placeholder"] = openers.user_of(obj)
        return form

    def has_keep_permission(self, request: HttpRequest) -> bool:
        """Whether the reader keeps devices."""
        return self.may(request, Permission.DEVICES_EDIT)

    @admin.action(description=_("试连接，不开门"), permissions=["keep"])
    def try_out(self, request: HttpRequest, queryset: Any) -> None:
        """See that the chosen ones answer and take the login."""
        for row in queryset.select_related("device"):
            try:
                openers.try_opener(by=request.actor, opener=row)  # type: ignore[attr-defined]
            except LinliError as fault:
                self.message_user(request, f"{row.device.name}: {fault}", messages.ERROR)
            else:
                facts = {"name": row.device.name}
                self.message_user(
                    request, _("%(name)s：连上了，用户名和密码都对。") % facts, messages.SUCCESS
                )

    @admin.action(description=_("不再远程开门"), permissions=["keep"])
    def drop(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Delete the addresses and logins of the chosen ones."""

        def do(by: Actor, row: Opener, reason: str) -> None:
            openers.drop_opener(by=by, opener=row, reason=reason)

        return self.each(request, queryset, do)
