"""The questions that make and change a care plan; what may be answered is checked by care."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from linli.care import rungs
from linli.care.actions import LONGEST, Arrangement, Draft, Named
from linli.care.agreements import LONGEST_DAYS, QUIET, Agreement, Giver, How, Purpose, Risk, Signal
from linli.care.models import Plan
from linli.care.registers import KIN
from linli.kernel import clock, ids
from linli.places import queries as places
from linli.web.shell.picking import PickField

DAY = "%Y-%m-%d"
HOUR = "%H:%M"
PHONE = {"inputmode": "tel", "autocomplete": "off"}
UNREADABLE_DAY = {"invalid": gettext_lazy("请按2026-01-31的样子填写日期。")}
UNREADABLE_HOUR = {"invalid": gettext_lazy("请按22:00的样子填写时间。")}
MOST_GRIDS = 1500
Choices = list[tuple[str, Any]]


def _text(label: Any, most: int, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"maxlength": most, "autocomplete": "off", **attrs})
    return forms.CharField(required=False, label=label, help_text=hint, widget=widget)


def _long(label: Any, most: int, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "maxlength": most})
    return forms.CharField(required=False, label=label, help_text=hint, widget=widget)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format=DAY)
    return forms.DateField(
        required=False, label=label, help_text=hint, widget=widget, error_messages=UNREADABLE_DAY
    )


def _hour(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "short"}, format=HOUR)
    return forms.TimeField(required=False, label=label, widget=widget, error_messages=UNREADABLE_HOUR)


class Keyed(forms.Form):
    """A form that is entered once, however often it is sent."""

    use_required_attribute = False
    key = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", ids.token())


class ConsentForm(Keyed):
    """What was agreed to, by whom, how, until when; nothing is ticked beforehand."""

    giver = forms.ChoiceField(
        required=False, label=gettext_lazy("由谁同意"), choices=Giver.choices, widget=forms.RadioSelect
    )
    giver_name = _text(gettext_lazy("同意人姓名"), 60, gettext_lazy("老人本人同意，可以不填。"))
    ground = _text(
        gettext_lazy("监护依据"),
        200,
        gettext_lazy(
            "只有监护人代为同意才填，如法院判决书编号或监护证明。子女不能代替能自己决定的老人同意。"
        ),
    )
    how = forms.ChoiceField(
        required=False, label=gettext_lazy("同意的方式"), choices=How.choices, widget=forms.RadioSelect
    )
    signals = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("同意使用的信号，逐项问"),
        choices=Signal.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    purposes = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("同意的用途，逐项问"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    since = _day(gettext_lazy("从哪天起"))
    until = _day(gettext_lazy("到哪天止"), gettext_lazy("最长两年，到期再问一次。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("since", clock.today())
        self.initial.setdefault("until", clock.today() + timedelta(days=LONGEST_DAYS // 2))

    def agreement(self) -> Agreement:
        """Return what was answered; call it when the form is valid."""
        said = self.cleaned_data
        return Agreement(
            giver=said["giver"],
            how=said["how"],
            signals=frozenset(said["signals"]),
            purposes=frozenset(said["purposes"]),
            since=said["since"] or clock.today(),
            until=said["until"] or clock.today() + timedelta(days=LONGEST_DAYS // 2),
            ground=said["ground"],
        )


class _Arranged(forms.Form):
    risk = forms.ChoiceField(
        required=False, label=gettext_lazy("探访级别"), choices=Risk.choices, widget=forms.RadioSelect
    )
    ladder = forms.ChoiceField(required=False, label=gettext_lazy("约定的处置步骤"), widget=forms.RadioSelect)
    quiet_from = _hour(gettext_lazy("夜间免打扰起"))
    quiet_until = _hour(gettext_lazy("夜间免打扰止"))
    health = _long(
        gettext_lazy("健康情况"), LONGEST["health"], gettext_lazy("老人愿意说、并同意急救时参考，才填。")
    )
    keys = _text(gettext_lazy("钥匙"), LONGEST["keys"], gettext_lazy("谁有备用钥匙；同意留存才填。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ladder"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _ladders()


class PlanForm(ConsentForm, _Arranged):
    """A whole new plan: who, where, consent, arrangement, those to be called."""

    field_order = (
        "key", "name", "phone", "grid_code", "address", "giver", "giver_name", "ground", "how", "signals",
        "purposes", "since", "until",
    )  # fmt: skip
    grid_code = PickField(required=False, label=gettext_lazy("哪个网格"))
    name = _text(gettext_lazy("老人姓名"), 60)
    phone = _text(gettext_lazy("老人电话"), 30, **PHONE)
    address = _text(gettext_lazy("住址"), LONGEST["address"], gettext_lazy("到楼栋、单元、门牌。"))

    def __init__(self, reach: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grid_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选择")), *_grids(reach)]
        first = next(iter(rungs.current().by_code))
        usual = {"risk": Risk.GENERAL, "ladder": first, "quiet_from": QUIET[0], "quiet_until": QUIET[1]}
        for name, value in usual.items():
            self.initial.setdefault(name, value)
        for at in range(1, KIN + 1):
            self.fields[f"kin{at}_name"] = _text(gettext_lazy("姓名"), 60)
            self.fields[f"kin{at}_phone"] = _text(gettext_lazy("电话"), 30, **PHONE)
            self.fields[f"kin{at}_relation"] = _text(gettext_lazy("与老人的关系"), 30)
            self.fields[f"kin{at}_has_key"] = forms.BooleanField(
                required=False, label=gettext_lazy("有老人家的钥匙")
            )

    @property
    def kin(self) -> list[dict[str, Any]]:
        """The questions about each who is to be called, in order."""
        parts = ("name", "phone", "relation", "has_key")
        return [{part: self[f"kin{at}_{part}"] for part in parts} for at in range(1, KIN + 1)]

    def draft(self) -> Draft:
        """Return the plan that was answered; call it when the form is valid."""
        said = self.cleaned_data
        given = [
            Named(*(said[f"kin{at}_{part}"] for part in ("name", "phone", "relation", "has_key")))
            for at in range(1, KIN + 1)
        ]
        return Draft(
            grid_code=said["grid_code"],
            name=said["name"],
            phone=said["phone"],
            arranged=Arrangement(
                address=said["address"],
                risk=said["risk"],
                ladder=said["ladder"],
                quiet_from=said["quiet_from"] or QUIET[0],
                quiet_until=said["quiet_until"] or QUIET[1],
                health=said["health"],
                keys=said["keys"],
            ),
            agreement=self.agreement(),
            giver_name=said["giver_name"],
            kin=tuple(one for one in given if one.name or one.phone or one.relation),
        )


class ChangeForm(_Arranged):
    """What is arranged anew; what is sealed is not shown, and stays when nothing is written over it."""

    use_required_attribute = False
    address = _text(gettext_lazy("新的住址"), LONGEST["address"])
    no_health = forms.BooleanField(required=False, label=gettext_lazy("删掉留存的健康情况"))
    no_keys = forms.BooleanField(required=False, label=gettext_lazy("删掉留存的钥匙信息"))
    field_order = ("risk", "ladder", "quiet_from", "quiet_until", "address", "health", "no_health", "keys")

    @classmethod
    def of(cls, plan: Plan, data: Any = None) -> "ChangeForm":
        """Return the form of `plan`, filled with what it shows or with what was sent."""
        names = ("risk", "ladder", "quiet_from", "quiet_until")
        form = cls(data, initial={name: getattr(plan, name) for name in names})
        form.fields["health"].label, form.fields["keys"].label = _("新的健康情况"), _("新的钥匙信息")
        for name in ("address", "health", "keys"):
            form.fields[name].help_text = _("不填就不改。这里不显示原来的内容。")
        return form

    def changes(self) -> dict[str, Any]:
        """Return the fields of an arrangement that were answered."""
        said = self.cleaned_data
        found = {name: said[name] for name in ("risk", "ladder")}
        sealed = ("quiet_from", "quiet_until", "address", "health", "keys")
        found |= {name: said[name] for name in sealed if said[name]}
        return found | {name: "" for name in ("health", "keys") if said[f"no_{name}"]}


class KinForm(Keyed):
    """Somebody who is to be called."""

    name = _text(gettext_lazy("姓名"), 60)
    phone = _text(gettext_lazy("电话"), 30, **PHONE)
    relation = _text(gettext_lazy("与老人的关系"), 30, gettext_lazy("如女儿、对门邻居"))
    has_key = forms.BooleanField(required=False, label=gettext_lazy("有老人家的钥匙"))


class PseudonymForm(forms.Form):
    """By which name a device speaks of the person."""

    use_required_attribute = False
    group = PickField(required=False, label=gettext_lazy("设备组"))
    pseudonym = _text(
        gettext_lazy("设备里的假名"),
        100,
        gettext_lazy("设备上传的代号，如门禁卡在系统里的编号。不要填姓名、证件号码。"),
    )
    signal = forms.ChoiceField(required=False, label=gettext_lazy("算哪种信号"), widget=forms.RadioSelect)

    def __init__(self, groups: Choices, signals: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("group", [("", _("请选择")), *groups]), ("signal", signals)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = found


def _ladders() -> Choices:
    language = get_language() or ""
    found = rungs.current().by_code.values()
    return [(each.code, each.name_en if language.startswith("en") else each.name) for each in found]


def _grids(reach: Sequence[str]) -> Choices:
    """Return the grids within reach, by community."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in places.grids(reach)[:MOST_GRIDS]:
        groups.setdefault(code[:12], []).append((code, places.name(code)))
    return [(places.name(community), found) for community, found in groups.items()]
