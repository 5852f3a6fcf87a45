"""Organisations, the party's tree and its members."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission
from linli.orgs import actions, levels, party
from linli.orgs.models import Organisation, PartyMembership, PartyOrganisation
from linli.web.office import consequences
from linli.web.office.acting import ActingForm, OfficeAdmin, Reasoned


class OrganisationForm(ActingForm):
    """What is said of an organisation."""

    duties = forms.CharField(
        label=_("职责"),
        required=False,
        help_text=_("目录中的职责编码，用空格分开。"),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = Organisation
        fields = ("code", "name", "kind", "uscc", "area_code", "duties", "phone", "parent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["duties"] = " ".join(self.instance.duties)

    def clean_duties(self) -> list[str]:
        """Return the duties as a list."""
        return str(self.cleaned_data["duties"]).split()

    def enter(self, given: dict[str, Any]) -> Organisation:
        """Open the organisation."""
        return actions.open_organisation(by=self.actor, **given)

    def alter(self, row: Organisation, given: dict[str, Any]) -> Organisation:
        """Change it; its code stays."""
        given.pop("code", None)
        return actions.change_organisation(by=self.actor, organisation=row, **given)


@admin.register(Organisation)
class OrganisationAdmin(OfficeAdmin):
    """Bodies that serve."""

    form = OrganisationForm
    action_form = Reasoned
    scope = "area_code"
    actions = ("retire",)
    list_display = ("name", "code", "kind", "area_code", "parent", "retired_on")
    list_filter = ("kind", ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name", "code", "uscc", "area_code")
    autocomplete_fields = ("parent",)
    ordering = ("code",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the code, once it is given."""
        return ("code",) if obj else ()

    @admin.action(description=_("停用所选组织"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Take the chosen organisations out of service."""

        def do(by: Actor, row: Organisation, reason: str) -> None:
            actions.retire_organisation(by=by, organisation=row, reason=reason)

        return self.each(request, queryset, do, consequences.of_retiring_bodies)


class PartyForm(ActingForm):
    """What is said of a party organisation, and where it hangs."""

    level = forms.ChoiceField(label=_("层级"), widget=UnfoldAdminSelectWidget)
    industry = forms.ChoiceField(label=_("行业"), required=False, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(
        label=_("调整上级的原因"), required=False, max_length=200, widget=UnfoldAdminTextInputWidget
    )

    class Meta:
        model = PartyOrganisation
        fields = ("code", "name", "kind", "level", "industry", "area_code", "parent", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layering = levels.current()
        every = [(level.key, levels.name_of(level)) for level in layering.every().values()]
        industries = [(key, levels.industry_name(key)) for key in layering.industries]
        for name, choices in (("level", every), ("industry", [("", "—"), *industries])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def enter(self, given: dict[str, Any]) -> PartyOrganisation:
        """Found it."""
        given.pop("reason")
        return party.found(by=self.actor, **given)

    def alter(self, row: PartyOrganisation, given: dict[str, Any]) -> PartyOrganisation:
        """Change it, and move it when it hangs elsewhere now."""
        given.pop("code", None)
        reason, parent = given.pop("reason"), given.pop("parent")
        if "parent" in self.changed_data:
            party.move(by=self.actor, party=row, parent=parent, reason=reason)
        return party.change(by=self.actor, party=row, **given)


@admin.register(PartyOrganisation)
class PartyOrganisationAdmin(OfficeAdmin):
    """The party's tree."""

    form = PartyForm
    action_form = Reasoned
    scope = "area_code"
    actions = ("dissolve",)
    list_display = ("name", "code", "kind", "level_name", "area_code", "parent", "retired_on")
    list_filter = ("kind", "level", "industry", ("retired_on", admin.EmptyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name", "code", "area_code")
    autocomplete_fields = ("parent", "organisation")
    ordering = ("area_code", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the code, once it is given."""
        return ("code",) if obj else ()

    @admin.display(description=_("层级"), ordering="level")
    def level_name(self, row: PartyOrganisation) -> str:
        """The level as the city calls it."""
        level = levels.current().every().get(row.level)
        return levels.name_of(level) if level else row.level

    @admin.action(description=_("撤销所选党组织"), permissions=["change"])
    def dissolve(self, request: HttpRequest, queryset: Any) -> None:
        """Take the chosen party organisations out of service."""

        def do(by: Actor, row: PartyOrganisation, reason: str) -> None:
            party.dissolve(by=by, party=row, reason=reason)

        self.each(request, queryset, do)


class MembershipForm(ActingForm):
    """That a member reports to a community."""

    name = forms.CharField(
        label=_("姓名"),
        required=False,
        max_length=60,
        help_text=_("不在工作人员中的党员填写姓名，加密保存。"),
        widget=UnfoldAdminTextInputWidget,
    )

    class Meta:
        model = PartyMembership
        fields = ("organisation", "worker", "name", "reports_to", "because", "since")

    def enter(self, given: dict[str, Any]) -> PartyMembership:
        """Enter it."""
        return party.report_in(by=self.actor, party=given.pop("organisation"), **given)


@admin.register(PartyMembership)
class MembershipAdmin(OfficeAdmin):
    """Members who report where they live or work."""

    form = MembershipForm
    action_form = Reasoned
    scope = "reports_to"
    seen = Permission.ORGS_SEE
    actions = ("end",)
    list_display = ("organisation", "worker", "reports_to", "because", "since", "until")
    list_filter = ("because", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("organisation", "worker")
    search_fields = ("organisation__name", "worker__name", "reports_to")
    autocomplete_fields = ("organisation", "worker")
    ordering = ("reports_to", "pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A report is ended, not changed."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=_("结束所选报到"), permissions=["change"])
    def end(self, request: HttpRequest, queryset: Any) -> None:
        """End the chosen reports today."""

        def do(by: Actor, row: PartyMembership, reason: str) -> None:
            party.report_out(by=by, membership=row)

        self.each(request, queryset, do)
