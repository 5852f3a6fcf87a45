"""The doctor: looks at settings, database, clock, disk, keys and duties, and says how to mend them."""

from collections.abc import Iterator, Sequence

import structlog
from django.utils.translation import gettext as _

from linli.cli.doctor import brokers, city, duties, machine, people, secrets
from linli.cli.doctor.finding import Check, Finding, Level, unsafe

__all__ = ["CHECKS", "Finding", "Level", "examine"]

log = structlog.get_logger()
CHECKS: Sequence[Check] = (
    machine.addresses,
    machine.database,
    machine.clocks,
    machine.disk,
    secrets.files,
    secrets.data_key,
    secrets.api_keys,
    people.administrators,
    people.second_factors,
    people.demo_accounts,
    city.master_data,
    city.catalogue_in_force,
    city.holidays,
    city.care_files,
    city.retention_rules,
    duties.outbox_and_jobs,
    duties.gateways,
    duties.sealing,
    brokers.listening,
)


def examine() -> Iterator[Finding]:
    """Yield the findings of every check; a check that cannot be made is a finding itself."""
    for check in CHECKS:
        try:
            yield from check()
        except Exception as fault:
            log.debug("doctor.check_failed", check=check.__name__, exc_info=True)
            name = f"{check.__module__.rsplit('.', 1)[-1]}.{check.__name__}"
            yield unsafe(
                _("%(check)s 无法检查：%(fault)s")
                % {"check": name, "fault": f"{type(fault).__name__}: {fault}"},
                _("先解决上面的问题，再运行一次 linli doctor。"),
            )
