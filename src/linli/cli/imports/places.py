"""`linli import places`: districts, streets, communities and grids from GeoJSON, CSV or Excel."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from linli.cli.imports.contract import Importer
from linli.kernel.actor import SYSTEM
from linli.kernel.geo import Crs
from linli.kernel.tables import Report
from linli.places import actions, files
from linli.places.shapes import Tolerance

STRICT = Tolerance()


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--crs",
        default=Crs.WGS84,
        choices=list(Crs),
        help="the coordinate system of the files: wgs84 (GPS), cgcs2000 (surveying), "
        "gcj02 (Amap, Tencent), bd09 (Baidu)",
    )
    parser.add_argument(
        "--tolerance-m2",
        type=float,
        default=STRICT.area_m2,
        help="square metres that may overlap or stick out",
    )
    parser.add_argument(
        "--overlap-share",
        type=float,
        default=STRICT.overlap_share,
        help="share of the smaller that may overlap",
    )
    parser.add_argument(
        "--outside-share",
        type=float,
        default=STRICT.outside_share,
        help="share that may lie outside the parent",
    )


def _run(paths: Sequence[Path], options: Mapping[str, Any]) -> Report:
    crs = Crs(options["crs"])
    told, errors = files.read(paths, crs)
    tolerance = Tolerance(options["tolerance_m2"], options["overlap_share"], options["outside_share"])
    return actions.import_areas(by=SYSTEM, told=told, errors=errors, tolerance=tolerance, crs=crs)


IMPORTER = Importer("places", "areas, from GeoJSON, CSV or Excel", _run, _add_arguments)
