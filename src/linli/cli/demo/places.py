"""Writes the made-up city's places by the doors that every import takes."""

from linli.cli.demo.geometry import CityDraft
from linli.kernel.actor import SYSTEM
from linli.places import actions
from linli.places.drafts import Told


def write(city: CityDraft) -> None:
    """Write the city's places with all the checks of an import."""
    told = [Told(draft, row=row, shape_row=row) for row, draft in enumerate(city.areas, 1)]
    actions.import_areas(by=SYSTEM, told=told)
    actions.put_overlays(by=SYSTEM, overlays=city.overlays)
    actions.put_buildings(by=SYSTEM, buildings=city.buildings)
