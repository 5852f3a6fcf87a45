"""How a new case is written: its row, its first step, its line in the search index, its event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError

from linli.cases import clocks, moves, search, spots
from linli.cases.clocks import Time
from linli.cases.models import Case, Step
from linli.cases.moves import Turn
from linli.cases.workflow import MOVES, State
from linli.kernel import ids, rows
from linli.kernel.actor import Actor

P = ParamSpec("P")
R = TypeVar("R")
_DRAWS = 4


class NumberTakenError(Exception):
    """The random tracking number belongs to another case; the transaction is to be done again."""


def redrawing(action: Callable[P, R]) -> Callable[P, R]:
    """Let an atomic action be done again, with a new number, when the number it drew was taken."""

    @wraps(action)
    def again(*args: P.args, **kwargs: P.kwargs) -> R:
        for _ in range(_DRAWS - 1):
            try:
                return action(*args, **kwargs)
            except NumberTakenError:
                continue
        return action(*args, **kwargs)

    return again


@dataclass(frozen=True, slots=True)
class Birth:
    """What a new case is, beside its state; `columns` are further columns of the case."""

    source: str
    title: str
    grid_code: str
    occurred_at: datetime
    lon: float | None = None
    lat: float | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


def create(
    birth: Birth,
    *,
    move: str,
    by: Actor,
    now: datetime,
    time: Time,
    data: Mapping[str, Any],
    note: str = "",
) -> tuple[Case, Step]:
    """Write a new case by a move that starts from nothing (four queries), and return it with its first step.

    Raises:
        NumberTakenError: do the transaction again.
    """
    row = MOVES[move]
    case = Case(
        number=ids.tracking_number(now),
        state=row.to or State.REPORTED,
        source=birth.source,
        catalogue_id=time.catalogue.digest,
        title=birth.title,
        grid_code=birth.grid_code,
        street_code=birth.grid_code[:9],
        district_code=birth.grid_code[:6],
        lon=birth.lon,
        lat=birth.lat,
        cell=spots.cell(birth.lon, birth.lat) if birth.lon is not None and birth.lat is not None else None,
        created_at=now,
        occurred_at=birth.occurred_at,
        state_since=now,
        updated_at=now,
    )
    for name, value in birth.columns.items():
        setattr(case, name, value)
    step = moves.new_step(case, row, Turn(case, by, now, time), "", data, note)
    check = clocks.next_check(case, time)
    case.next_check_at = check.at if check else None
    try:
        rows.insert(case)
    except IntegrityError as fault:
        if "number" in str(fault):
            raise NumberTakenError from fault
        raise
    step.case = case
    rows.insert(step)
    search.put(case)
    moves.publish(case, step)
    return case, step
