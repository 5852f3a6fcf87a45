"""Registers of organisations and of the party's tree, taken in from a table all or nothing."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, LinliError, invalid
from linli.kernel.tables import Change, Column, Outcome, Rejected, Report, Row, RowError, Table, choose
from linli.orgs import actions, levels, party, rules
from linli.orgs.models import KIND_NAMES, PARTY_KIND_NAMES, Organisation, PartyOrganisation

ORGANISATIONS = (
    Column("code", ("编码", "组织编码"), required=True),
    Column("name", ("名称", "组织名称"), required=True),
    Column("kind", ("类别",), required=True),
    Column("uscc", ("统一社会信用代码",)),
    Column("area_code", ("所在区域编码", "区域编码")),
    Column("duties", ("职责",)),
    Column("phone", ("公开电话", "电话")),
    Column("parent", ("上级编码", "上级")),
)
PARTY = (
    Column("code", ("编码", "党组织编码"), required=True),
    Column("name", ("名称", "党组织名称"), required=True),
    Column("kind", ("类别",), required=True),
    Column("level", ("层级",), required=True),
    Column("industry", ("行业",)),
    Column("area_code", ("所在区域编码", "区域编码"), required=True),
    Column("parent", ("上级编码", "上级党组织")),
    Column("organisation", ("所在单位编码", "所在单位")),
)

Put = Callable[[Actor, dict[str, Any]], Change]


def take_in_organisations(*, by: Actor, table: Table) -> Report:
    """Take organisations in by code, all or nothing, and return what changed; those not named stay.

    Raises:
        Rejected: rows are wrong, or lie where `by` may not edit; its report names each.
    """
    return _take_in(by, table, ORGANISATIONS, _put_organisation)


def take_in_party(*, by: Actor, table: Table) -> Report:
    """Take the party's tree in by code, all or nothing, and return what changed; those not named stay.

    Kinds, levels and industries may be told by key or by name; a new parent is a move.

    Raises:
        Rejected: rows are wrong, or lie where `by` may not edit; its report names each.
    """
    return _take_in(by, table, PARTY, _put_party)


@transaction.atomic
def _take_in(by: Actor, table: Table, columns: tuple[Column, ...], put: Put) -> Report:
    rows, errors = choose(table, columns)
    report = Report(errors=errors)
    if not errors:
        headers = {column.field: column.headers[0] for column in columns}
        for row in _parents_first(table.name, rows, report):
            try:
                with transaction.atomic():
                    report.changes.append(put(by, {field: row.values.get(field, "") for field in headers}))
            except InvalidInput as faults:
                report.errors += [
                    RowError(
                        table.name,
                        row.number,
                        headers.get(fault.field, fault.field),
                        row.values.get(fault.field, ""),
                        fault.message,
                    )
                    for fault in faults.errors
                ]
            except LinliError as fault:
                code = row.values.get("code", "")
                report.errors.append(RowError(table.name, row.number, headers["code"], code, fault.message))
    if report.errors:
        raise Rejected(Report(errors=sorted(report.errors, key=lambda error: error.row)))
    counts = {outcome.value: count for outcome, count in report.counts().items()}
    audit.record(by, "orgs:register:import", "registers", file=table.name, counts=counts)
    return report


def _parents_first(file: str, rows: list[Row], report: Report) -> Iterable[Row]:
    """Yield the rows so that each comes after its parent; doubles and circles are faults."""
    waiting: dict[str, Row] = {}
    for row in rows:
        code = row.values.get("code", "")
        if code in waiting:
            message = _("与第%(row)d行编码重复。") % {"row": waiting[code].number}
            report.errors.append(RowError(file, row.number, "code", code, message))
        else:
            waiting[code] = row
    while waiting:
        ready = [code for code, row in waiting.items() if row.values.get("parent", "") not in waiting]
        if not ready:
            for code, row in waiting.items():
                circle = _("上级不能是它自己或它的下级。")
                report.errors.append(RowError(file, row.number, "parent", code, circle))
            return
        for code in ready:
            yield waiting.pop(code)


def _put_organisation(by: Actor, told: dict[str, Any]) -> Change:
    code = told.pop("code")
    fields: dict[str, Any] = {
        **told,
        "kind": _key(told["kind"], KIND_NAMES),
        "uscc": rules.compact_uscc(told["uscc"]),
        "duties": sorted(set(told["duties"].replace("、", " ").replace(",", " ").split())),
        "parent": _found(Organisation, "parent", told["parent"]),
    }
    kept = Organisation.objects.filter(code=code).first()
    if kept is None:
        actions.open_organisation(by=by, code=code, **fields)
        return Change(Outcome.CREATED, code, told["name"])
    changed = _changed(kept, fields)
    if changed:
        actions.change_organisation(by=by, organisation=kept, **fields)
    return Change(Outcome.UPDATED if changed else Outcome.UNCHANGED, code, told["name"], changed)


def _put_party(by: Actor, told: dict[str, Any]) -> Change:
    code = told.pop("code")
    layering = levels.current()
    by_name = {level.name: key for key, level in layering.every().items()}
    industries = {names[0]: key for key, names in layering.industries.items()}
    parent = _found(PartyOrganisation, "parent", told.pop("parent"))
    fields: dict[str, Any] = {
        **told,
        "kind": _key(told["kind"], PARTY_KIND_NAMES),
        "level": by_name.get(told["level"], told["level"]),
        "industry": industries.get(told["industry"], told["industry"]),
        "organisation": _found(Organisation, "organisation", told["organisation"]),
    }
    kept = PartyOrganisation.objects.filter(code=code).first()
    if kept is None:
        party.found(by=by, code=code, parent=parent, **fields)
        return Change(Outcome.CREATED, code, told["name"])
    changed = _changed(kept, {**fields, "parent": parent})
    if "parent" in changed:
        party.move(by=by, party=kept, parent=parent, reason=str(_("导入党组织名册")))
    if set(changed) - {"parent"}:
        party.change(by=by, party=kept, **fields)
    return Change(Outcome.UPDATED if changed else Outcome.UNCHANGED, code, told["name"], changed)


def _key(word: str, names: dict[Any, Any]) -> str:
    """Return the key that `word` names, by itself or by its Chinese or translated name."""
    return next((str(key) for key, name in names.items() if word in {str(key), str(name)}), word)


def _found(model: type[Any], field: str, code: str) -> Any:
    if not code:
        return None
    row = model.objects.filter(code=code).first()
    if row is None:
        raise invalid(field, _("没有这个编码。"))
    return row


def _changed(kept: Any, fields: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        name: (str(getattr(kept, name) or ""), str(value or ""))
        for name, value in fields.items()
        if getattr(kept, name) != value
    }
