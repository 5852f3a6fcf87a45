"""What everybody may look for: public cases by topic, state, time and place, newest first."""

from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians

from django.db.models import ExpressionWrapper, F, FloatField, QuerySet

from linli.cases import book, spots
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.permissions import within

STATES = ("open", "done")
SPANS = (7, 30, 90)
"""How many days back one may look."""
REACHES = (500, 1000, 3000)
"""How many metres around a point one may look."""
_METRES_PER_DEGREE = 111_195.0
_OLDEST_READ = 200


@dataclass(frozen=True)
class Sought:
    """What is sought; what is empty does not matter.

    Args:
        topic: a topic's code.
        state: "open" or "done".
        days: reported within so many days.
        area: the code of an area.
        at: a WGS-84 point (lon, lat), with `metres` around it.
    """

    topic: str = ""
    state: str = ""
    days: int = 30
    area: str = ""
    at: tuple[float, float] | None = None
    metres: int = 1000


def sought(wanted: Sought) -> QuerySet[Case]:
    """Return the public cases that fit, the newest first."""
    since = clock.now() - timedelta(days=wanted.days)
    oldest = Case.objects.filter(created_at__gte=since).order_by("created_at").values_list("pk", flat=True)
    first = min(oldest[:_OLDEST_READ], default=0)
    found = Case.objects.filter(public=True, pk__gte=first, created_at__gte=since)
    if wanted.topic:
        matters = [each.code for each in book.in_force().matters if each.topic == wanted.topic]
        found = found.filter(matter_code__in=matters)
    if wanted.state == "open":
        found = found.filter(closed_at=None)
    elif wanted.state == "done":
        found = found.filter(state=State.CLOSED)
    if wanted.area:
        found = found.filter(within("grid_code", [wanted.area]))
    if wanted.at:
        found = _around(found, *wanted.at, wanted.metres)
    return found.order_by("-created_at", "-pk")


def _around(found: QuerySet[Case], lon: float, lat: float, metres: int) -> QuerySet[Case]:
    """Return those within `metres` of a point; over a few kilometres the earth is flat."""
    east = (F("lon") - lon) * cos(radians(lat)) * _METRES_PER_DEGREE
    north = (F("lat") - lat) * _METRES_PER_DEGREE
    away = ExpressionWrapper(east * east + north * north, output_field=FloatField())
    near = found.filter(cell__in=spots.cells_around(lon, lat, metres))
    return near.alias(away=away).filter(away__lte=float(metres) ** 2)
