"""Devices, their groups, and the events that were not taken."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.devices import actions, groups
from linli.devices.models import Device, Group, Refusal
from linli.devices.reading import REASONS
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission
from linli.web.office.acting import ActingForm, OfficeAdmin, ReadOnly, Reasoned


class GroupForm(ActingForm):
    """What is said of a group; its key is given by `linli devicekey`."""

    class Meta:
        model = Group
        fields = ("code", "name", "area_code")

    def enter(self, given: dict[str, Any]) -> Group:
        """Open the group."""
        return groups.open_group(by=self.actor, **given)

    def alter(self, row: Group, given: dict[str, Any]) -> Group:
        """Rename it; its code and area stay."""
        return groups.rename_group(by=self.actor, group=row, name=given["name"])


@admin.register(Group)
class GroupAdmin(OfficeAdmin):
    """Devices that report with one key."""

    form = GroupForm
    action_form = Reasoned
    seen = Permission.DEVICES_SEE
    scope = "area_code"
    actions = ("retire",)
    list_display = ("name", "code", "area_code", "key", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter),)
    list_select_related = ("key",)
    search_fields = ("name", "code", "area_code")
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return what stays once it is given."""
        return ("code", "area_code") if obj else ()

    @admin.action(description=_("停用所选设备组"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Take the chosen groups out of service."""

        def do(by: Actor, row: Group, reason: str) -> None:
            groups.retire_group(by=by, group=row, reason=reason)

        return self.each(request, queryset, do)


class DeviceForm(ActingForm):
    """What is said of a device."""

    class Meta:
        model = Device
        fields = (
            "code",
            "name",
            "kind",
            "group",
            "area_code",
            "address",
            "lon",
            "lat",
            "owner",
            "keeper",
            "purpose",
            "legal_ground",
            "retention_days",
            "model",
            "serial",
            "heartbeat_s",
            "maintained_on",
            "maintain_every_days",
        )

    def enter(self, given: dict[str, Any]) -> Device:
        """Enter the device."""
        return actions.enter_device(by=self.actor, **given)

    def alter(self, row: Device, given: dict[str, Any]) -> Device:
        """Change it; its code stays."""
        given.pop("code", None)
        return actions.change_device(by=self.actor, device=row, **given)


@admin.register(Device)
class DeviceAdmin(OfficeAdmin):
    """The register of things that report."""

    form = DeviceForm
    action_form = Reasoned
    seen = Permission.DEVICES_SEE
    scope = "area_code"
    actions = ("retire",)
    list_display = ("name", "code", "kind", "area_code", "keeper", "last_at", "offline_since", "retired_on")
    list_filter = (
        "kind",
        ("state__offline_since", admin.EmptyFieldListFilter),
        ("retired_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("keeper", "state")
    search_fields = ("name", "code", "serial", "area_code")
    autocomplete_fields = ("group", "owner", "keeper")
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the code, once it is given."""
        return ("code",) if obj else ()

    @admin.display(description=_("最近消息"), ordering="state__last_at")
    def last_at(self, row: Device) -> Any:
        """When it was last heard."""
        return row.state.last_at

    @admin.display(description=_("离线起"), ordering="state__offline_since")
    def offline_since(self, row: Device) -> Any:
        """Since when it counts as offline."""
        return row.state.offline_since

    @admin.action(description=_("停用所选设备"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Take the chosen devices out of service."""

        def do(by: Actor, row: Device, reason: str) -> None:
            actions.retire_device(by=by, device=row, reason=reason)

        return self.each(request, queryset, do)


@admin.register(Refusal)
class RefusalAdmin(ReadOnly):
    """Events that were not taken: which device, and why; never what was in them."""

    seen = Permission.DEVICES_SEE
    scope = "area_code"
    list_display = ("at", "group", "source", "event_id", "why", "field")
    list_filter = ("reason",)
    list_select_related = ("group",)
    search_fields = ("source", "event_id", "group__name")
    ordering = ("-id",)
    fields = ("at", "group", "source", "event_id", "why", "field")

    @admin.display(description=_("原因"), ordering="reason")
    def why(self, row: Refusal) -> Any:
        """The reason in words."""
        return REASONS.get(row.reason, row.reason)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return all of it."""
        return self.fields
