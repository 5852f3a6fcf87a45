"""A table of hotline tickets, brought in all or nothing; a ticket that is here already changes nothing."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Signal
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput
from linli.kernel.tables import Change, Column, Outcome, Rejected, Report, Row, RowError, Table, choose
from linli.sources import contract, hotline, listen
from linli.sources.contract import Told

COLUMNS = (
    Column("ticket", ("工单编号", "工单号", "编号"), required=True),
    Column("text", ("诉求内容", "工单内容", "内容", "问题描述"), required=True),
    Column("address", ("事发地址", "地址", "事发地点")),
    Column("lon", ("经度",)),
    Column("lat", ("纬度",)),
    Column("crs", ("坐标系",)),
    Column("matter_code", ("事项代码",)),
    Column("called_at", ("来电时间", "受理时间", "诉求时间")),
    Column("urgent", ("紧急", "是否紧急")),
    Column("name", ("来电人", "姓名", "诉求人")),
    Column("phone", ("来电号码", "联系电话", "电话")),
)
_HEADER = {column.field: column.headers[0] for column in COLUMNS}
_OF_THE_POINT = {"location": "lon", "occurred_at": "called_at", "grid_code": "address"}
_CHUNK = 500


def take_in(*, by: Actor, table: Table) -> Report:
    """Bring the tickets of `table` in, all or nothing, and return which were new.

    Raises:
        NotAllowed: `by` may not take hotline tickets.
        Rejected: rows are wrong; its report names each fault of each row.
    """
    listen.allow(hotline.SOURCE, by)
    rows, errors = choose(table, COLUMNS)
    if any(error.row <= 1 for error in errors):
        raise Rejected(Report(errors=errors))
    read = _read(table.name, rows, by, errors)
    with transaction.atomic():
        report = _write(table.name, rows, read, by, errors)
        if errors:
            raise Rejected(Report(errors=sorted(errors, key=lambda error: error.row)))
    return report


def _read(file: str, rows: Sequence[Row], by: Actor, errors: list[RowError]) -> dict[int, Told]:
    """Return what each good row says, by its number; faults go to `errors`."""
    found: dict[int, Told] = {}
    first: dict[str, int] = {}
    for row in rows:
        try:
            told = hotline.to_signal(contract.Report(by, row.values, "", row=row.number))
        except InvalidInput as fault:
            errors.extend(_error(file, row, error) for error in fault.errors)
            continue
        before = first.setdefault(told.signal.external_id, row.number)
        if before != row.number:
            message = _("这个工单编号在第 {row} 行已经有了。").format(row=before)
            errors.append(_error(file, row, FieldError("ticket", message)))
        found[row.number] = told
    return found


def _error(file: str, row: Row, fault: FieldError) -> RowError:
    field = _OF_THE_POINT.get(fault.field, fault.field)
    return RowError(file, row.number, _HEADER.get(field, field), row.values.get(field, ""), fault.message)


def _write(
    file: str, rows: Sequence[Row], read: Mapping[int, Told], by: Actor, errors: list[RowError]
) -> Report:
    report = Report()
    known = _known([told.signal.external_id for told in read.values()])
    for row in rows:
        told = read.get(row.number)
        if told is None:
            continue
        number = known.get(told.signal.external_id)
        if number:
            report.changes.append(Change(Outcome.UNCHANGED, number))
            continue
        try:
            with transaction.atomic():
                case = listen.take(told, by=by)
        except InvalidInput as fault:
            errors.extend(_error(file, row, error) for error in fault.errors)
        else:
            report.changes.append(Change(Outcome.CREATED, case.number, case.title))
    return report


def _known(ids: Sequence[str]) -> dict[str, str]:
    """Return the numbers of the cases that tickets made before, by external id."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), _CHUNK):
        signals = Signal.objects.filter(
            source=hotline.SOURCE.key, external_id__in=ids[start : start + _CHUNK]
        )
        found.update(signals.values_list("external_id", "case__number"))
    return found
