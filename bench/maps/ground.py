"""What the map benches show: the demo city's grids, 5,000 open cases in them, and a leader who looks."""

import importlib
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import shapely
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bench.ground import ROOT
from linli.cases import book
from linli.cases.models import Case
from linli.cases.spots import cell
from linli.cli.demo import geometry
from linli.cli.demo import places as demo
from linli.insight import actions as insight
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs.models import RoleGrant
from linli.places import queries as places
from linli.places.rules import Level
from tools import frontend

POINTS = 5_000
MAPLIBRE = "6.17.0"
_PAGES = Path(__file__).parent
_VENDOR = ROOT / "src/linli/web/shell/static/vendor/leaflet"


def settle() -> None:
    """Write the areas and the open cases, and count them."""
    city = geometry.build()
    demo.write(city)
    grids = [draft for draft in city.areas if len(draft.code) == 15 and draft.boundary is not None]
    middles = shapely.get_coordinates(shapely.point_on_surface(np.array([each.boundary for each in grids])))
    random = np.random.default_rng(1)
    chosen, now, digest = random.integers(len(grids), size=POINTS), clock.now(), book.in_force().digest
    spread = random.normal(0, 0.001, (POINTS, 2))
    cases = []
    for number, (at, (dx, dy)) in enumerate(zip(chosen.tolist(), spread.tolist(), strict=True)):
        code, (lon, lat) = grids[at].code, middles[at].tolist()
        began = now - timedelta(minutes=number)
        cases.append(_case(number, code, lon + dx, lat + dy, digest, began))
    Case.objects.bulk_create(cases, batch_size=500)
    insight.refresh_all()


def _case(number: int, code: str, lon: float, lat: float, digest: str, began: Any) -> Case:
    return Case(
        number=f"B{number:06}",
        state="reported",
        source="hotline",
        catalogue_id=digest,
        title="路面坏了、有坑",
        grid_code=code,
        street_code=code[:9],
        district_code=code[:6],
        lon=lon,
        lat=lat,
        cell=cell(lon, lat),
        created_at=began,
        occurred_at=began,
        state_since=began,
        updated_at=began,
    )


def session() -> str:
    """Return the key of a session in which a leader is signed in."""
    account = Account.objects.create(username="bench-leader", display_name="bench")
    RoleGrant.objects.create(account=account, role="city_leader", area_code="", since=clock.today())
    store = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def folder(into: Path) -> list[str]:
    """Write the pages that show the same data with the libraries alone; return those that can be shown."""
    areas = places.outlines(Level.GRID)
    for at, feature in enumerate(areas["features"]):
        feature["properties"] = {"shade": at % 5}
    points = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": at}}
        for at in Case.objects.values_list("lon", "lat")
    ]
    (into / "areas.json").write_bytes(msgspec.json.encode(areas))
    (into / "points.json").write_bytes(msgspec.json.encode({"type": "FeatureCollection", "features": points}))
    for file in (*_VENDOR.glob("leaflet.*"), *_PAGES.glob("*.html")):
        shutil.copyfile(file, into / file.name)
    return ["leaflet", *(["maplibre"] if _maplibre(into) else [])]


def _maplibre(into: Path) -> bool:
    """Fetch MapLibre GL, which the product does not use, and return whether that worked."""
    command = [frontend.npm(), "pack", f"maplibre-gl@{MAPLIBRE}", "--silent"]
    if subprocess.run(command, cwd=into, capture_output=True).returncode:
        return False
    (archive,) = into.glob("maplibre-gl-*.tgz")
    shutil.unpack_archive(archive, into)
    for file in (into / "package" / "dist").glob("maplibre-gl*"):
        if file.suffix in {".mjs", ".css", ".js"}:
            shutil.copyfile(file, into / file.name)
    return (into / "maplibre-gl.mjs").exists()
