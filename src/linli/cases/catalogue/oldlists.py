"""The class trap of older lists: some have 04 突发事件, 05 街面秩序; the standard the reverse."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from linli.cases.catalogue.tables import Faults, Row

# GB/T 47678.5 class codes and a word each class's name must hold (second-hand; see docs/catalogue.md).
_CLASS_WORDS = {
    "01": "市政公用",
    "02": "交通",
    "03": "环卫",
    "04": "园林",
    "05": "部件",
    "06": "市容",
    "07": "宣传",
    "08": "施工",
    "09": "街面",
    "10": "其他",
}
_EMERGENCY = ("突发", "管道破裂", "管破裂", "塌陷", "道路积水", "积雪", "架空线缆", "高空坠物")
_STREET = (
    "街面秩序",
    "游商",
    "夜）市",
    "流浪",
    "废品",
    "店外",
    "占道",
    "非法出版",
    "乱停",
    "单车",
    "消防通道",
)


class Named(Protocol):
    """Something with a code and a name."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def name(self) -> str:
        """The name."""


def check_classes(classes: Iterable[Named], faults: Faults) -> None:
    """Note every class whose name does not fit its code in GB/T 47678.5."""
    for entry in classes:
        wanted = _CLASS_WORDS.get(entry.code)
        if wanted and wanted not in entry.name:
            message = _(
                "大类 {code} 在 GB/T 47678.5 中是“{wanted}…”，表里写的是“{name}”，请核对是否用了旧表。"
            )
            faults.add("classes.csv", message.format(code=entry.code, wanted=wanted, name=entry.name))


def check_row(row: Row, old_code: str, name: str) -> None:
    """Note an event of GB/T 30428.2 that stands in class 04 or 05 when the standard has it in the other."""
    swapped = {"04": _EMERGENCY, "05": _STREET}.get(old_code[:2], ())
    if any(word in name for word in swapped):
        row.wrong(
            "old_code",
            _(
                "“{name}”的大类写反了：国标 04 是街面秩序、05 是突发事件。"
                "这张表来自大类颠倒的旧清单，请把 04 和 05 对调后再导入。"
            ).format(name=name),
        )
