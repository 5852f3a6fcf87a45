"""The list of everything `linli import` can read."""

from linli.cli.imports import buildings, hotline, notices, places, registers
from linli.cli.imports.contract import Importer

IMPORTERS: tuple[Importer, ...] = (
    places.IMPORTER,
    buildings.IMPORTER,
    registers.ORGANISATIONS,
    registers.PARTY,
    registers.ROSTER,
    registers.DEVICES,
    notices.IMPORTER,
    hotline.IMPORTER,
    registers.PLANS,
)
