"""The city's areas: renamed and retired here; boundaries come by import."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminTextInputWidget

from linli.kernel.errors import FieldError, InvalidInput
from linli.kernel.permissions import Permission
from linli.kernel.tables import Rejected
from linli.places import actions
from linli.places.drafts import AreaDraft, Told
from linli.places.models import Area
from linli.web.office import consequences
from linli.web.office.acting import ActingForm, OfficeAdmin
from linli.web.office.preview import Effect


class AreaForm(ActingForm):
    """What an area is called, and from when it is no longer used."""

    retire_on = forms.DateField(
        label=_("停用日期"),
        required=False,
        help_text=_(
            "停用后不能恢复；历史记录保留，楼栋、住户、岗位和未办结案件归入继任区域。不指定继任区域时，未办结案件留在原编码下，并通知上级工作台。"
        ),
        widget=UnfoldAdminDateWidget,
    )
    reason = forms.CharField(
        label=_("停用原因"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = Area
        fields = ("name", "successor")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "successor" in self.fields:
            self.fields["successor"].required = False

    def effects(self, row: Area, given: dict[str, Any]) -> list[Effect]:
        """Return what follows when it is retired or renamed."""
        if given["retire_on"]:
            return consequences.of_retiring(row, given["retire_on"], given["successor"])
        return consequences.of_renaming(row, given["name"]) if "name" in self.changed_data else []

    def alter(self, row: Area, given: dict[str, Any]) -> Area:
        """Rename it, and retire it when a day is given."""
        if "name" in self.changed_data:
            try:
                actions.import_areas(by=self.actor, told=[Told(AreaDraft(row.code, name=given["name"]))])
            except Rejected as fault:
                raise InvalidInput([FieldError("name", e.message) for e in fault.report.errors]) from fault
        if given["retire_on"]:
            actions.retire_area(
                by=self.actor,
                code=row.code,
                on=given["retire_on"],
                successor=given["successor"].code if given["successor"] else "",
                reason=given["reason"],
            )
        return Area.objects.get(code=row.code)


@admin.register(Area)
class AreaAdmin(OfficeAdmin):
    """Districts, streets, communities and grids."""

    form = AreaForm
    seen = Permission.PLACES_EDIT
    scope = "code"
    list_display = ("code", "name", "level", "kind", "urban_rural", "retired_on", "successor")
    list_filter = ("level", "kind", ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("successor",)
    search_fields = ("code", "name")
    autocomplete_fields = ("successor",)
    ordering = ("code",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is told; a retired area is not retired again."""
        fields = ["code", "level", "kind", "urban_rural", "parent", "name"]
        if obj is not None and obj.retired_on:
            return [*fields, "retired_on", "successor"]
        return [*fields, "retire_on", "successor", "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return all that only an import may change."""
        return ("code", "level", "kind", "urban_rural", "parent", "retired_on")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the areas in scope, without their boundaries."""
        return super().get_queryset(request).defer("boundary")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A retired area is only read."""
        return super().has_change_permission(request, obj) and (obj is None or obj.retired_on is None)
