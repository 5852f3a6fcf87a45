"""The page of one matter: its names, its conditions with limits, and whose work it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.catalogue import Catalogue, Matter, rewriting, said
from linli.cases.catalogue.rewriting import CONDITIONS, MATTERS, RESPONSIBLE, Line
from linli.cases.models import Unit

TWO_LINES = forms.Textarea({"rows": 2})
BLANK = ("", "—")
LEVELS = (
    ("community", gettext_lazy("社区")),
    ("street", gettext_lazy("街道")),
    ("district", gettext_lazy("区县")),
    ("city", gettext_lazy("全市")),
)


class MatterForm(forms.Form):
    """What a matter is called."""

    code = forms.RegexField(r"^\d{5}$", label=gettext_lazy("编码（5 位）"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=200)
    plain = forms.CharField(label=gettext_lazy("居民说法"), max_length=100)
    plain_en = forms.CharField(label=gettext_lazy("居民说法（英文）"), max_length=200)
    topic = forms.ChoiceField(label=gettext_lazy("居民分类"))
    public = forms.ChoiceField(
        label=gettext_lazy("列给居民选"), choices=[("1", gettext_lazy("是")), ("0", gettext_lazy("否"))]
    )
    reason = forms.CharField(
        label=gettext_lazy("修改原因或依据"), max_length=200, help_text=gettext_lazy("记入审计。")
    )


class ConditionForm(forms.Form):
    """When it is filed, when it is closed, and how long putting it right may take."""

    file_condition = forms.CharField(label=gettext_lazy("立案条件"), max_length=300, widget=TWO_LINES)
    file_condition_en = forms.CharField(
        label=gettext_lazy("立案条件（英文）"), max_length=500, widget=TWO_LINES
    )
    close_condition = forms.CharField(label=gettext_lazy("结案条件"), max_length=300, widget=TWO_LINES)
    close_condition_en = forms.CharField(
        label=gettext_lazy("结案条件（英文）"), max_length=500, widget=TWO_LINES
    )
    limit = forms.CharField(label=gettext_lazy("时限"), max_length=10)
    unit = forms.ChoiceField(label=gettext_lazy("单位"), choices=Unit.choices)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=300, required=False)


class ResponsibleForm(forms.Form):
    """Whose work it is in an area."""

    area = forms.CharField(label=gettext_lazy("区域编码（全市留空）"), max_length=15, required=False)
    trade = forms.ChoiceField(label=gettext_lazy("主办职责"))
    level = forms.ChoiceField(label=gettext_lazy("层级"), choices=LEVELS)
    helpers = forms.CharField(
        label=gettext_lazy("协办职责（编码，用分号分开）"), max_length=200, required=False
    )
    organisation = forms.CharField(
        label=gettext_lazy("指定单位编码（可不填）"), max_length=40, required=False
    )
    note = forms.CharField(label=gettext_lazy("备注"), max_length=200, required=False)


class MatterPage:
    """The forms of one matter, filled from the catalogue's files or from what was sent.

    Args:
        catalogue: in force.
        matter: the one to edit; None makes a new one.
        sent: the form as it was sent.
    """

    def __init__(self, catalogue: Catalogue, matter: Matter | None, sent: Mapping[str, Any] | None) -> None:
        self.catalogue, self.matter, self.faults = catalogue, matter, list[str]()
        code = matter.code if matter else ""
        self.kept = {name: rewriting.lines_of(name, code) if code else [] for name in _TABLES}
        first = self.kept[MATTERS][0] if self.kept[MATTERS] else {"public": "1"}
        self.form = MatterForm(sent, initial=dict(first))
        topics = [(topic.code, said.name(topic)) for topic in catalogue.topics]
        _choices(self.form, "topic", topics)
        if matter:
            self.form.fields["code"].disabled = True
        self.conditions = _rows(ConditionForm, "c", self.kept[CONDITIONS], sent)
        self.responsible = _rows(ResponsibleForm, "r", self.kept[RESPONSIBLE], sent)
        trades = [BLANK, *((trade.code, said.name(trade)) for trade in catalogue.trades)]
        for each in self.responsible:
            _choices(each, "trade", trades)
        self.based_on = str((sent or {}).get("based_on") or catalogue.digest)
        inherited = catalogue.responsible(code) if code else None
        self.inherited = inherited if inherited and inherited.match != code else None

    @property
    def reason(self) -> str:
        """Why, as it was sent."""
        return str(self.form.cleaned_data.get("reason", ""))

    def tell(self, fault: str) -> None:
        """Show a fault above the forms."""
        self.faults.append(fault)

    def is_valid(self) -> bool:
        """Return whether every form that is not left blank is filled; the catalogue checks the rest."""
        forms_ = [self.form, *_filled(self.conditions), *_filled(self.responsible)]
        good = all({form: form.is_valid() for form in forms_}.values())
        if good and self.matter is None and self.catalogue.matter(self.form.cleaned_data["code"]):
            self.form.add_error("code", _("这个编码已有事项。"))
            return False
        return good

    def files(self) -> dict[str, bytes]:
        """Return the files as they will be."""
        told = self.form.cleaned_data
        code = told["code"]
        before = self.kept[MATTERS][0] if self.kept[MATTERS] else {}
        matter = {**before, **{name: told[name] for name in self.form.fields if name != "reason"}}
        return rewriting.with_matter(code, matter, self._conditions(code, told["name"]), self._rows(code))

    def _conditions(self, code: str, name: str) -> list[Line]:
        """Return the conditions; those that stay keep their number, new ones take the next that is free."""
        taken = [line.get("id", "") for line in self.kept[CONDITIONS]]
        last = max([int(each.partition("-")[2] or 0) for each in taken], default=0)
        found: list[Line] = []
        for at, form in enumerate(self.conditions):
            if not _is_filled(form):
                continue
            before = self.kept[CONDITIONS][at] if at < len(self.kept[CONDITIONS]) else {}
            if not before:
                last += 1
            id = before.get("id") or f"{code}-{last}"
            found.append({**before, **form.cleaned_data, "id": id, "code": code, "name": name})
        return found

    def _rows(self, code: str) -> list[Line]:
        return [{**form.cleaned_data, "match": code} for form in _filled(self.responsible)]


_TABLES = (MATTERS, CONDITIONS, RESPONSIBLE)


def _rows(
    kind: Callable[..., forms.Form], prefix: str, kept: Sequence[Line], sent: Mapping[str, Any] | None
) -> list[forms.Form]:
    """Return a form for each row that is kept, and a blank one."""
    return [
        kind(sent, prefix=f"{prefix}{at}", initial=dict(line), use_required_attribute=False)
        for at, line in enumerate([*kept, {}])
    ]


def _is_filled(form: forms.Form) -> bool:
    """Return whether something was written that says more than a choice that stood there already."""
    written = [name for name, field in form.fields.items() if not isinstance(field, forms.ChoiceField)]
    chosen = form.data.get(form.add_prefix("trade"), "") if "trade" in form.fields else ""
    return bool(chosen) or any(str(form.data.get(form.add_prefix(name), "")).strip() for name in written)


def _filled(rows: Sequence[forms.Form]) -> list[forms.Form]:
    return [form for form in rows if _is_filled(form)]


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
