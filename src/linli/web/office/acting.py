"""Pages that act: every save goes through an action, and its faults come back to the form's fields."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, LinliError
from linli.kernel.permissions import Permission, prefixes, within
from linli.kernel.rehearsal import rehearse
from linli.web.office import preview
from linli.web.office.preview import Effect, NeedsConsent


class ActingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose only validation is its action; what the action refuses is shown at its field.

    A change with effects is first only rehearsed: the reader is shown them and asked.
    """

    actor: ClassVar[Actor]

    def enter(self, given: dict[str, Any]) -> models.Model:
        """Do the action that enters a new row, and return the row."""
        raise NotImplementedError

    def alter(self, row: Any, given: dict[str, Any]) -> models.Model:
        """Do the actions that change `row`, and return it."""
        raise NotImplementedError

    def effects(self, row: Any, given: dict[str, Any]) -> list[Effect]:
        """Return what the change would do that its reader should see before; nothing asks nothing."""
        return []

    def _post_clean(self) -> None:
        if self.errors:
            return
        try:
            effects = self.effects(self.instance, dict(self.cleaned_data))
            if effects and self.data.get(preview.CONFIRMED) != "1":
                rehearse(self._act)
                raise NeedsConsent(effects)
            with transaction.atomic():
                self.instance = self._act()
        except InvalidInput as fault:
            for error in fault.errors:
                self.add_error(error.field if error.field in self.fields else None, str(error.message))
        except LinliError as fault:
            self.add_error(None, str(fault))

    def _act(self) -> models.Model:
        given = dict(self.cleaned_data)
        return self.alter(self.instance, given) if self.instance.pk else self.enter(given)

    def save(self, commit: bool = True) -> Any:
        """Return what the action has written already."""
        return self.instance


class Reasoned(ActionForm):
    """What is done to chosen rows, and why."""

    reason = forms.CharField(
        label=_("原因"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": _("原因（记入审计）")}),
    )


class OfficeAdmin(ModelAdmin):
    """Rows within the reader's scope; nothing is deleted, and the audit is the only history."""

    seen: ClassVar[Permission] = Permission.ORGS_SEE
    scope: ClassVar[str] = ""
    list_per_page = 25
    list_max_show_all = 100
    show_full_result_count = False
    list_fullwidth = True

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows whose code lies where the reader may see."""
        rows = super().get_queryset(request)
        if not self.scope:
            return rows
        return rows.filter(within(self.scope, prefixes(request.actor, self.seen)))  # type: ignore[attr-defined]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form, which knows who acts."""
        form = super().get_form(request, obj, change, **kwargs)
        form.actor = request.actor  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the form's action has written the row."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: the form's action has written what belongs to the row."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows end; they are not deleted."""
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave history to the audit."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave history to the audit."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the form; a change with effects shows these first."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except NeedsConsent as wanted:
            return preview.ask(request, _("确认修改"), wanted.effects)

    def may(self, request: HttpRequest, permission: Permission) -> bool:
        """Return whether the reader holds `permission` anywhere."""
        return bool(prefixes(request.actor, permission))  # type: ignore[attr-defined]

    def each(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        do: Callable[[Actor, Any, str], Any],
        effects: Callable[[Sequence[Any]], list[Effect]] | None = None,
    ) -> HttpResponse | None:
        """Do `do(actor, row, reason)` to the chosen rows, all or none, and say what became of it.

        With `effects` the deed is first only rehearsed, and what it does to all of them is shown.
        """
        chosen = list(rows)
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, _("请先填写原因，再执行操作。"), messages.ERROR)
            return None

        def act() -> None:
            for row in chosen:
                do(request.actor, row, reason)  # type: ignore[attr-defined]

        try:
            if effects and not preview.is_confirmed(request):
                seen = effects(chosen)
                rehearse(act)
                return preview.ask(request, _("确认操作"), seen, chosen)
            with transaction.atomic():
                act()
        except LinliError as fault:
            self.message_user(request, str(fault), messages.ERROR)
        else:
            self.message_user(request, _("已完成 %(count)d 项。") % {"count": len(chosen)}, messages.SUCCESS)
        return None


class ReadOnly(OfficeAdmin):
    """Rows that are only read."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes by hand."""
        return False
