"""The list of every way in; one that is not on it does not exist."""

from linli.sources import (
    device_finding,
    device_upkeep,
    elder_alert,
    hotline,
    open311_report,
    resident_report,
    worker_report,
)
from linli.sources.contract import Source

SOURCES: tuple[Source, ...] = (
    resident_report.SOURCE,
    hotline.SOURCE,
    worker_report.SOURCE,
    open311_report.SOURCE,
    device_upkeep.SOURCE,
    device_finding.SOURCE,
    elder_alert.SOURCE,
)
BY_KEY = {source.key: source for source in SOURCES}
