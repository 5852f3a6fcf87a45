"""Changing the catalogue: checked as a whole, told as differences, kept as a new version for new cases."""

import dataclasses
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.cases import book
from linli.cases.catalogue import Catalogue, current, folders, keeping, load, own_folder
from linli.kernel import audit
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Text, invalid
from linli.kernel.permissions import Permission, require

_TOLD = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a new version says otherwise; "" is nothing there."""

    table: Text
    key: str
    field: str
    was: str
    will: str


_Key = Callable[[Any], str]
TABLES: dict[str, tuple[Text, _Key]] = {
    "classes": (gettext_lazy("大类"), lambda row: row.code),
    "topics": (gettext_lazy("居民分类"), lambda row: row.code),
    "trades": (pgettext_lazy("catalogue", "职责"), lambda row: row.code),
    "matters": (gettext_lazy("事项"), lambda row: row.code),
    "conditions": (gettext_lazy("立案条件与时限"), lambda row: row.id),
    "old_codes": (gettext_lazy("旧编码"), lambda row: f"{row.list} {row.code}"),
    "responsibilities": (gettext_lazy("责任单位"), lambda row: f"{row.match or '*'} {row.area or '*'}"),
    "small_things": (gettext_lazy("随手办结事项"), lambda row: row.matter),
    "words": (gettext_lazy("居民用语"), lambda row: f"{row.matter} {'+'.join(row.parts)}"),
    "escalation": (gettext_lazy("提级"), lambda row: f"{row.share:g}"),
}


def planned(files: Mapping[str, bytes]) -> Catalogue:
    """Return the catalogue as it will be with these files in the place of those that count now.

    Raises:
        InvalidInput: holding a `Fault` for everything that is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="linli-catalogue-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        return load(Path(folder), *folders())


def differences(old: Catalogue, new: Catalogue) -> list[Difference]:
    """Return what `new` says otherwise than `old`, table by table; a row added or gone is one difference."""
    found = []
    for name in ("version", "source", "hours", "day_hours"):
        was, will = getattr(old, name), getattr(new, name)
        if was != will:
            found.append(Difference(_("目录"), name, name, _shown(was), _shown(will)))
    found += _fields(_("流程参数"), "rules", old.rules, new.rules)
    for table, (label, key) in TABLES.items():
        before = {key(row): row for row in getattr(old, table)}
        after = {key(row): row for row in getattr(new, table)}
        for each in sorted(before.keys() | after.keys()):
            found += _row(label, each, before.get(each), after.get(each))
    return found


def matters_of(found: Iterable[Difference]) -> set[str]:
    """Return the five-digit codes of the matters that the differences are about."""
    codes = {each.key[:5] for each in found}
    return {code for code in codes if len(code) == 5 and code.isdecimal()}


@transaction.atomic
def revise(*, by: Actor, files: Mapping[str, bytes], based_on: str, reason: str) -> Catalogue:
    """Put these files in force for new cases and return the catalogue; every open case keeps its own version.

    Args:
        by: must hold `CATALOGUE_EDIT` everywhere.
        files: names of catalogue files and their content.
        based_on: the digest of the catalogue that the change was made on.
        reason: why, for the audit.

    Raises:
        NotAllowed: the actor may not.
        InvalidInput: no reason, or a file is wrong; nothing was kept.
        Conflict: somebody changed the catalogue meanwhile, or nothing differs.
    """
    require(by, Permission.CATALOGUE_EDIT, "")
    if not reason.strip():
        raise invalid("reason", _("请写明修改的原因或依据。"))
    old = current()
    if old.digest != based_on:
        raise _overtaken()
    new = planned(files)
    told = differences(old, new)
    if not told:
        raise Conflict(_("没有任何变化。"))
    audit.record(
        by,
        "cases:catalogue:revise",
        "catalogue",
        reason.strip(),
        was=old.digest,
        now=new.digest,
        files=sorted(files),
        count=len(told),
        changes=[[each.key, each.field, each.was[:80], each.will[:80]] for each in told[:_TOLD]],
    )
    folder = own_folder()
    try:
        with keeping.alone(folder):
            if current().digest != based_on:
                raise _overtaken()
            keeping.put(folder, files)
    except OSError as fault:
        raise Conflict(_("目录文件夹不能写入，请联系运维人员。")) from fault
    return book.in_force()


def _overtaken() -> Conflict:
    return Conflict(_("目录刚被别人改过，请重新打开再改。"))


def _row(table: Text, key: str, old: Any, new: Any) -> list[Difference]:
    if old is None or new is None:
        was, will = (_summary(row) if row else "" for row in (old, new))
        return [Difference(table, key, "", was, will)]
    return _fields(table, key, old, new)


def _fields(table: Text, key: str, old: Any, new: Any) -> list[Difference]:
    return [
        Difference(table, key, field.name, _shown(was), _shown(will))
        for field in dataclasses.fields(old)
        if (was := getattr(old, field.name)) != (will := getattr(new, field.name))
    ]


def _summary(row: Any) -> str:
    values = (_shown(getattr(row, field.name)) for field in dataclasses.fields(row))
    return " · ".join(value for value in values if value)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return str(value)
