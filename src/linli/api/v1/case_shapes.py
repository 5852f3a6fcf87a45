"""The shapes of cases: as a list shows them, in full, their history and what may be done with them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from linli.api.v1 import examples
from linli.cases.workflow import State
from linli.kernel.geo import Crs

StateName = Literal[
    "reported", "checking", "filed", "handling", "handled", "verified", "closed", "rejected", "merged"
]
assert set(StateName.__args__) == set(State.values)  # type: ignore[attr-defined]
Picture64 = Annotated[str, Field(max_length=14_000_000, description="a picture file in base64")]


class CaseOut(Schema):
    """A case as a list shows it."""

    number: str
    state: StateName
    title: str
    matter_code: str
    source: str
    urgent: bool
    public: bool
    grid_code: str
    address: str
    lon: float | None
    lat: float | None
    body_code: str
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    suspended_until: datetime | None
    score: int | None
    version: int


class CaseQuery(Schema):
    """Which cases are wanted; what is left out does not narrow."""

    state: StateName | None = None
    all: Annotated[bool, Field(description="ended cases too")] = False
    area: Annotated[str, Field(pattern=r"^[0-9]{0,15}$")] = ""
    body: Annotated[str, Field(max_length=40)] = ""
    matter: Annotated[str, Field(pattern=r"^[0-9]{0,11}$")] = ""
    source: Annotated[str, Field(max_length=40)] = ""
    overdue: bool = False
    urgent: bool = False
    text: Annotated[str, Field(max_length=200, description="words, a number, an address")] = ""
    order: Literal["newest", "due"] = "newest"


class CasePage(Schema):
    """A page of cases."""

    items: list[CaseOut]
    next: str | None


class PictureOut(Schema):
    """A picture of a case: its address here, and of its small copy."""

    kind: str
    url: str
    small_url: str
    width: int
    height: int
    digest: str


class TaskOut(Schema):
    """What one organisation has to do."""

    organisation_code: str
    role: str
    state: str
    due_at: datetime
    done_at: datetime | None


class CaseDetail(CaseOut):
    """A case in full, without who reported it."""

    description: str
    condition: str
    outcome: str
    ending: str
    helper_codes: list[str]
    pictures: list[PictureOut]
    tasks: list[TaskOut]


class StepOut(Schema):
    """One step of a case; to its reporter only the public ones, in plain words."""

    at: datetime
    move: str
    text: str
    note: str
    state: str
    actor: str = ""
    seq: int | None = None
    data: dict[str, Any] = {}


class StepsOut(Schema):
    """The history of a case, the first step first."""

    items: list[StepOut]


class NeedOut(Schema):
    """Something a move asks for."""

    name: str
    label: str
    needed: bool


class MoveOut(Schema):
    """A move that the caller may make now."""

    move: str
    name: str
    needs: list[NeedOut]


class MovesOut(Schema):
    """The moves that the caller may make now."""

    items: list[MoveOut]


class Given(Schema, extra="forbid"):
    """What a move needs and takes; which of these, `GET moves` says."""

    note: Annotated[str, Field(max_length=2000)] = ""
    reason: Annotated[str, Field(max_length=2000)] = ""
    text: Annotated[str, Field(max_length=2000)] = ""
    body: Annotated[str, Field(max_length=40)] = ""
    helpers: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []
    worker: Annotated[int | None, Field(ge=1, le=2**53)] = None
    matter: Annotated[str, Field(max_length=20)] = ""
    condition: Annotated[str, Field(max_length=60)] = ""
    until: AwareDatetime | None = None
    score: Annotated[int | None, Field(ge=1, le=5)] = None
    other: Annotated[str, Field(max_length=20)] = ""


class MoveIn(Schema, extra="forbid"):
    """A move to make.

    `seen` is the `version` of the case that the person looked at; when somebody moved it since, it is 409.
    """

    move: Annotated[str, Field(max_length=40)]
    given: Given = Given()
    seen: Annotated[int | None, Field(ge=1, le=2**53)] = None
    pictures: Annotated[list[Picture64], Field(max_length=9)] = []


class CaseIn(Schema):
    """A problem that was found; with `settled` one that was put right at once (随手办结)."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [examples.REPORT]})

    text: Annotated[str, Field(max_length=2000)] = ""
    matter_code: Annotated[str, Field(max_length=20)] = ""
    condition: Annotated[str, Field(max_length=60)] = ""
    lon: Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)] = None
    lat: Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    crs: Crs = Crs.WGS84
    address: Annotated[str, Field(max_length=200)] = ""
    grid_code: Annotated[str, Field(max_length=15)] = ""
    urgent: bool = False
    settled: bool = False
    pictures: Annotated[list[Picture64], Field(max_length=9)] = []


class SignalIn(Schema):
    """A report in the words of its source; the page of the source says which fields it has."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [examples.SIGNAL]})

    data: Annotated[dict[str, Any], Field(max_length=60)]
    pictures: Annotated[list[Picture64], Field(max_length=9)] = []


class CreatedOut(Schema):
    """The case that was made, and the secret with which its reporter may follow it."""

    number: str
    link_key: str
    state: StateName


class SourceOut(Schema):
    """A way in."""

    key: str
    name: str
    about: str


class SourcesOut(Schema):
    """Every way in."""

    items: list[SourceOut]
