"""A person under plan in one line: masked, and where they live."""

from typing import Any

from linli.care.models import Plan
from linli.people import queries as people
from linli.places import queries as places


def line(plan: Plan) -> dict[str, Any]:
    """Return what a list or the head of a page shows of the person of `plan`; the name is masked."""
    return {
        "plan": plan,
        "who": people.masked(plan.elder).name if plan.elder else "",
        "place": " ".join(places.names(plan.grid_code)[-2:]),
    }
