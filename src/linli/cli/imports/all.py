"""The list of everything `linli import` can read."""

from linli.cli.imports import notices, places
from linli.cli.imports.contract import Importer

IMPORTERS: tuple[Importer, ...] = (places.IMPORTER, notices.IMPORTER)
