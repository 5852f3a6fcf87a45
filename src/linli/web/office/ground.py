"""What stands in the grids and lies across them: buildings and the areas of layers."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission
from linli.places import keeping
from linli.places.models import Building, Overlay
from linli.web.office.acting import ActingForm, OfficeAdmin, Reasoned


class BuildingForm(ActingForm):
    """What is said of a building."""

    lon = forms.FloatField(label=_("经度"), required=False, widget=UnfoldAdminTextInputWidget)
    lat = forms.FloatField(label=_("纬度"), required=False, widget=UnfoldAdminTextInputWidget)
    floors = forms.IntegerField(label=_("层数"), required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Building
        fields = ("code", "grid_code", "name", "address", "lon", "lat", "floors")

    def enter(self, given: dict[str, Any]) -> Building:
        """Enter it."""
        return keeping.enter_building(by=self.actor, **given)

    def alter(self, row: Building, given: dict[str, Any]) -> Building:
        """Change it; its code stays."""
        given.pop("code", None)
        return keeping.change_building(by=self.actor, building=row, **given)


@admin.register(Building)
class BuildingAdmin(OfficeAdmin):
    """Houses with their standard addresses."""

    form = BuildingForm
    action_form = Reasoned
    seen = Permission.PLACES_EDIT
    scope = "grid_code"
    actions = ("retire",)
    list_display = ("code", "address", "name", "grid_code", "floors", "retired_on")
    list_filter = (("retired_on", admin.EmptyFieldListFilter),)
    search_fields = ("code", "address", "grid_code")
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the code, once it is given."""
        return ("code",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A retired building is only read."""
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_on is None)

    @admin.action(description=_("停用所选楼栋"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> None:
        """Take the chosen buildings out of use."""

        def do(by: Actor, row: Building, reason: str) -> None:
            keeping.retire_building(by=by, building=row, reason=reason)

        self.each(request, queryset, do)


class OverlayForm(ActingForm):
    """What an area of a layer is called."""

    class Meta:
        model = Overlay
        fields = ("name",)

    def alter(self, row: Overlay, given: dict[str, Any]) -> Overlay:
        """Rename it."""
        return keeping.rename_overlay(by=self.actor, overlay=row, name=given["name"])


@admin.register(Overlay)
class OverlayAdmin(OfficeAdmin):
    """Areas of other orders that lie across the city: functional zones, police communities."""

    form = OverlayForm
    action_form = Reasoned
    seen = Permission.PLACES_EDIT
    actions = ("retire",)
    list_display = ("code", "name", "layer", "area_m2", "retired_on")
    list_filter = ("layer", ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("layer",)
    search_fields = ("code", "name")
    ordering = ("layer", "code")
    fields = ("layer", "code", "name", "area_m2", "retired_on")
    readonly_fields = ("layer", "code", "area_m2", "retired_on")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the areas without their boundaries."""
        return super().get_queryset(request).defer("boundary")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A retired one is only read."""
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_on is None)

    @admin.action(description=_("停用所选叠加区域"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> None:
        """Take the chosen areas out of use."""

        def do(by: Actor, row: Overlay, reason: str) -> None:
            keeping.retire_overlay(by=by, overlay=row, reason=reason)

        self.each(request, queryset, do)
