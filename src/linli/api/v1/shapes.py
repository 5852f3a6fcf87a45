"""The shapes that are shared: problems, areas, places, matters, organisations, coverage."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from linli.kernel.geo import Crs


class FieldProblem(Schema):
    """One faulty field."""

    field: str
    message: str
    row: int | None = None


class Problem(Schema):
    """What is wrong: a code for machines, words in the reader's language, the faulty fields."""

    code: str
    message: str
    errors: list[FieldProblem] = []


PROBLEMS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)


class Named(Schema):
    """A code and its name."""

    code: str
    name: str


class AreaOut(Schema):
    """A district (6 digits), street (9), community (12) or grid (15)."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    lon: float | None
    lat: float | None


class AreaPage(Schema):
    """A page of areas."""

    items: list[AreaOut]
    next: str | None


class AreaDetail(AreaOut):
    """An area with its kin."""

    ancestors: list[Named]
    children: list[Named]


class PointIn(Schema):
    """A point in degrees."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class CoordinatesIn(Schema):
    """Coordinates to place, and their datum."""

    coordinates: Annotated[list[PointIn], Field(max_length=10_000)]
    crs: Crs = Crs.WGS84


class LocatedOut(Schema):
    """Where a point lies, and one sentence that says how sure that is."""

    code: str
    names: list[str]
    distance_m: float
    exact: bool
    explanation: str


class CodesOut(Schema):
    """The code of the grid that holds each point, in the same order; empty where none does."""

    codes: list[str]


class ConditionOut(Schema):
    """When a matter is filed and closed, and how long putting it right may take."""

    id: str
    when: str
    done: str
    limit: float
    unit: str


class MatterOut(Schema):
    """A type of matter."""

    code: str
    name: str
    plain: str
    topic: str
    public: bool


class MatterPage(Schema):
    """A page of matters."""

    items: list[MatterOut]
    next: str | None


class MatterDetail(MatterOut):
    """A matter with its conditions."""

    conditions: list[ConditionOut]


class GuessOut(Schema):
    """A matter that a text may mean; `score` is 0 to 1."""

    code: str
    plain: str
    score: float


class GuessesOut(Schema):
    """The matters a text may mean, the likeliest first."""

    items: list[GuessOut]


class OrganisationOut(Schema):
    """A body that serves."""

    code: str
    name: str
    kind: str
    area_code: str


class OrganisationPage(Schema):
    """A page of organisations."""

    items: list[OrganisationOut]
    next: str | None


class CoverageOut(Schema):
    """How well an area is served, and what is missing there."""

    grids: int
    grids_without_full_time: list[Named]
    communities: int
    communities_without_branch: list[Named]
    party_members: int
    party_members_part_time: int
