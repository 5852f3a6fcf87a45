"""`linli import calendar`: the holiday notices of years, from CSV or Excel."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from linli.cases import actions, notices
from linli.cases.catalogue import Fault
from linli.cli.imports.contract import Importer
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import FieldError, InvalidInput
from linli.kernel.tables import Change, Outcome, Rejected, Report, RowError


def _error(path: Path, fault: FieldError) -> RowError:
    file = fault.file if isinstance(fault, Fault) else path.name
    return RowError(file, fault.row or 0, fault.field, "", fault.message)


def _run(paths: Sequence[Path], options: Mapping[str, Any]) -> Report:
    report = Report()
    for path in paths:
        try:
            notices.read(path)
        except InvalidInput as faults:
            report.errors += [_error(path, fault) for fault in faults.errors]
    if report.errors:
        raise Rejected(report)
    known = {notice.year: notice for notice in notices.load(notices.own_folder())}
    for path in paths:
        notice = actions.follow_notice(by=SYSTEM, path=path)
        before = known.get(notice.year)
        outcome = Outcome.UPDATED if before else Outcome.CREATED
        report.changes.append(
            Change(Outcome.UNCHANGED if notice == before else outcome, str(notice.year), notice.reference)
        )
    return report


IMPORTER = Importer("calendar", "holiday notices, one file a year, from CSV or Excel", _run)
