"""`linli import hotline`: the tickets of a hotline such as 12345, from CSV or Excel."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.cli.imports.contract import Importer
from linli.kernel import tables
from linli.kernel.actor import SYSTEM
from linli.kernel.tables import Rejected, Report
from linli.sources import tickets


def _run(paths: Sequence[Path], options: Mapping[str, Any]) -> Report:
    whole = Report()
    with transaction.atomic():
        for path in paths:
            try:
                whole.changes += tickets.take_in(by=SYSTEM, table=tables.read(path)).changes
            except Rejected as fault:
                whole.errors += fault.report.errors
        if whole.errors:
            raise Rejected(Report(errors=whole.errors))
    return whole


IMPORTER = Importer("hotline", "hotline tickets, from CSV or Excel", _run)
