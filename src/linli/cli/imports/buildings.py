"""`linli import buildings`: buildings with their addresses, entrances and homes, from CSV or Excel."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from linli.cli.imports.contract import Importer
from linli.kernel.actor import SYSTEM
from linli.kernel.geo import Crs
from linli.kernel.tables import Report
from linli.places import housing


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--crs", default=Crs.WGS84, choices=list(Crs), help="the coordinate system of the files"
    )


def _run(paths: Sequence[Path], options: Mapping[str, Any]) -> Report:
    told, errors = housing.read(paths, Crs(options["crs"]))
    return housing.import_buildings(by=SYSTEM, told=told, errors=errors)


IMPORTER = Importer("buildings", "buildings and their homes, from CSV or Excel", _run, _add_arguments)
