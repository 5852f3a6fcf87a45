"""The list of everything `linli import` can read."""

from linli.cli.imports import buildings, hotline, notices, places, roster
from linli.cli.imports.contract import Importer

IMPORTERS: tuple[Importer, ...] = (
    places.IMPORTER,
    buildings.IMPORTER,
    roster.IMPORTER,
    notices.IMPORTER,
    hotline.IMPORTER,
)
