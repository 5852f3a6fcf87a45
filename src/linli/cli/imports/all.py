"""The list of everything `linli import` can read."""

from linli.cli.imports import hotline, notices, places, roster
from linli.cli.imports.contract import Importer

IMPORTERS: tuple[Importer, ...] = (places.IMPORTER, notices.IMPORTER, hotline.IMPORTER, roster.IMPORTER)
