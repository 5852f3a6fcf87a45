"""The gateways by which notices leave, and what became of the notices."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from linli.channels import actions as channels
from linli.channels.models import Delivery, Gateway
from linli.channels.rules import SETTINGS, Kind, Setting
from linli.kernel.actor import Actor
from linli.kernel.errors import LinliError
from linli.kernel.permissions import Permission
from linli.web.office import consequences
from linli.web.office.acting import ActingForm, OfficeAdmin, ReadOnly, Reasoned
from linli.web.office.preview import Effect

NAMES = {
    "host": _("服务器"),
    "port": _("端口"),
    "security": _("加密方式（ssl、starttls 或 none）"),
    "user": _("用户名"),
    "password": _("密码"),
    "sender": _("发件地址"),
    "url": _("接口地址"),
    "secret": _("签名密钥"),
    "key_id": _("访问密钥 ID"),
    "key_secret": _("访问密钥"),
    "sign_name": _("短信签名"),
    "template": _("模板编号"),
    "params": _("模板参数（可用 number、state、subject、link）"),
    "code_template": _("验证码的模板编号"),
    "code_params": _("验证码的模板参数（可用 code）"),
    "digest_template": _("订阅消息的模板编号"),
    "digest_params": _("订阅消息的模板参数（可用 place、digest、link、stop）"),
    "region": _("地域"),
    "app_id": _("应用 ID"),
}


class GatewayForm(ActingForm):
    """What a gateway is called, whom it serves, and what it must know; a new one is a draft."""

    settings_asked: ClassVar[tuple[Setting, ...]] = ()

    class Meta:
        model = Gateway
        fields = ("name", "kind", "area_code", "organisation_code", "active")

    def effects(self, row: Gateway, given: dict[str, Any]) -> list[Effect]:
        """Return what waits when it is switched off."""
        stops = row.pk is not None and row.active and not given.get("active")
        return consequences.of_stopping(row) if stops else []

    def enter(self, given: dict[str, Any]) -> Gateway:
        """Set up a draft; its settings are asked on the next page, by its kind."""
        given.pop("active", None)
        kind = Kind(given.pop("kind"))
        return channels.open_gateway(by=self.actor, kind=kind, settings={}, active=False, **given)

    def alter(self, row: Gateway, given: dict[str, Any]) -> Gateway:
        """Change it; an empty secret stays as it is."""
        given.pop("kind", None)
        settings = {asked.name: given.pop(asked.name, "") for asked in self.settings_asked}
        row.refresh_from_db()
        return channels.keep_gateway(by=self.actor, gateway=row, settings=settings, **given)


class Addressed(ActionForm):
    """To whom a test is sent."""

    address = forms.CharField(
        label=_("测试地址"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("邮箱或手机号；群机器人留空")}),
    )


@admin.register(Gateway)
class GatewayAdmin(OfficeAdmin):
    """Ways out: set up, changed and tried out; a failing one says why."""

    form = GatewayForm
    action_form = Addressed
    actions = ("send_test",)
    list_display = ("name", "kind", "active", "area_code", "organisation_code", "failing_since", "last_error")
    list_filter = ("kind", "active")
    ordering = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what is asked: first the kind, then what that kind must know."""
        if obj is None:
            return ("name", "kind", "area_code", "organisation_code")
        asked = tuple(setting.name for setting in SETTINGS[Kind(obj.kind)])
        state = ("failing_since", "last_error", "last_ok_at")
        return ("name", "kind", "area_code", "organisation_code", *asked, "active", *state)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what shows but is not asked."""
        return ("kind", "failing_since", "last_error", "last_ok_at") if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with a field for each setting of the gateway's kind."""
        if obj is None:
            return super().get_form(request, obj, change, **kwargs)
        asked = SETTINGS[Kind(obj.kind)]
        known = channels.read_settings(obj)
        fields: dict[str, Any] = {
            setting.name: _field(setting, known.get(setting.name, "")) for setting in asked
        }
        kwargs["form"] = type("GatewaySettingsForm", (GatewayForm,), {**fields, "settings_asked": asked})
        kwargs["fields"] = ("name", "area_code", "organisation_code", "active")
        return super().get_form(request, obj, change, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Go on to the settings of the new gateway."""
        return HttpResponseRedirect(reverse("admin:channels_gateway_change", args=[obj.pk]))

    def has_keep_permission(self, request: HttpRequest) -> bool:
        """Whether the reader keeps the gateways."""
        return self.may(request, Permission.CHANNELS_KEEP)

    @admin.action(description=_("发送一条测试"), permissions=["keep"])
    def send_test(self, request: HttpRequest, queryset: Any) -> None:
        """Send a short text through the chosen gateways at once."""
        address = request.POST.get("address", "")
        for gateway in queryset:
            facts = {"name": gateway.name}
            try:
                channels.send_test(by=request.actor, gateway=gateway, address=address)  # type: ignore[attr-defined]
            except LinliError as fault:
                self.message_user(request, f"{gateway.name}: {fault}", messages.ERROR)
            else:
                self.message_user(request, _("%(name)s：测试已发出。") % facts, messages.SUCCESS)


def _field(setting: Setting, known: str) -> forms.CharField:
    """Return the field of a setting; a secret that is known is not shown again."""
    has = setting.secret and bool(known)
    attrs = {"placeholder": _("已设置，留空则不变")} if has else {}
    widget = UnfoldAdminPasswordWidget(attrs) if setting.secret else UnfoldAdminTextInputWidget(attrs)
    initial = "" if setting.secret else known or setting.default
    label = NAMES[setting.name]
    return forms.CharField(label=label, required=False, max_length=500, initial=initial, widget=widget)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """What was sent, what waits and what was lost; the addresses stay sealed."""

    action_form = Reasoned
    actions = ("revive",)
    list_display = ("created_at", "notice", "gateway", "state", "attempts", "sent_at", "error")
    list_filter = ("state", "gateway")
    list_select_related = ("notice", "gateway")
    ordering = ("-id",)
    fields = ("notice", "gateway", "state", "attempts", "created_at", "sent_at", "error")

    def has_keep_permission(self, request: HttpRequest) -> bool:
        """Whether the reader keeps the gateways."""
        return self.may(request, Permission.CHANNELS_KEEP)

    @admin.action(description=_("重新发送"), permissions=["keep"])
    def revive(self, request: HttpRequest, queryset: Any) -> None:
        """Try the chosen deliveries again for a day."""

        def do(by: Actor, row: Delivery, reason: str) -> None:
            channels.revive(by=by, deliveries=[row.pk], reason=reason)

        self.each(request, queryset, do)
