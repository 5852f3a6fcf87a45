"""The city as it is: areas, where a point lies, matters, organisations, coverage."""

from typing import Annotated, Any, Literal

import numpy as np
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Path, Query, Router

from linli.api.v1.auth import OPEN_DOOR, SIGNED_IN, caller_of
from linli.api.v1.paging import PageQuery, by_code, decode, encode
from linli.api.v1.shapes import (
    PROBLEMS,
    AreaDetail,
    AreaPage,
    CodesOut,
    CoordinatesIn,
    CoverageOut,
    GuessesOut,
    LocatedOut,
    MatterDetail,
    MatterPage,
    OrganisationPage,
)
from linli.cases.catalogue import Matter, current, said, suggest
from linli.kernel import geo
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.geo import Crs
from linli.kernel.permissions import Permission, may, prefixes, within
from linli.orgs import queries as orgs
from linli.orgs.models import Organisation
from linli.orgs.rules import Kind
from linli.places import queries as places
from linli.places.models import Area
from linli.places.rules import Level

router = Router(tags=["city"])
Code = Annotated[str, Path(pattern=r"^[0-9]{1,15}$", description="an area's or a matter's code")]
Prefix = Annotated[
    str, Query(pattern=r"^[0-9]{0,15}$", description="the first digits of a code; empty is the city")
]
LevelName = Literal["district", "street", "community", "grid"]
Lon = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)]


def _area(area: Area) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "level": Level(area.level).name.lower(),
        "kind": area.kind,
        "parent": area.parent_id,
        "lon": area.lon,
        "lat": area.lat,
    }


@router.get("/areas", auth=OPEN_DOOR, response={200: AreaPage, **PROBLEMS}, operation_id="list_areas")
def list_areas(
    request: HttpRequest,
    page: PageQuery,
    prefix: Prefix = "",
    level: Annotated[LevelName | None, Query()] = None,
) -> dict[str, Any]:
    """List the areas in use under a prefix, by code."""
    wanted = Level[level.upper()] if level else None
    return by_code(places.areas(prefix, wanted), page, _area)


@router.get("/areas/{code}", auth=OPEN_DOOR, response={200: AreaDetail, **PROBLEMS}, operation_id="get_area")
def get_area(request: HttpRequest, code: Code) -> dict[str, Any]:
    """Show one area with those above it and those directly below."""
    area = places.area(code)
    return {**_area(area), "ancestors": places.ancestors(code), "children": list(places.children(code))}


@router.get("/locate", auth=SIGNED_IN, response={200: LocatedOut, **PROBLEMS}, operation_id="locate")
def locate(
    request: HttpRequest,
    lon: Lon,
    lat: Lat,
    crs: Annotated[Crs, Query()] = Crs.WGS84,
) -> dict[str, Any]:
    """Say in which grid a point lies, or which is the nearest."""
    found = places.locate(*geo.to_wgs84(crs, lon, lat))
    return {
        "code": found.code,
        "names": found.names,
        "distance_m": found.distance_m,
        "exact": found.exact,
        "explanation": found.explanation,
    }


@router.post("/locate", auth=SIGNED_IN, response={200: CodesOut, **PROBLEMS}, operation_id="locate_many")
def locate_many(request: HttpRequest, data: CoordinatesIn) -> dict[str, Any]:
    """Say for many points at once in which grid each lies; writes nothing."""
    lons = np.array([point.lon for point in data.coordinates], dtype=float)
    lats = np.array([point.lat for point in data.coordinates], dtype=float)
    lons, lats = geo.to_wgs84_many(data.crs, lons, lats)
    return {"codes": places.locate_many(lons, lats).tolist()}


def _matter(matter: Matter) -> dict[str, Any]:
    return {
        "code": matter.code,
        "name": said.name(matter),
        "plain": said.plain(matter),
        "topic": matter.topic,
        "public": matter.public,
    }


@router.get("/matters", auth=OPEN_DOOR, response={200: MatterPage, **PROBLEMS}, operation_id="list_matters")
def list_matters(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """List the matters of the catalogue in force, by code."""
    after = decode(page.cursor) if page.cursor else ""
    rest = sorted((one for one in current().matters if one.code > after), key=lambda one: one.code)
    shown = rest[: page.limit]
    more = len(rest) > page.limit
    return {"items": [_matter(one) for one in shown], "next": encode(shown[-1].code) if more else None}


@router.get(
    "/matters/{code}", auth=OPEN_DOOR, response={200: MatterDetail, **PROBLEMS}, operation_id="get_matter"
)
def get_matter(request: HttpRequest, code: Code) -> dict[str, Any]:
    """Show one matter with its conditions and limits."""
    matter = current().matter(code)
    if matter is None:
        raise NotFound
    language = get_language()
    conditions = []
    for one in current().conditions_of(matter.code):
        when, done = one.said(language)
        conditions.append(
            {"id": one.id, "when": when, "done": done, "limit": float(one.limit), "unit": one.unit}
        )
    return {**_matter(matter), "conditions": conditions}


@router.get("/guess", auth=SIGNED_IN, response={200: GuessesOut, **PROBLEMS}, operation_id="guess_matter")
def guess_matter(
    request: HttpRequest, text: Annotated[str, Query(min_length=1, max_length=2000)]
) -> dict[str, Any]:
    """Guess which matters a text means."""
    catalogue = current()
    found = [(guess, catalogue.matter(guess.code)) for guess in suggest(catalogue, text)]
    return {
        "items": [
            {"code": guess.code, "plain": _matter(matter)["plain"], "score": guess.score}
            for guess, matter in found
            if matter
        ]
    }


def _organisation(body: Organisation) -> dict[str, Any]:
    return {"code": body.code, "name": body.name, "kind": body.kind, "area_code": body.area_code}


@router.get(
    "/organisations",
    auth=SIGNED_IN,
    response={200: OrganisationPage, **PROBLEMS},
    operation_id="list_organisations",
)
def list_organisations(
    request: HttpRequest, page: PageQuery, kind: Annotated[Kind | None, Query()] = None
) -> dict[str, Any]:
    """List the organisations in service within the caller's areas, by code."""
    scope = prefixes(caller_of(request).actor, Permission.ORGS_SEE)
    if not scope:
        raise NotAllowed
    rows = Organisation.objects.filter(within("area_code", scope), retired_on=None)
    return by_code(rows.filter(kind=kind) if kind else rows, page, _organisation)


@router.get("/coverage", auth=SIGNED_IN, response={200: CoverageOut, **PROBLEMS}, operation_id="coverage")
def coverage(request: HttpRequest, prefix: Prefix = "") -> dict[str, Any]:
    """Say how well an area is served: grids without a full-time worker, communities without a branch."""
    if not may(caller_of(request).actor, Permission.INSIGHT_SEE, prefix):
        raise NotAllowed
    found = orgs.coverage(prefix)
    return {
        "grids": found.grids,
        "grids_without_full_time": _named(found.grids_without_full_time),
        "communities": found.communities,
        "communities_without_branch": _named(found.communities_without_branch),
        "party_members": found.party_members,
        "party_members_part_time": found.party_members_part_time,
    }


def _named(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in pairs]
