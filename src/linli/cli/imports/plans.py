"""`linli import plans`: care plans with their consents, from CSV or Excel."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.care import registers
from linli.cli.imports.contract import Importer
from linli.kernel import tables
from linli.kernel.actor import SYSTEM
from linli.kernel.tables import Rejected, Report


def _run(paths: Sequence[Path], options: Mapping[str, Any]) -> Report:
    whole = Report()
    with transaction.atomic():
        for path in paths:
            try:
                whole.changes += registers.take_in(by=SYSTEM, table=tables.read(path)).changes
            except Rejected as fault:
                whole.errors += fault.report.errors
        if whole.errors:
            raise Rejected(Report(errors=whole.errors))
    return whole


IMPORTER = Importer("plans", "care plans of elders with their consents, from CSV or Excel", _run)
