"""Registers from CSV or Excel: `linli import` organisations, party, roster, devices and plans."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from linli.care import registers as care
from linli.cli.imports.contract import Importer
from linli.devices import register
from linli.kernel import tables
from linli.kernel.actor import SYSTEM
from linli.kernel.tables import Rejected, Report
from linli.orgs import registers, roster

TakeIn = Callable[..., Report]


def _reader(take_in: TakeIn) -> Callable[[Sequence[Path], Mapping[str, Any]], Report]:
    @transaction.atomic
    def run(paths: Sequence[Path], options: Mapping[str, Any]) -> Report:
        whole = Report()
        for path in paths:
            try:
                whole.changes += take_in(by=SYSTEM, table=tables.read(path)).changes
            except Rejected as fault:
                whole.errors += fault.report.errors
        if whole.errors:
            raise Rejected(Report(errors=whole.errors))
        return whole

    return run


ORGANISATIONS = Importer(
    "organisations", "bodies that serve, from CSV or Excel", _reader(registers.take_in_organisations)
)
PARTY = Importer("party", "the party's tree, from CSV or Excel", _reader(registers.take_in_party))
ROSTER = Importer("roster", "workers and their posts, from CSV or Excel", _reader(roster.take_in))
DEVICES = Importer("devices", "things that report, from CSV or Excel", _reader(register.take_in))
PLANS = Importer(
    "plans", "care plans of elders with their consents, from CSV or Excel", _reader(care.take_in)
)
